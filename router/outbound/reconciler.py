"""Looks for messages whose call ended in doubt, and never sends one again blindly (DESIGN.md, 6).

A status callback proves a message by the id in its address; that arrives by itself. This is the other way: the
provider's own listing, believed only when it is unambiguous. Absent from two listings a minute apart, a message is sent
once more if it answers a text just received; everything else stays unknown, in plain sight, for a human's word.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from router.outbound.settle import settle
from router.providers.base import ListedMessage, LookupFailed, Provider
from router.store import messages, outbox
from router.store.database import Database
from router.store.errors import StorageUnavailable
from router.store.outbox import Doubtful

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 5.0
#: The lag of a provider's listing is not documented; two looks this far apart outlast it.
BETWEEN_LOOKUPS = timedelta(minutes=1)
LOOKUPS_THAT_PROVE_ABSENCE = 2
#: An answer is worth sending again while the customer still waits for it.
JUST_RECEIVED = timedelta(minutes=15)
#: A call older than this belongs to a process that is gone: the adapter's own time-out is far shorter.
ABANDONED_AFTER = timedelta(seconds=60)
#: Our clock and the provider's may differ by this much.
CLOCK_MARGIN = timedelta(minutes=2)


class Reconciler:
    """`run` until `stop`."""

    def __init__(
        self, database: Database, provider: Provider, clock: Callable[[], datetime], on_resend: Callable[[], None]
    ) -> None:
        self._database = database
        self._provider = provider
        self._clock = clock
        self._on_resend = on_resend
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.sweep()
            except StorageUnavailable as error:
                log.error("reconciler_unavailable", error=str(error))
            await self._pause()

    async def stop(self) -> None:
        self._stopping.set()

    async def sweep(self) -> None:
        """Look once for every unknown message that is due."""
        now = self._clock()
        await self._database.write(lambda connection: outbox.doubt_abandoned(connection, now - ABANDONED_AFTER, now))
        for message in await self._database.read(lambda connection: outbox.doubtful(connection, now, 100)):
            with structlog.contextvars.bound_contextvars(message_id=message.public_id):
                await self._look_for(message)

    async def _look_for(self, message: Doubtful) -> None:
        try:
            listed = await self._provider.sent_to(
                message.recipient, message.sender, message.attempted_at - CLOCK_MARGIN
            )
        except LookupFailed as failure:
            log.warning("lookup_failed", reason=str(failure))
            await self._database.write(lambda connection: self._look_again(connection, message, message.lookups))
            return
        resent = await self._database.write(lambda connection: self._conclude(connection, message, listed))
        if resent:
            self._on_resend()

    def _conclude(self, connection: Connection, message: Doubtful, listed: Sequence[ListedMessage]) -> bool:
        """True when the message goes out once more."""
        candidates = _candidates(connection, message, listed)
        if candidates and (len(candidates) > 1 or outbox.twins(connection, message) > 1):
            log.warning("lookup_ambiguous", candidates=len(candidates))
            outbox.looked(connection, message.id, message.lookups, None)
            return False
        if candidates:
            settle(connection, self._report(message, candidates[0]))
            return False
        return self._absent(connection, message)

    def _report(self, message: Doubtful, found: ListedMessage) -> messages.Report:
        report = found.report
        return messages.Report(
            "listing",
            self._clock(),
            report.status,
            found.provider_id,
            message.public_id,
            report.error_code,
            report.error_class,
        )

    def _absent(self, connection: Connection, message: Doubtful) -> bool:
        lookups = message.lookups + 1
        if lookups < LOOKUPS_THAT_PROVE_ABSENCE:
            self._look_again(connection, message, lookups)
            return False
        if not self._worth_resending(message):
            outbox.looked(connection, message.id, lookups, None)
            return False
        log.warning("resent_after_proven_absence")
        outbox.resend(connection, message.id, self._clock())
        return True

    def _look_again(self, connection: Connection, message: Doubtful, lookups: int) -> None:
        outbox.looked(connection, message.id, lookups, self._clock() + BETWEEN_LOOKUPS)

    def _worth_resending(self, message: Doubtful) -> bool:
        answered = message.answers_text_at
        return message.resends == 0 and answered is not None and self._clock() - answered < JUST_RECEIVED

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(SWEEP_SECONDS):
                await self._stopping.wait()
        except TimeoutError:
            return


def _candidates(connection: Connection, message: Doubtful, listed: Sequence[ListedMessage]) -> list[ListedMessage]:
    """Listed messages that could be this one: same text, sent since the attempt, and not known as another of ours."""
    same = [candidate for candidate in listed if candidate.text == message.text]
    ours = outbox.already_ours(connection, [candidate.provider_id for candidate in same])
    return [candidate for candidate in same if candidate.provider_id not in ours]
