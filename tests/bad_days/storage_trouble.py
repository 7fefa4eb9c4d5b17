"""Databases that take nothing any more, and later do again. No part of Parley is told."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

import requests
from sqlalchemy import create_engine, text

from router.store.store_errors import StorageUnavailable
from tests.journeys.installation import DEADLINE, Installation, eventually

Trouble = Callable[[Installation], AbstractContextManager[None]]


@contextmanager
def full(installation: Installation) -> Iterator[None]:
    """On the one connection that writes; SQLite takes no fewer pages than there are."""
    _pragma(installation, "max_page_count=1")
    yield
    _pragma(installation, f"max_page_count={2**30}")


@contextmanager
def read_only(installation: Installation) -> Iterator[None]:
    """Not even a transaction can be begun, so the connection is taken out of the pool to be told."""
    with suppress(StorageUnavailable):  # whatever else is being written in the same batch
        _pragma(installation, "query_only=ON")
    yield
    connection = installation.parley.database.engines.write.raw_connection()
    connection.cursor().execute("PRAGMA query_only=OFF")
    connection.close()


def _pragma(installation: Installation, pragma: str) -> None:
    installation.parley.database.write_now(lambda connection: connection.exec_driver_sql(f"PRAGMA {pragma}").close())


@contextmanager
def standby(installation: Installation) -> Iterator[None]:
    """As a PostgreSQL server that was the primary until a moment ago."""
    _tell_server(installation, "ALTER SYSTEM SET default_transaction_read_only = on")
    try:
        eventually(lambda: requests.get(f"{installation.url}/readyz", timeout=DEADLINE).status_code == 503)
        yield
    finally:
        _tell_server(installation, "ALTER SYSTEM RESET default_transaction_read_only")


def _tell_server(installation: Installation, order: str) -> None:
    engine = create_engine(installation.settings.database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(order))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
