"""STOP is for every address of a person, START for one; suppressions are idempotent, and lifted rather than deleted."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, insert

from router.store import contacts, suppressions
from router.store.database import Database
from router.store.tables import addresses
from tests.router.store.writing import CUSTOMER, NOW

WHATSAPP = f"whatsapp:{CUSTOMER}"
SECOND = "+12125550177"


def stop(database: Database, address: str = CUSTOMER) -> None:
    database.write_now(lambda connection: suppressions.suppress(connection, address, "keyword", NOW))


def start(database: Database, address: str = CUSTOMER) -> bool:
    return database.write_now(lambda connection: suppressions.lift(connection, address, NOW))


def suppressed(database: Database, *those: str) -> list[bool]:
    return _each(database, suppressions.is_suppressed, those)


def withdrawn(database: Database, *those: str) -> list[bool]:
    return _each(database, suppressions.has_withdrawn_consent, those)


def _each(database: Database, ask: Callable[[Connection, str], bool], those: Sequence[str]) -> list[bool]:
    return database.read_now(lambda connection: [ask(connection, address) for address in those])


def test_stop_and_start_and_stop_again(database: Database) -> None:
    seen = []
    for change in (stop, stop, start, start, stop):
        change(database)
        seen += suppressed(database, CUSTOMER)
    assert seen == [True, True, False, False, True]


def test_stop_by_sms_also_ends_whatsapp_and_the_reverse(database: Database) -> None:
    stop(database, WHATSAPP)
    stop(database, SECOND)
    assert suppressed(database, CUSTOMER, f"whatsapp:{SECOND}", "+12125550199") == [True, True, False]


def test_stop_counts_for_every_address_of_a_contact(database: Database) -> None:
    def known_by_two(connection: Connection) -> None:
        contact_id = contacts.add(connection, CUSTOMER, NOW)
        connection.execute(insert(addresses).values(address=SECOND, contact_id=contact_id))

    database.write_now(known_by_two)
    stop(database, f"whatsapp:{SECOND}")
    assert suppressed(database, CUSTOMER, WHATSAPP, SECOND, f"whatsapp:{SECOND}") == [True] * 4


def test_start_counts_for_the_address_that_it_comes_from_and_no_other(database: Database) -> None:
    stop(database)
    assert start(database, WHATSAPP) is True
    assert suppressed(database, CUSTOMER, WHATSAPP) == [True, False]
    stop(database, WHATSAPP)
    assert suppressed(database, CUSTOMER, WHATSAPP) == [True, True]


def test_start_brings_back_no_consent(database: Database) -> None:
    assert withdrawn(database, CUSTOMER, WHATSAPP) == [False, False]
    stop(database)
    start(database)
    assert withdrawn(database, CUSTOMER, WHATSAPP, SECOND) == [True, True, False]


def test_what_is_no_phone_number_is_one_address(database: Database) -> None:
    stop(database, "12345")
    assert suppressed(database, "12345", "whatsapp:12345") == [True, False]


def test_lifting_says_whether_there_was_anything_to_lift(database: Database) -> None:
    assert start(database) is False
