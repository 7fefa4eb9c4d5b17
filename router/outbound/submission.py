"""One call to the provider, and what is written of its end.

Provably not sent is tried again, refused is final, anything else is `unknown` and never sent again blindly
(DESIGN.md, 6).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from msgspec import Struct
from sqlalchemy import Connection

from router.insight.metrics import SUBMISSION_SECONDS, SUBMISSIONS
from router.message_status import ErrorClass, MessageStatus
from router.outbound.delivery_recorder import settle
from router.providers.provider_contract import NotSent, OutboundText, OutcomeUnknown, Provider, SubmissionRefused
from router.store import outbox, timer_queue
from router.store.message_rows import SUBMISSION, Report
from router.store.outbox import Outgoing

log = structlog.get_logger(__name__)

#: A message that could provably not be sent for this long is expired: an answer this late would puzzle its reader.
WORTH_SENDING_FOR = timedelta(hours=4)
#: Twilio's advice for load refusals is 100 ms doubled, at most 30 s (twilio-reliability-patterns); ours starts higher,
#: since a refused connection takes longer to mend.
FIRST_RETRY, MAX_RETRY_DELAY = timedelta(milliseconds=500), timedelta(seconds=30)
#: A callback usually proves an unknown message within seconds; the first listing waits for it.
FIRST_LOOKUP = timedelta(seconds=15)


class Result(Struct, frozen=True):
    """What to write, and whether the provider did its part (a refusal is an answer too)."""

    write: Callable[[Connection], None]
    provider_failed: bool = False


class Submitter:
    """Calls the provider once for each message."""

    def __init__(self, provider: Provider, status_url: Callable[[str], str], clock: Callable[[], datetime]) -> None:
        self._provider = provider
        self._status_url = status_url
        self._clock = clock

    async def submit(self, message: Outgoing, token: str) -> Result:
        """Raises nothing: every end of a call is a result."""
        try:
            with SUBMISSION_SECONDS.time():
                accepted = await self._provider.submit(self._outbound_text(message))
        except SubmissionRefused as refusal:
            return self._refused(message, token, refusal)
        except NotSent as failure:
            return self._not_sent(message, token, str(failure), failure.retry_after)
        except OutcomeUnknown as doubt:
            return self._unknown(message, token, str(doubt))
        except Exception as fault:
            log.exception("submission_fault")
            return self._unknown(message, token, f"{type(fault).__name__} in the adapter")
        SUBMISSIONS.labels("accepted").inc()
        log.info("submission_accepted", provider_id=accepted.provider_id)
        return self._reported(message, accepted.status, accepted.provider_id)

    def _outbound_text(self, message: Outgoing) -> OutboundText:
        return OutboundText(
            message_id=message.public_id,
            sender=message.sender,
            recipient=message.recipient,
            text=message.text,
            media=message.media,
            template=message.template,
            status_url=self._status_url(message.public_id),
        )

    def _reported(
        self,
        message: Outgoing,
        status: MessageStatus,
        provider_id: str | None = None,
        error_code: int | None = None,
        error_class: ErrorClass | None = None,
    ) -> Result:
        report = Report(
            source=SUBMISSION,
            at=self._clock(),
            status=status,
            provider_id=provider_id,
            public_id=message.public_id,
            error_code=error_code,
            error_class=error_class,
        )
        return Result(lambda connection: _keep(connection, report))

    def _refused(self, message: Outgoing, token: str, refusal: SubmissionRefused) -> Result:
        if refusal.error_class is ErrorClass.CAPACITY:
            return self._not_sent(message, token, str(refusal), MAX_RETRY_DELAY)
        SUBMISSIONS.labels("refused").inc()
        log.warning("submission_refused", code=refusal.code, error_class=refusal.error_class)
        return self._reported(message, MessageStatus.FAILED, None, refusal.code, refusal.error_class)

    def _not_sent(self, message: Outgoing, token: str, reason: str, retry_after: timedelta | None) -> Result:
        SUBMISSIONS.labels("not_sent").inc()
        log.warning("submission_not_sent", reason=reason, attempts=message.attempts + 1)
        now = self._clock()
        if now - message.created_at > WORTH_SENDING_FOR:
            return Result(lambda connection: _expire(connection, message, token, reason, now), provider_failed=True)
        later = now + min(retry_after or retry_delay(message.attempts), outbox.MAX_RETRY_AFTER)
        return Result(
            lambda connection: outbox.requeue(connection, message.id, token, later, reason, now), provider_failed=True
        )

    def _unknown(self, message: Outgoing, token: str, reason: str) -> Result:
        SUBMISSIONS.labels("unknown").inc()
        log.warning("submission_unknown", reason=reason)
        now = self._clock()
        return Result(
            lambda connection: outbox.doubt(connection, message.id, token, now + FIRST_LOOKUP, reason, now),
            provider_failed=True,
        )


def retry_delay(attempts: int) -> timedelta:
    """Doubled at each attempt, at most MAX_RETRY_DELAY."""
    return min(FIRST_RETRY * (1 << min(attempts, 10)), MAX_RETRY_DELAY)


def _keep(connection: Connection, report: Report) -> None:
    settle(connection, report)


def _expire(connection: Connection, message: Outgoing, token: str, reason: str, now: datetime) -> None:
    outbox.expire(connection, message.id, token, reason, now)
    timer_queue.start_with_message(connection, message.id, now)
