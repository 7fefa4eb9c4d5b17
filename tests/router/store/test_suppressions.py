"""Suppressions belong to the person's number, are idempotent, and are lifted rather than deleted."""

from router.store import suppressions
from router.store.database import Database
from tests.router.store.writing import CUSTOMER, NOW


def test_stop_and_start_and_stop_again(database: Database) -> None:
    seen = []
    for change in ("stop", "stop", "start", "start", "stop"):
        if change == "stop":
            database.write_now(lambda connection: suppressions.suppress(connection, CUSTOMER, "keyword", NOW))
        else:
            database.write_now(lambda connection: suppressions.lift(connection, CUSTOMER, NOW))
        seen.append(database.read_now(lambda connection: suppressions.is_suppressed(connection, CUSTOMER)))
    assert seen == [True, True, False, False, True]


def test_stop_by_sms_also_ends_whatsapp_and_the_reverse(database: Database) -> None:
    database.write_now(lambda connection: suppressions.suppress(connection, f"whatsapp:{CUSTOMER}", "keyword", NOW))
    assert database.read_now(lambda connection: suppressions.is_suppressed(connection, CUSTOMER))


def test_lifting_says_whether_there_was_anything_to_lift(database: Database) -> None:
    assert database.write_now(lambda connection: suppressions.lift(connection, CUSTOMER, NOW)) is False
