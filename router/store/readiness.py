"""Whether a webhook could be stored right now: proven by storing something."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from router.store.tables import readiness
from router.store.upsert import Insert, PerDialect


def _build_mark(insert: Insert) -> Any:
    statement = insert(readiness)
    return statement.on_conflict_do_update(
        index_elements=[readiness.c.id], set_={"checked_at": statement.excluded.checked_at}
    )


_MARK = PerDialect(_build_mark)


def mark(connection: Connection, now: datetime) -> None:
    """Store something. Raises StorageUnavailable where nothing can be stored."""
    connection.execute(_MARK.on(connection), {"id": 1, "checked_at": now})
