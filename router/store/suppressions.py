"""Who must not be texted. A suppression belongs to the customer's address, for the whole brand (DESIGN.md, 8)."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Text, bindparam, exists, func, literal_column, select, update

from router.store.tables import suppressions
from router.store.upsert import PerDialect

_SUPPRESS = PerDialect(lambda insert: insert(suppressions).on_conflict_do_nothing())
_LIFT = (
    update(suppressions)
    .where(suppressions.c.address == bindparam("suppressed"), suppressions.c.lifted_at.is_(None))
    .values(lifted_at=bindparam("now"))
)


def is_active(address: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the person behind an address said STOP, within another query."""
    of_person = suppressions.c.address == func.replace(address, "whatsapp:", "")
    return exists(literal_column("1")).where(of_person, suppressions.c.lifted_at.is_(None))


_IS_SUPPRESSED = select(is_active(bindparam("suppressed", type_=Text)))


def person(address: str) -> str:
    """The address a suppression belongs to: STOP by SMS also ends WhatsApp to the same number, and the reverse."""
    return address.removeprefix("whatsapp:")


def suppress(connection: Connection, address: str, source: str, now: datetime) -> None:
    """Idempotent: an active suppression keeps its first date and source."""
    connection.execute(_SUPPRESS.on(connection), {"address": person(address), "source": source, "since": now})


def lift(connection: Connection, address: str, now: datetime) -> bool:
    """True if there was a suppression to lift."""
    return connection.execute(_LIFT, {"suppressed": person(address), "now": now}).rowcount > 0


def is_suppressed(connection: Connection, address: str) -> bool:
    return bool(connection.execute(_IS_SUPPRESSED, {"suppressed": person(address)}).scalar())
