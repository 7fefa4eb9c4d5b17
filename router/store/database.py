"""The way to the database: one method to write, one to read, both awaitable.

Writes are functions of a connection. On SQLite the writer thread takes as many as are waiting, runs them in one
transaction and commits once (group commit): a durable commit costs about the same for one row as for sixty-four. Each
caller awaits its own result and gets it only after the commit. A write may be run again, alone, when another one of
its batch failed, so it must touch nothing but the database.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, Executable
from sqlalchemy.exc import DBAPIError, OperationalError

from router.store.engines import Engines, open_engines
from router.store.errors import StorageUnavailable

Result = TypeVar("Result")
Work = Callable[[Connection], Any]


@dataclass(slots=True)
class _Write:
    work: Work
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    result: Any = None
    error: BaseException | None = None


@dataclass(slots=True)
class _Append:
    """One row for a statement; rows for the same statement go to the driver together."""

    statement: Executable
    row: Mapping[str, Any]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    result: Any = None
    error: BaseException | None = None

    def work(self, connection: Connection) -> None:
        connection.execute(self.statement, self.row)


_Item = _Write | _Append


@dataclass
class Database:
    """Opened with `Database.open`; `close` waits for what was already handed over."""

    engines: Engines
    _queue: SimpleQueue[_Item | None] = field(default_factory=SimpleQueue)
    _writers: list[Thread] = field(default_factory=list)
    _readers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4, "store-read"))

    @classmethod
    def open(cls, url: str, *, serving: bool = True) -> Self:
        """Open the database at a SQLAlchemy URL; `serving` is False for a command beside a serving process."""
        engines = open_engines(url, serving=serving)
        database = cls(engines)
        for number in range(engines.writers):
            thread = Thread(target=database._write_until_closed, name=f"store-write-{number}", daemon=True)
            thread.start()
            database._writers.append(thread)
        return database

    @property
    def dialect(self) -> str:
        return self.engines.write.dialect.name

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction and return its result once that is durable. Raises StorageUnavailable."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._queue.put(_Write(work, future, loop))
        return await future

    async def append(self, statement: Executable, row: Mapping[str, Any]) -> None:
        """Execute `statement` with `row`, durably; many at once cost little more than one. Raises as `write` does."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._queue.put(_Append(statement, row, future, loop))
        await future

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` on a connection that cannot write. Raises StorageUnavailable."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, work)

    def write_now(self, work: Callable[[Connection], Result]) -> Result:
        """As `write`, for a command line without an event loop."""
        with _translated_errors(), self.engines.write.begin() as connection:
            return work(connection)

    def read_now(self, work: Callable[[Connection], Result]) -> Result:
        """As `read`, for a command line without an event loop."""
        with _translated_errors(), self.engines.read.connect() as connection:
            return work(connection)

    def close(self) -> None:
        for _ in self._writers:
            self._queue.put(None)
        for thread in self._writers:
            thread.join()
        self._readers.shutdown()
        self.engines.dispose()

    def _write_until_closed(self) -> None:
        while batch := self._next_batch():
            _commit(self.engines.write, batch)
            _answer(batch)

    def _next_batch(self) -> list[_Item]:
        batch: list[_Item] = []
        item = self._queue.get()
        while item is not None:
            batch.append(item)
            if len(batch) == self.engines.batch:
                return batch
            try:
                item = self._queue.get_nowait()
            except Empty:
                return batch
        if batch:
            self._queue.put(None)  # closing: finish these first, then find the mark again
        return batch


def _commit(engine: Engine, batch: Sequence[_Item]) -> None:
    """All at once if all goes well; else each in a transaction of its own, so that one's failure is its own."""
    try:
        _run_together(engine, batch)
    except Exception:  # noqa: BLE001 - whatever it was, the second pass finds whose it was
        for item in batch:
            _run_alone(engine, item)


def _run_together(engine: Engine, batch: Sequence[_Item]) -> None:
    with engine.begin() as connection:
        rows: dict[Executable, list[Mapping[str, Any]]] = {}
        for item in batch:
            if isinstance(item, _Append):
                rows.setdefault(item.statement, []).append(item.row)
        for statement, parameters in rows.items():
            connection.execute(statement, parameters)
        for item in batch:
            if isinstance(item, _Write):
                item.result = item.work(connection)


def _run_alone(engine: Engine, item: _Item) -> None:
    """Once more on a lost connection or a deadlock, which the database resolves by failing one of the two."""
    for attempt in (1, 2):
        try:
            with engine.begin() as connection:
                item.result = item.work(connection)
        except Exception as error:  # noqa: BLE001 - it belongs to whoever awaits this item
            item.error = _translated(error)
            if attempt == 2 or not isinstance(item.error, StorageUnavailable):
                return
        else:
            item.error = None
            return


def _answer(batch: Sequence[_Item]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[_Item]] = {}
    for item in batch:
        by_loop.setdefault(item.loop, []).append(item)
    for loop, items in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, items)
        except RuntimeError:  # the loop is closed: nobody waits any more
            continue


def _resolve(items: Sequence[_Item]) -> None:
    for item in items:
        if item.future.done():
            continue
        if item.error is not None:
            item.future.set_exception(item.error)
        else:
            item.future.set_result(item.result)


def _translated(error: Exception) -> Exception:
    """Storage that fails is retryable; everything else is a fault in the work and stays what it is."""
    if isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return StorageUnavailable(f"the database cannot be used: {type(error.orig).__name__}: {error.orig}")
    return error


class _translated_errors:  # noqa: N801 - reads as a phrase in a with statement
    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and (translated := _translated(error)) is not error:
            raise translated from error
