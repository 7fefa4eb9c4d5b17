"""PostgreSQL's lock for the one process that serves a database: the server's, as long as a session lives.

A session can get lost: the server starts anew, the network breaks. Then the lock is free, or the server holds it for a
session that nobody is at the other end of, until it notices. Whoever looks again tells these from another process.
"""

import asyncio
import time
from contextlib import suppress
from threading import Lock

from sqlalchemy import URL, Connection, NullPool, bindparam, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError
from structlog import get_logger

from router.store.store_errors import AlreadyServed
from router.store.writer import translated

log = get_logger(__name__)

#: Any number that no other program on this database takes.
KEY = int.from_bytes(b"parley", "big")
#: A process that was killed a moment ago may still be in the server's list.
KILLED_IS_GONE_WITHIN_SECONDS = 3.0
LOOK_SECONDS = 5.0
#: The server gives a session up whose other end is silent for so long: idle, then the probes.
PROBES = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}
#: Longer than that: what is held then is held by a process that lives.
LOST_IS_GONE_WITHIN_SECONDS = 60.0
#: Seconds to connect, and milliseconds until an answer that does not come counts as a broken connection.
_CONNECT = {"connect_timeout": 5, "tcp_user_timeout": 10_000, "application_name": "parley serve"}

_TAKE = select(func.pg_try_advisory_lock(bindparam("key", KEY)))
_LOOK = text("SELECT 1")


class AdvisoryLock:
    """On a PostgreSQL database."""

    def __init__(self, url: URL) -> None:
        """Raises AlreadyServed, or StorageUnavailable when the database cannot be reached."""
        self._name = url.render_as_string(hide_password=True)
        self._engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=_CONNECT)
        self._connection: Connection | None = None
        self._mutex = Lock()
        self._is_released = False
        try:
            self._take_within(KILLED_IS_GONE_WITHIN_SECONDS)
        except DBAPIError as error:
            raise translated(error) from None

    async def watch(self) -> None:
        """Until cancelled. Raises AlreadyServed."""
        missed_since: float | None = None
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if await asyncio.to_thread(self._hold):
                missed_since = None
                continue
            missed_since = missed_since or time.monotonic()
            if time.monotonic() - missed_since > LOST_IS_GONE_WITHIN_SECONDS:
                raise AlreadyServed(self._name)

    def release(self) -> None:
        """After a look that may be under way."""
        with self._mutex:
            self._is_released = True
            self._hang_up()

    def _take_within(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._take():
            if time.monotonic() > until:
                raise AlreadyServed(self._name)
            time.sleep(0.1)

    def _take(self) -> bool:
        """Whether it is ours now. Raises DBAPIError."""
        connection = self._engine.connect()
        try:
            for setting, seconds in PROBES.items():
                connection.execute(text(f"SET {setting} = {seconds}"))
            is_taken = bool(connection.execute(_TAKE).scalar())
        except DBAPIError:
            connection.close()
            raise
        if is_taken:
            self._connection = connection
        else:
            connection.close()
        return is_taken

    def _hold(self) -> bool:
        """Take it again if it got lost. False: somebody else's session has it, or one of ours that broke."""
        with self._mutex:
            if self._is_released or self._is_held():
                return True
            try:
                is_taken = self._take()
            except DBAPIError:  # whoever cannot be reached gives it to nobody
                return True
            if is_taken:
                log.info("serving_lock_taken_again")
            return is_taken

    def _is_held(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(_LOOK)
        except DBAPIError as error:
            log.warning("serving_lock_lost", reason=str(error.orig))
            self._hang_up()
            return False
        return True

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError):  # broken, and the lock gone with it
                connection.close()
