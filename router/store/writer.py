"""A thread that writes what others hand over: many in one transaction, one commit, then each its own answer."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from time import sleep
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from router.store.prepared_statements import Prepared
from router.store.store_errors import StorageUnavailable

#: Who has just written this many at once is given as many again in a moment: worth waiting for, since a commit costs as
#: much as thirty rows. One that comes alone never waits.
MAX_BATCH = 5
MOMENT = 0.001

Work = Callable[[Connection], Any]


@dataclass(slots=True)
class Write:
    """Work to be done in a transaction; `future` learns its result, or its error, after the commit."""

    work: Work
    future: asyncio.Future[Any] | Future[Any]
    #: Whose future it is; None for a thread that waits.
    loop: asyncio.AbstractEventLoop | None = None
    result: Any = None
    error: BaseException | None = None


@dataclass(slots=True)
class Append:
    """One row for a statement; rows for the same statement go to the driver together."""

    statement: Prepared
    row: Mapping[str, Any]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    result: Any = None
    error: BaseException | None = None

    def work(self, connection: Connection) -> None:
        """Insert the row."""
        self.statement.run(connection, self.row)


Item = Write | Append
Batch = Sequence[Item]


class Writer(Thread):
    """Takes up to `most` items at a time from the queue, until it finds None there."""

    def __init__(self, engine: Engine, queue: SimpleQueue[Item | None], most: int, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._engine = engine
        self._queue = queue
        self._most = most
        self._connection: Connection | None = None
        self._is_busy = False

    def run(self) -> None:
        """Write batch after batch until told to end; whoever handed something over is answered after the commit."""
        while batch := self._next_batch():
            self._commit(batch)
            _answer(batch)
            self._is_busy = len(batch) >= MAX_BATCH
        self._hang_up()

    def _next_batch(self) -> list[Item]:
        batch: list[Item] = []
        item = self._queue.get()
        if self._is_busy and self._queue.qsize() < self._most // 2:
            sleep(MOMENT)
        while item is not None:
            batch.append(item)
            if len(batch) == self._most:
                return batch
            try:
                item = self._queue.get_nowait()
            except Empty:
                return batch
        if batch:
            self._queue.put(None)  # closing: finish these first, then find the mark again
        return batch

    def _commit(self, batch: Batch) -> None:
        """All at once if all goes well; else each in a transaction of its own, so that one's failure is its own."""
        try:
            with self._transaction() as connection:
                _run_together(connection, batch)
        except Exception:  # noqa: BLE001 - whatever it was, the second pass finds whose it was
            for item in batch:
                self._run_alone(item)

    def _run_alone(self, item: Item) -> None:
        """Once more on a lost connection or a deadlock, which the database resolves by failing one of the two."""
        for attempt in (1, 2):
            try:
                with self._transaction() as connection:
                    item.result = item.work(connection)
            except Exception as error:  # noqa: BLE001 - it belongs to whoever awaits this item
                item.error = translated(error)
                if attempt == 2 or not isinstance(item.error, StorageUnavailable):
                    return
            else:
                item.error = None
                return

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        # The connection stays: to get it from the pool and give it back costs as much as committing a few rows. After
        # any failure the pool gets it, and cleans it up or throws it away.
        if self._connection is None:
            self._connection = self._engine.connect()
        try:
            with self._connection.begin():
                yield self._connection
        except BaseException:
            self._hang_up()
            raise

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _run_together(connection: Connection, batch: Batch) -> None:
    rows: dict[Prepared, list[Mapping[str, Any]]] = {}
    for item in batch:
        if isinstance(item, Append):
            rows.setdefault(item.statement, []).append(item.row)
    for statement, parameters in rows.items():
        statement.run_many(connection, parameters)
    for item in batch:
        if isinstance(item, Write):
            item.result = item.work(connection)


def _answer(batch: Batch) -> None:
    by_loop: dict[asyncio.AbstractEventLoop | None, list[Item]] = {}
    for item in batch:
        by_loop.setdefault(item.loop, []).append(item)
    for loop, items in by_loop.items():
        if loop is None:
            _resolve(items)
            continue
        try:
            loop.call_soon_threadsafe(_resolve, items)
        except RuntimeError:  # the loop is closed: nobody waits any more
            continue


def _resolve(items: Batch) -> None:
    for item in items:
        if item.future.done():
            continue
        if item.error is not None:
            item.future.set_exception(item.error)
        else:
            item.future.set_result(item.result)


def translated(error: Exception) -> Exception:
    """Storage that fails is retryable; everything else is a fault in the work and stays what it is."""
    if isinstance(error, OperationalError) or (
        isinstance(error, DBAPIError) and (error.connection_invalidated or _is_read_only(error))
    ):
        return StorageUnavailable(f"the database cannot be used: {type(error.orig).__name__}: {error.orig}")
    return error


def _is_read_only(error: DBAPIError) -> bool:
    """What PostgreSQL says when it is no longer the primary; psycopg calls that an internal error."""
    return getattr(error.orig, "sqlstate", None) == "25006"
