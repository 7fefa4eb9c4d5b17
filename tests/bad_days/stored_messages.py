"""What Parley itself knows of the messages it wrote."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, func, select

from router.store import reconciliation_queries
from router.store.tables import messages
from tests.journeys.installation import Installation

_IS_OURS = messages.c.direction == "outbound"
_STATUSES = select(messages.c.status, func.count()).where(_IS_OURS).group_by(messages.c.status)


def statuses(installation: Installation) -> Counter[str]:
    """How many outbound messages have each status."""

    def look(connection: Connection) -> Counter[str]:
        return Counter({status: count for status, count in connection.execute(_STATUSES)})

    return installation.read(look)


def with_provider(installation: Installation) -> int:
    """How many outbound messages the provider has: a callback that is lost is asked after only in two minutes."""
    known = statuses(installation)
    return known["accepted"] + known["sent"] + known["delivered"]


def attempts(installation: Installation) -> tuple[int, int]:
    """How many messages were tried, and how often one was tried again."""
    query = select(func.count(), func.sum(messages.c.attempts)).where(_IS_OURS, messages.c.attempts > 0)
    tried, calls = installation.read(lambda connection: connection.execute(query).one())
    return tried, (calls or 0) - tried


def left_to_a_human(installation: Installation) -> int:
    """How many messages are unknown, in plain sight, with nobody left to ask."""
    query = select(func.count()).where(messages.c.status == "unknown", messages.c.next_lookup_at.is_(None))
    return int(installation.read(lambda connection: connection.execute(query).scalar_one()))


def is_asked_about(installation: Installation, now: datetime) -> bool:
    """Whether the provider is yet to be asked about a message whose time has come."""
    return bool(installation.read(lambda connection: reconciliation_queries.due(connection, now, 1)))
