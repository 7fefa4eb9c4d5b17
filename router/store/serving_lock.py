"""On SQLite exactly one process serves. The lock is the operating system's, so it ends with its process."""

import fcntl
import os
from pathlib import Path
from typing import Self

from sqlalchemy import make_url

from router.store.store_errors import AlreadyServed


class ServingLock:
    """Held from `take` until `release` or the end of the process; on PostgreSQL there is nothing to hold."""

    def __init__(self, file: int | None) -> None:
        self._file = file

    @classmethod
    def take(cls, database_url: str) -> Self:
        """Raises AlreadyServed when another process serves this SQLite database."""
        url = make_url(database_url)
        if url.get_backend_name() != "sqlite" or not url.database:
            return cls(None)
        path = Path(f"{url.database}.serving")
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            raise AlreadyServed(
                f"another process already serves {url.database}: stop it first, or set PARLEY_DATABASE_URL "
                "to a PostgreSQL database, which several may serve"
            ) from None
        return cls(file)

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
