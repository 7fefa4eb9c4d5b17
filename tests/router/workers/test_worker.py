"""What every worker promises, whatever it works on."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import Connection

from router.store.database import Database
from router.store.store_errors import StorageUnavailable
from router.workers import worker as worker_module
from router.workers.worker import Worker, keep_running
from tests.waiting import until

ALWAYS = 1_000_000


class Counter(Worker):
    """Works on each of a list of things once."""

    idle_seconds = 60.0

    def __init__(self, database: Database, work: Callable[[str], Awaitable[None]], *things: str) -> None:
        super().__init__(database)
        self.looks = 0
        self.waiting = [*things]
        self._work = work

    async def claim(self) -> bool:
        self.looks += 1
        claimed, self.waiting = self.waiting, []
        for thing in claimed:
            self.start(self._do(thing))
        return bool(claimed)

    async def _do(self, thing: str) -> None:
        await self._work(thing)


async def _running(worker: Worker, then: Callable[[], Awaitable[None]]) -> None:
    run = asyncio.create_task(worker.run())
    await then()
    await worker.stop()
    await run


def test_what_is_claimed_is_worked_on_side_by_side(sqlite: Database) -> None:
    done: list[str] = []
    second_is_done = asyncio.Event()

    async def work(thing: str) -> None:
        if thing == "first":
            await second_is_done.wait()
        done.append(thing)
        second_is_done.set()

    asyncio.run(_running(worker := Counter(sqlite, work, "first", "second"), lambda: until(lambda: len(done) == 2, "")))
    assert done == ["second", "first"]
    assert worker.at_work == 0


def test_a_ring_ends_its_look_away(sqlite: Database) -> None:
    done: list[str] = []

    async def work(thing: str) -> None:
        done.append(thing)

    worker = Counter(sqlite, work)

    async def ring() -> None:
        await until(lambda: worker.looks == 1, "it has looked and found nothing")
        worker.waiting.append("late")
        worker.wakeup.ring()
        await until(lambda: done == ["late"], "it has looked again")

    asyncio.run(_running(worker, ring))


def test_to_stop_is_to_finish_what_is_at_work_and_to_claim_nothing_new(sqlite: Database) -> None:
    begun, may_end, done = asyncio.Event(), asyncio.Event(), []

    async def work(thing: str) -> None:
        begun.set()
        await may_end.wait()
        done.append(thing)

    async def live() -> None:
        worker = Counter(sqlite, work, "under way")
        run = asyncio.create_task(worker.run())
        await begun.wait()
        stopping = asyncio.create_task(worker.stop())
        await until(lambda: worker.is_stopping, "it is being stopped")
        worker.waiting.append("new")
        may_end.set()
        await asyncio.gather(stopping, run)
        assert (done, worker.waiting) == (["under way"], ["new"])

    asyncio.run(live())


def test_a_fault_in_one_thing_leaves_the_others_alone(sqlite: Database) -> None:
    done: list[str] = []

    async def work(thing: str) -> None:
        if thing == "bad":
            raise ValueError(thing)
        done.append(thing)

    asyncio.run(_running(Counter(sqlite, work, "bad", "good"), lambda: until(lambda: done == ["good"], "")))


class Full(Counter):
    """Its storage is away for the first looks."""

    idle_seconds = 0.001

    async def claim(self) -> bool:
        await super().claim()
        if self.looks < 3:
            raise StorageUnavailable("disk full")
        return False


def test_storage_that_is_away_is_looked_at_again(sqlite: Database) -> None:
    async def nothing(_thing: str) -> None: ...

    worker = Full(sqlite, nothing)
    asyncio.run(_running(worker, lambda: until(lambda: worker.looks >= 3, "it has looked again")))


class Away:
    """A write that the storage refuses the first times."""

    def __init__(self, refusals: int) -> None:
        self.refusals, self.tries = refusals, 0

    def __call__(self, _connection: Connection) -> str:
        self.tries += 1
        if self.tries <= self.refusals:
            raise StorageUnavailable("disk full")
        return "written"


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "RECORD_PAUSE_SECONDS", 0.0)


@pytest.mark.usefixtures("no_pause")
@pytest.mark.parametrize(
    ("tries", "is_stopping", "refusals", "written"),
    [
        pytest.param(None, False, 4, True, id="however often it is refused"),
        pytest.param(3, False, 1, True, id="within its tries"),
        pytest.param(3, False, ALWAYS, False, id="not after its last try"),
        pytest.param(None, True, ALWAYS, False, id="not again while it is being stopped"),
    ],
)
def test_what_was_done_is_written_down(
    sqlite: Database, tries: int | None, is_stopping: bool, refusals: int, written: bool
) -> None:
    async def nothing(_thing: str) -> None: ...

    async def record() -> str:
        worker = Counter(sqlite, nothing)
        if is_stopping:
            await worker.stop()
        return await worker.record(Away(refusals), tries)

    if written:
        assert asyncio.run(record()) == "written"
    else:
        with pytest.raises(StorageUnavailable):
            asyncio.run(record())


def test_a_loop_outlives_its_own_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = 0
    monkeypatch.setattr(worker_module, "RESTART_PAUSE_SECONDS", 0.0)

    async def run() -> None:
        nonlocal runs
        runs += 1
        if runs < 3:
            raise ValueError("a fault")

    asyncio.run(keep_running(run))
    assert runs == 3
