"""People, their addresses and what is kept about them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from flows.types.contact import Contact
from router.store.prepared_statements import Prepared
from router.store.suppressions import is_suppressed
from router.store.tables import addresses, contact_attributes, contacts
from router.store.upsert import Insert, PerDialect

_FIND = (
    select(contacts)
    .join(addresses, addresses.c.contact_id == contacts.c.id)
    .where(addresses.c.address == bindparam("wanted"))
)
_ATTRIBUTES = select(contact_attributes.c.name, contact_attributes.c.value).where(
    contact_attributes.c.contact_id == bindparam("contact")
)


def of_address(connection: Connection, address: str) -> Contact:
    """What is known of the person behind an address; an unknown address is somebody we know nothing of."""
    suppressed = is_suppressed(connection, address)
    row = connection.execute(_FIND, {"wanted": address}).one_or_none()
    if row is None:
        return Contact(suppressed=suppressed)
    return Contact(row.name, row.language, suppressed, row.blocked, attributes(connection, row.id))


def attributes(connection: Connection, contact_id: int) -> dict[str, Any]:
    """What is kept of a contact, typed, by name."""
    return {name: value for name, value in connection.execute(_ATTRIBUTES, {"contact": contact_id})}


_ADD_CONTACT = Prepared(insert(contacts).returning(contacts.c.id), ("name", "created_at"))
_ADD_ADDRESS = Prepared(
    PerDialect(lambda to: to(addresses).on_conflict_do_nothing()),
    ("address", "contact_id"),
)


def ensure(connection: Connection, address: str, now: datetime) -> int:
    """The contact's id, made if the address is new."""
    row = connection.execute(_FIND, {"wanted": address}).one_or_none()
    return add(connection, address, now) if row is None else int(row.id)


def add(connection: Connection, address: str, now: datetime, name: str | None = None) -> int:
    """A contact for an address that has none; the one that somebody else added a moment ago, if so."""
    contact_id = _ADD_CONTACT.insert(connection, {"name": name, "created_at": now})
    is_new = _ADD_ADDRESS.run(connection, {"address": address, "contact_id": contact_id}) == 1
    return contact_id if is_new else ensure(connection, address, now)


def _build_set(insert_into: Insert) -> Any:
    statement = insert_into(contact_attributes)
    return statement.on_conflict_do_update(
        index_elements=[contact_attributes.c.contact_id, contact_attributes.c.name],
        set_={"value": statement.excluded.value, "set_at": statement.excluded.set_at},
    )


_SET = PerDialect(_build_set)
#: Attributes that have a meaning, and a column each.
_OWN = {
    name: update(contacts).where(contacts.c.id == bindparam("contact")).values({name: bindparam("given")})
    for name in ("name", "language")
}


def set_attribute(connection: Connection, contact_id: int, name: str, value: Any, now: datetime) -> None:
    """One field at a time: a contact may have several threads at work (DESIGN.md, 5)."""
    if name in _OWN:
        connection.execute(_OWN[name], {"contact": contact_id, "given": str(value)})
        return
    connection.execute(_SET.on(connection), {"contact_id": contact_id, "name": name, "value": value, "set_at": now})
