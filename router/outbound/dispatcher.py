"""Takes messages that may leave, judges them once more, and hands each to the provider exactly once.

`submitting` is committed before the call. What the call says decides what follows: provably not sent is tried again,
refused is final, anything else is `unknown` and never sent again blindly (DESIGN.md, 6).
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from router.coordination.wakeup import Wakeup
from router.insight.metrics import SUBMISSION_SECONDS, SUBMISSIONS
from router.messages import ErrorClass, MessageStatus
from router.outbound.gate import Draft, Hold, Refuse, Send, judge
from router.outbound.settle import settle
from router.providers.base import Accepted, NotSent, OutboundText, OutcomeUnknown, Provider, SubmissionRefused
from router.store import messages, outbox, timers
from router.store.database import Database
from router.store.errors import StorageUnavailable
from router.store.outbox import Outgoing

log = structlog.get_logger(__name__)

#: Provider calls under way at once.
CALLS = 32
#: How long to look away when nothing rings; also how late a held message may notice that its time has come.
IDLE_SECONDS = 1.0
#: A message that could provably not be sent for this long is expired: an answer this late would puzzle its reader.
WORTH_SENDING_FOR = timedelta(hours=4)
#: Twilio's advice for load refusals is 100 ms doubled, at most 30 s (twilio-reliability-patterns); ours starts higher,
#: since a refused connection takes longer to mend.
FIRST_RETRY, LONGEST_RETRY = timedelta(milliseconds=500), timedelta(seconds=30)
#: A callback usually proves an unknown message within seconds; the first listing waits for it.
FIRST_LOOKUP = timedelta(seconds=15)


class Dispatcher:
    """`run` until `stop`; `wakeup` is rung when a message was written."""

    def __init__(
        self,
        database: Database,
        provider: Provider,
        status_url: Callable[[str], str],
        new_token: Callable[[], str],
        clock: Callable[[], datetime],
    ) -> None:
        self.wakeup = Wakeup()
        self._database = database
        self._provider = provider
        self._status_url = status_url
        self._new_token = new_token
        self._clock = clock
        self._calls: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def run(self) -> None:
        while not self._stopping:
            try:
                taken = await self._take()
            except StorageUnavailable as error:
                log.error("outbox_unavailable", error=str(error))
                taken = []
            for message, token in taken:
                self._start(message, token)
            if not taken:
                await self.wakeup.wait(IDLE_SECONDS)

    async def stop(self) -> None:
        """Take nothing new and wait for the calls under way."""
        self._stopping = True
        self.wakeup.ring()
        await asyncio.gather(*self._calls, return_exceptions=True)

    async def _take(self) -> list[tuple[Outgoing, str]]:
        free = CALLS - len(self._calls)
        if free == 0:
            return []
        token, now = self._new_token(), self._clock()
        return await self._database.write(lambda connection: _take_ready(connection, free, token, now))

    def _start(self, message: Outgoing, token: str) -> None:
        task = asyncio.create_task(self._submit(message, token))
        self._calls.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._calls.discard(task)
        self.wakeup.ring()

    async def _submit(self, message: Outgoing, token: str) -> None:
        with structlog.contextvars.bound_contextvars(message_id=message.public_id):
            record = await self._call(message, token)
            await self._record(record)

    async def _call(self, message: Outgoing, token: str) -> Callable[[Connection], None]:
        """Call the provider; what to write of it."""
        try:
            with SUBMISSION_SECONDS.time():
                accepted = await self._provider.submit(self._outbound_text(message))
        except SubmissionRefused as refusal:
            log.warning("submission_refused", code=refusal.code, error_class=refusal.error_class)
            return self._refused(message, token, refusal)
        except NotSent as failure:
            log.warning("submission_not_sent", reason=str(failure))
            return self._not_sent(message, token, str(failure), failure.retry_after)
        except OutcomeUnknown as doubt:
            log.warning("submission_unknown", reason=str(doubt))
            return self._unknown(message, token, str(doubt))
        except Exception as error:
            log.exception("submission_fault")
            return self._unknown(message, token, f"{type(error).__name__} in the adapter")
        return self._accepted(message, accepted)

    def _outbound_text(self, message: Outgoing) -> OutboundText:
        return OutboundText(
            message_id=message.public_id,
            sender=message.sender,
            recipient=message.recipient,
            text=message.text,
            media=message.media,
            status_url=self._status_url(message.public_id),
        )

    def _accepted(self, message: Outgoing, accepted: Accepted) -> Callable[[Connection], None]:
        SUBMISSIONS.labels("accepted").inc()
        report = messages.Report("submission", self._clock(), accepted.status, accepted.provider_id, message.public_id)
        return lambda connection: _keep(connection, report)

    def _refused(self, message: Outgoing, token: str, refusal: SubmissionRefused) -> Callable[[Connection], None]:
        if refusal.error_class is ErrorClass.CAPACITY:
            return self._not_sent(message, token, str(refusal), LONGEST_RETRY)
        SUBMISSIONS.labels("refused").inc()
        report = messages.Report(
            "submission",
            self._clock(),
            MessageStatus.FAILED,
            None,
            message.public_id,
            refusal.code,
            refusal.error_class,
        )
        return lambda connection: _keep(connection, report)

    def _not_sent(
        self, message: Outgoing, token: str, reason: str, retry_after: timedelta | None
    ) -> Callable[[Connection], None]:
        SUBMISSIONS.labels("not_sent").inc()
        now = self._clock()
        if now - message.created_at > WORTH_SENDING_FOR:
            return lambda connection: _expire(connection, message, token, reason, now)
        later = now + (retry_after or retry_delay(message.attempts))
        return lambda connection: outbox.requeue(connection, message.id, token, later, reason, now)

    def _unknown(self, message: Outgoing, token: str, reason: str) -> Callable[[Connection], None]:
        SUBMISSIONS.labels("unknown").inc()
        now = self._clock()
        return lambda connection: outbox.doubt(connection, message.id, token, now + FIRST_LOOKUP, reason, now)

    async def _record(self, record: Callable[[Connection], None]) -> None:
        """Keep trying: until it is written, the message stays `submitting` and is not sent again."""
        while True:
            try:
                return await self._database.write(record)
            except StorageUnavailable as error:
                log.error("submission_not_recorded", error=str(error))
                if self._stopping:
                    return None
                await asyncio.sleep(IDLE_SECONDS)


def retry_delay(attempts: int) -> timedelta:
    """Doubled at each attempt, at most LONGEST_RETRY."""
    return min(FIRST_RETRY * (1 << min(attempts, 10)), LONGEST_RETRY)


def _take_ready(connection: Connection, most: int, token: str, now: datetime) -> list[tuple[Outgoing, str]]:
    """Judge once more and mark `submitting`, in one transaction: a STOP that was stored before this one counts."""
    ready = outbox.ready(connection, now, most)
    sendable = [message for message in ready if _passes(connection, message, now)]
    taken = outbox.take(connection, [message.id for message in sendable], token, now)
    return [(message, token) for message in sendable if message.id in taken]


def _passes(connection: Connection, message: Outgoing, now: datetime) -> bool:
    draft = Draft(
        message.recipient,
        message.text,
        bool(message.media),
        message.purpose,
        message.suppressed,
        message.blocked,
        message.last_text_at,
    )
    match judge(draft, now):
        case Send():
            return True
        case Hold(rule, until):
            outbox.hold(connection, message.id, rule, until, now)
        case Refuse(rule):
            outbox.refuse(connection, message.id, rule, now)
            timers.start_with_message(connection, message.id, now)
    return False


def _keep(connection: Connection, report: messages.Report) -> None:
    settle(connection, report)


def _expire(connection: Connection, message: Outgoing, token: str, reason: str, now: datetime) -> None:
    outbox.expire(connection, message.id, token, reason, now)
    timers.start_with_message(connection, message.id, now)
