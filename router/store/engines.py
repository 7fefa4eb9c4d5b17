"""Connections to SQLite and PostgreSQL, set up so that a commit means durable."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import QueuePool

from router.store import private_files
from router.store.store_errors import StorageUnavailable

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Engines:
    """Where to write and where to read, and how many threads may write side by side."""

    write: Engine
    read: Engine
    #: Threads that write side by side.
    writers: int
    #: Writes that share one commit at most, so that none waits long behind the others.
    batch: int

    def dispose(self) -> None:
        """Close every connection."""
        self.read.dispose()
        self.write.dispose()


def open_engines(url: str, *, serving: bool) -> Engines:
    """Raises StorageUnavailable where a SQLite database can be neither found nor made."""
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url, serving=serving)
    return _open_postgresql(url)


def _open_postgresql(url: str) -> Engines:
    # READ COMMITTED is enough, since every decision is one guarded statement. PostgreSQL groups the commits of several
    # connections by itself; transactions that held many writes' row locks would wait for each other in circles.
    engine = create_engine(
        url, pool_size=12, pool_pre_ping=True, isolation_level="READ COMMITTED", hide_parameters=True
    )
    return Engines(write=engine, read=engine, writers=8, batch=1)


def _open_sqlite(url: str, *, serving: bool) -> Engines:
    """One connection writes and checkpoints: SQLite before 3.51.3 can corrupt a WAL reset by two at once
    (sqlite.org/wal.html#walresetbug), and Debian's Python ships 3.40."""
    open_to_others = _make_private(Path(make_url(url).database or ""))
    if serving:  # a command beside it has its output for other things
        for each in open_to_others:
            log.warning("file_open_to_others", path=str(each), hint=f"chmod 600 {each}")
    write = create_engine(
        url, poolclass=QueuePool, pool_size=1, max_overflow=0, connect_args=_CONNECT, hide_parameters=True
    )
    read = create_engine(
        url, poolclass=QueuePool, pool_size=4, max_overflow=0, connect_args=_CONNECT, hide_parameters=True
    )
    _prepare(
        write,
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
        *(() if serving else (_NO_CHECKPOINT,)),
    )
    _prepare(read, "PRAGMA query_only=ON", _NO_CHECKPOINT)
    # A deferred transaction that reads, then writes beside another writer, fails at once (SQLITE_BUSY_SNAPSHOT).
    event.listen(write, "begin", lambda connection: _begin(connection, "BEGIN IMMEDIATE"))
    event.listen(read, "begin", lambda connection: _begin(connection, "BEGIN"))
    return Engines(write=write, read=read, writers=1, batch=64)


def _make_private(database: Path) -> list[Path]:
    """Make the database, or tighten its files; those that others can go on reading, since they are theirs.

    SQLite gives the logs that it makes beside a database the database's own mode.
    """
    database = database.resolve()
    try:
        private_files.make_folder(database.parent)
        private_files.make_file(database)
    except OSError as error:
        raise StorageUnavailable(f"the database {database} cannot be made: {error.strerror}") from None
    files = (database, Path(f"{database}-wal"), Path(f"{database}-shm"))
    return [each for each in files if each.exists() and not private_files.tighten(each)]


_CONNECT: dict[str, Any] = {"timeout": 10, "isolation_level": None, "check_same_thread": False}
_NO_CHECKPOINT = "PRAGMA wal_autocheckpoint=0"


def _prepare(engine: Engine, *pragmas: str) -> None:
    @event.listens_for(engine, "connect")
    def run_pragmas(connection: sqlite3.Connection, record: object) -> None:  # noqa: ARG001
        for pragma in pragmas:
            connection.execute(pragma).close()


def _begin(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)
