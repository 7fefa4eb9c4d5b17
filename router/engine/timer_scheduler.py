"""Fires timers: a silence or a burst that lasted long enough becomes an event of its thread."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from flows.protocol.events import BurstElapsed, Event, SilenceElapsed
from router.store import inbox, timer_queue
from router.store.database import Database
from router.store.inbox import Arrival
from router.store.timer_queue import DueTimer, TimerKind
from router.workers.worker import Worker

#: Timers fired in one transaction; after an outage many are due at once.
BATCH = 200


class TimerScheduler(Worker):
    """Calls `on_event` after it wrote events. Rung when the clock was moved."""

    idle_seconds = 0.5

    def __init__(self, database: Database, clock: Callable[[], datetime], on_event: Callable[[], None]) -> None:
        super().__init__(database)
        self._clock = clock
        self._on_event = on_event

    async def claim(self) -> bool:
        """Fire what is due; a full batch may not have been all."""
        return await self.tick() == BATCH

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
