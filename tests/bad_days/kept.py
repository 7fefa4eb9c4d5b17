"""What Parley itself knows of the messages it wrote."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, func, select

from router.store import lookups
from router.store.tables import messages
from tests.journeys.installation import Installation

_STATUSES = (
    select(messages.c.status, func.count()).where(messages.c.direction == "outbound").group_by(messages.c.status)
)


def statuses(installation: Installation) -> Counter[str]:
    """How many outbound messages have each status."""

    def look(connection: Connection) -> Counter[str]:
        return Counter({status: count for status, count in connection.execute(_STATUSES)})

    return installation.read(look)


def is_asked_about(installation: Installation, now: datetime) -> bool:
    """Whether the provider is yet to be asked about a message whose time has come."""
    return bool(installation.read(lambda connection: lookups.due(connection, now, 1)))
