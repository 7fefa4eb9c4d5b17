"""The way to the database: one method to write, one to read, both awaitable.

Writes are functions of a connection. On SQLite the writer thread takes as many as are waiting, runs them in one
transaction and commits once (group commit): a durable commit costs about the same for one row as for sixty-four. Each
caller awaits its own result and gets it only after the commit. A write may be run again, alone, when another one of
its batch failed, so it must touch nothing but the database.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, Self, TypeVar

from sqlalchemy import Connection

from router.store.engines import Engines, open_engines
from router.store.prepared_statements import Prepared
from router.store.writer import Append, Item, Write, Writer, translated

Result = TypeVar("Result")


@dataclass
class Database:
    """Opened with `Database.open`; `close` waits for what was already handed over."""

    engines: Engines
    _queue: SimpleQueue[Item | None] = field(default_factory=SimpleQueue)
    _writers: list[Writer] = field(default_factory=list)
    _readers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4, "store-read"))

    @classmethod
    def open(cls, url: str, *, serving: bool = True) -> Self:
        """Open the database at a SQLAlchemy URL; `serving` is False for a command beside a serving process.

        Raises StorageUnavailable where a SQLite database can be neither found nor made.
        """
        engines = open_engines(url, serving=serving)
        database = cls(engines)
        for number in range(engines.writers):
            writer = Writer(engines.write, database._queue, engines.batch, f"store-write-{number}")
            writer.start()
            database._writers.append(writer)
        return database

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engines.write.dialect.name

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction and return its result once that is durable. Raises StorageUnavailable."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._queue.put(Write(work, future, loop))
        return await future

    async def append(self, statement: Prepared, row: Mapping[str, Any]) -> None:
        """Execute `statement` with `row`, durably; many at once cost little more than one. Raises as `write` does."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._queue.put(Append(statement, row, future, loop))
        await future

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` on a connection that cannot write. Raises StorageUnavailable."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, work)

    def write_now(self, work: Callable[[Connection], Result]) -> Result:
        """As `write`, for a command line without an event loop."""
        future: Future[Result] = Future()
        self._queue.put(Write(work, future))
        return future.result()

    def read_now(self, work: Callable[[Connection], Result]) -> Result:
        """As `read`, for a command line without an event loop."""
        with _translated_errors(), self.engines.read.connect() as connection:
            return work(connection)

    def close(self) -> None:
        """Write what was handed over, then close every connection."""
        for _ in self._writers:
            self._queue.put(None)
        for writer in self._writers:
            writer.join()
        self._readers.shutdown()
        self.engines.dispose()


class _translated_errors:  # noqa: N801 - reads as a phrase in a with statement
    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and (retryable := translated(error)) is not error:
            raise retryable from error
