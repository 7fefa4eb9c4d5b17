"""Exactly one process serves a database.

On SQLite the lock is the operating system's, on a file beside the database; on PostgreSQL it is the server's, held by a
connection of its own. Either ends with its process.
"""

import fcntl
import os
from pathlib import Path
from typing import Protocol, Self

from sqlalchemy import make_url

from router.store import private_files
from router.store.advisory_lock import AdvisoryLock
from router.store.store_errors import AlreadyServed, DatabaseLinked, StorageUnavailable


class Held(Protocol):
    """One kind of lock, taken."""

    async def watch(self) -> None: ...

    def release(self) -> None: ...


class ServingLock:
    """Held from `take` until `release` or the end of the process."""

    def __init__(self, held: Held) -> None:
        self._held = held

    @classmethod
    def take(cls, database_url: str) -> Self:
        """Raises AlreadyServed when another process serves this database, StoreError when that cannot be known."""
        url = make_url(database_url)
        return cls(FileLock(Path(url.database or "")) if url.get_backend_name() == "sqlite" else AdvisoryLock(url))

    async def watch(self) -> None:
        """Take it again should it get lost. Raises AlreadyServed when another process has it then, and keeps it."""
        await self._held.watch()

    def release(self) -> None:
        """Let another process serve."""
        self._held.release()


class FileLock:
    """On a SQLite database; the operating system loses none."""

    def __init__(self, database: Path) -> None:
        """Raises AlreadyServed, DatabaseLinked, or StorageUnavailable where the lock cannot be made."""
        database = database.resolve()  # one lock, by whatever link the database is named
        _require_one_name(database)
        self._file: int | None = _lock_file(database)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            raise AlreadyServed(str(database)) from None

    async def watch(self) -> None:
        return

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _require_one_name(database: Path) -> None:
    """SQLite's logs lie beside one of the names; who opens the file by the other does not see what is in them."""
    if database.exists() and database.stat().st_nlink > 1:
        raise DatabaseLinked(
            f"{database} is one file with several names (hard links), and would be damaged when it is opened by two of "
            "them: remove the others; `parley backup` makes copies"
        )


def _lock_file(database: Path) -> int:
    path = Path(f"{database}.serving")
    try:
        private_files.make_folder(path.parent)
        private_files.make_file(path)
        private_files.tighten(path)
        return os.open(path, os.O_RDWR)
    except OSError as error:
        raise StorageUnavailable(f"{path} cannot be made: {error.strerror}") from None
