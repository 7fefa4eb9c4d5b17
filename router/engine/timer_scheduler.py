"""Fires timers: a silence or a burst that lasted long enough becomes an event of its thread."""

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import Connection

from flows.protocol.events import BurstElapsed, Event, SilenceElapsed
from router.coordination.wakeup import Wakeup
from router.store import inbox, timer_queue
from router.store.database import Database
from router.store.inbox import Arrival
from router.store.store_errors import StorageUnavailable
from router.store.timer_queue import DueTimer, TimerKind

log = structlog.get_logger(__name__)

TICK_SECONDS = 0.5
#: Timers fired in one transaction; after an outage many are due at once.
BATCH = 200


class TimerScheduler:
    """`run` until `stop`; calls `on_event` after it wrote events. `wakeup` is rung when the clock was moved."""

    def __init__(self, database: Database, clock: Callable[[], datetime], on_event: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._on_event = on_event
        self.wakeup = Wakeup()
        self._stopping = False

    async def run(self) -> None:
        while not self._stopping:
            try:
                fired = await self.tick()
            except StorageUnavailable as error:
                log.error("timers_unavailable", error=str(error))
                fired = 0
            if fired < BATCH:
                await self.wakeup.wait(TICK_SECONDS)

    async def stop(self) -> None:
        self._stopping = True
        self.wakeup.ring()

    async def tick(self) -> int:
        """Fire what is due; how many."""
        now = self._clock()
        if not await self._database.read(lambda connection: timer_queue.due(connection, now, 1)):
            return 0
        fired = await self._database.write(lambda connection: _fire(connection, now))
        self._on_event()
        return fired


def _fire(connection: Connection, now: datetime) -> int:
    due = timer_queue.due(connection, now, BATCH)
    for timer in due:
        if timer_queue.take(connection, timer.id):
            inbox.add(connection, Arrival(timer.customer, timer.line, _event(timer), now))
    return len(due)


def _event(timer: DueTimer) -> Event:
    return BurstElapsed(timer.wait) if timer.kind is TimerKind.BURST else SilenceElapsed(timer.wait)
