"""Who must not be texted (DESIGN.md, 8).

STOP counts for every address of a person, START for the one that it comes from: so there is a row for each address. It
is lifted, never deleted, since START brings back no consent to promotions.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Text, bindparam, exists, literal_column, select, update

from flows.model.service import WHATSAPP
from router.store.tables import addresses, suppressions
from router.store.upsert import PerDialect

_SUPPRESS = PerDialect(lambda insert: insert(suppressions).on_conflict_do_nothing())
_LIFT = (
    update(suppressions)
    .where(suppressions.c.address == bindparam("suppressed"), suppressions.c.lifted_at.is_(None))
    .values(lifted_at=bindparam("now"))
)
_known = addresses.alias("known")
_OF_THE_CONTACT = (
    select(addresses.c.address)
    .join(_known, _known.c.contact_id == addresses.c.contact_id)
    .where(_known.c.address.in_(bindparam("of_person", expanding=True)))
)


def is_active(address: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether an address may not be texted, within another query."""
    return exists(literal_column("1")).where(suppressions.c.address == address, suppressions.c.lifted_at.is_(None))


def has_opted_out(address: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether STOP was ever said for an address, within another query: it took back every consent given before."""
    return exists(literal_column("1")).where(suppressions.c.address == address)


_address = bindparam("suppressed", type_=Text)
_IS_SUPPRESSED = select(is_active(_address))
_HAS_OPTED_OUT = select(has_opted_out(_address))


def suppress(connection: Connection, address: str, source: str, now: datetime) -> None:
    """Every address of the person. Idempotent: an active suppression keeps its first date and source."""
    rows = [{"address": each, "source": source, "since": now} for each in sorted(_of_person(connection, address))]
    connection.execute(_SUPPRESS.on(connection), rows)


def _of_person(connection: Connection, address: str) -> set[str]:
    """A number by SMS and on WhatsApp is one person, known by both or not; so are the addresses of one contact."""
    own = _on_each_channel([address])
    found = connection.execute(_OF_THE_CONTACT, {"of_person": sorted(own)}).scalars()
    return own | _on_each_channel(found)


def _on_each_channel(those: Iterable[str]) -> set[str]:
    bare = {address.removeprefix(WHATSAPP) for address in those}
    return bare | {WHATSAPP + address for address in bare if address.startswith("+")}


def lift(connection: Connection, address: str, now: datetime) -> bool:
    """This address alone; True if there was a suppression to lift."""
    return connection.execute(_LIFT, {"suppressed": address, "now": now}).rowcount > 0


def is_suppressed(connection: Connection, address: str) -> bool:
    """Whether the person of this address has opted out."""
    return bool(connection.execute(_IS_SUPPRESSED, {"suppressed": address}).scalar())


def has_withdrawn_consent(connection: Connection, address: str) -> bool:
    """Whether they have opted out of promotions, by a STOP that may be lifted since."""
    return bool(connection.execute(_HAS_OPTED_OUT, {"suppressed": address}).scalar())
