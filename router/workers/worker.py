"""The loop that every worker of the service is: claim what is due, work on it side by side, look away, stop."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ClassVar, TypeVar

import structlog
from sqlalchemy import Connection

from router.coordination.wakeup import Wakeup
from router.store.database import Database
from router.store.store_errors import StorageUnavailable

log = structlog.get_logger(__name__)

Written = TypeVar("Written")

#: Between two tries to write down what was done.
RECORD_PAUSE_SECONDS = 1.0
#: Before a loop that failed by a fault of its own is begun again.
RESTART_PAUSE_SECONDS = 1.0


class Worker(ABC):
    """`run` until `stop`. Whoever made work for it rings `wakeup`; a ring that is lost costs `idle_seconds`."""

    #: How long to look away when nothing is due and nothing rings: picks up what another process has written.
    idle_seconds: ClassVar[float] = 1.0

    def __init__(self, database: Database) -> None:
        self.wakeup = Wakeup()
        self._database = database
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    @abstractmethod
    async def claim(self) -> bool:
        """Take up what is due; whether there may be more at once. Raises StorageUnavailable."""

    @property
    def at_work(self) -> int:
        """How many tasks are under way."""
        return len(self._tasks)

    @property
    def is_stopping(self) -> bool:
        """True once `stop` was called: nothing new is begun."""
        return self._stopping

    async def run(self) -> None:
        """Claim and work until stopped. While the storage is away it looks again from time to time."""
        while not self._stopping:
            if not await self._claim_if_possible():
                await self.wakeup.wait(self.idle_seconds)

    async def stop(self) -> None:
        """Claim nothing new and finish what is at work; the rest waits in the database for the next start."""
        self._stopping = True
        self.wakeup.ring()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Work on one thing beside the others. Its faults are logged; its end makes room, so the loop looks again."""
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    async def record(self, write: Callable[[Connection], Written], tries: int | None = None) -> Written:
        """Write down what was done, however often the storage is away: a full disk is often back in seconds.

        Raises StorageUnavailable after so many tries, or when the worker is being stopped.
        """
        tried = 0
        while True:
            try:
                return await self._database.write(write)
            except StorageUnavailable as error:
                tried += 1
                log.error("work_not_recorded", worker=type(self).__name__, error=str(error))
                if self._stopping or tried == tries:
                    raise
                await asyncio.sleep(RECORD_PAUSE_SECONDS)

    async def _claim_if_possible(self) -> bool:
        try:
            return await self.claim()
        except StorageUnavailable as error:
            log.error("storage_unavailable", worker=type(self).__name__, error=str(error))
            return False

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except StorageUnavailable:
            return  # `record` has said so; what was claimed is taken up again when its lease is over
        except Exception:
            log.exception("work_failed", worker=type(self).__name__)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.wakeup.ring()


async def keep_running(run: Callable[[], Awaitable[None]]) -> None:
    """A loop must outlive its own faults: without it texts would be taken and never answered."""
    while True:
        try:
            return await run()
        except Exception:
            log.exception("worker_failed", worker=run.__qualname__)
            await asyncio.sleep(RESTART_PAUSE_SECONDS)
