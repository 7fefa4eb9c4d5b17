"""Asks the provider about messages whose fate is in doubt, or whose callbacks may have been lost.

A status callback proves an unknown message by the id in its address, and that arrives by itself. This is the other way.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from router.message_status import REPLACES, MessageStatus
from router.outbound import reconciliation_policy
from router.outbound.delivery_recorder import settle
from router.providers.provider_contract import DeliveryReport, LookupFailed, Provider
from router.store import outbox, reconciliation_queries
from router.store.database import Database
from router.store.message_rows import Report
from router.store.reconciliation_queries import Lookup
from router.store.store_errors import StorageUnavailable
from router.workers.worker import Worker

log = structlog.get_logger(__name__)

#: Messages asked about in one sweep, and at once: the rest waits for the next one.
SWEEP, AT_ONCE = 500, 8
#: Our clock and the provider's may differ by this much.
CLOCK_MARGIN = timedelta(minutes=2)
#: After the first follow-up (`store.messages.FIRST_FOLLOW_UP`), asked again after each of these; then `sent` may be all
#: that its carrier ever tells.
FOLLOW_UPS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))


class MessageReconciler(Worker):
    """Calls `on_resend` after it queued a message again."""

    idle_seconds = 2.0

    def __init__(
        self, database: Database, provider: Provider, clock: Callable[[], datetime], on_resend: Callable[[], None]
    ) -> None:
        super().__init__(database)
        self._provider = provider
        self._clock = clock
        self._on_resend = on_resend
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def claim(self) -> bool:
        """Ask about what is due, then look away: the provider is not asked about the same at once again."""
        await self.sweep()
        return False

    async def sweep(self) -> None:
        """Ask once about every message that is due."""
        now = self._clock()
        await self._database.write(lambda connection: outbox.doubt_abandoned(connection, now))
        due = await self._database.read(lambda connection: reconciliation_queries.due(connection, now, SWEEP))
        await asyncio.gather(*map(self._ask, due))

    async def _ask(self, message: Lookup) -> None:
        async with self._at_once:
            if self.is_stopping:
                return
            with structlog.contextvars.bound_contextvars(message_id=message.public_id):
                try:
                    await self._look_for(message)
                except LookupFailed as failure:
                    log.warning("lookup_failed", reason=str(failure))
                    await self._not_answered(message)
                except StorageUnavailable:
                    raise
                except Exception:
                    log.exception("lookup_fault")
                    await self._not_answered(message)

    async def _look_for(self, message: Lookup) -> None:
        if message.status is MessageStatus.UNKNOWN:
            await self._find(message)
        elif message.provider_id:
            await self._follow_up(message, await self._provider.report_on(message.provider_id))

    async def _find(self, message: Lookup) -> None:
        since = message.attempted_at - CLOCK_MARGIN
        listed = await self._provider.sent_to(message.recipient, message.sender, since)
        now = self._clock()
        if await self._database.write(
            lambda connection: reconciliation_policy.conclude(connection, message, listed, now)
        ):
            self._on_resend()

    async def _follow_up(self, message: Lookup, found: DeliveryReport) -> None:
        if message.status not in REPLACES.get(found.status, ()):  # nothing new, or behind what a callback told
            await self._look_again(message, message.lookups + 1, _pause_after(message.lookups))
            return
        report = Report(
            source="listing",
            at=self._clock(),
            status=found.status,
            provider_id=found.provider_id,
            public_id=message.public_id,
            error_code=found.error_code,
            error_class=found.error_class,
        )
        await self._database.write(lambda connection: settle(connection, report))

    async def _not_answered(self, message: Lookup) -> None:
        """An unknown message is looked for until the provider answers; what it once had may be gone there for good."""
        if message.status is MessageStatus.UNKNOWN:
            await self._look_again(message, message.lookups, reconciliation_policy.BETWEEN_LISTINGS)
        else:
            await self._look_again(message, message.lookups + 1, _pause_after(message.lookups))

    async def _look_again(self, message: Lookup, count: int, pause: timedelta | None) -> None:
        later = None if pause is None else self._clock() + pause
        await self._database.write(lambda connection: reconciliation_queries.looked(connection, message, count, later))


def _pause_after(follow_ups: int) -> timedelta | None:
    return FOLLOW_UPS[follow_ups] if follow_ups < len(FOLLOW_UPS) else None
