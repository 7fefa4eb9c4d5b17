"""A message's fate: reports come unordered and repeat, a status never goes back, everything is kept as history."""

from itertools import permutations

import pytest
from sqlalchemy import Connection

from router.message_status import MessageStatus
from router.store import message_rows
from router.store.database import Database
from router.store.message_rows import Report
from tests.router.store.writing import NOW, message_written

SID = "SM" + "0" * 32
S = MessageStatus


def reported(database: Database, *statuses: MessageStatus) -> dict[str, object]:
    """The message after these callbacks, in this order."""

    def report(connection: Connection) -> None:
        message_written(connection, "m", status=S.SUBMITTING)
        for status in statuses:
            message_rows.record_report(connection, Report("callback", NOW, status, SID, "m"))

    database.write_now(report)
    fate = database.read_now(lambda connection: message_rows.fate(connection, "m"))
    assert fate is not None
    return {**fate.message, "history": [delivery["status"] for delivery in fate.deliveries]}


@pytest.mark.parametrize("order", list(permutations([S.ACCEPTED, S.SENT, S.DELIVERED])), ids=" ".join)
def test_callbacks_in_any_order_end_delivered_and_all_are_kept(database: Database, order: tuple[S, ...]) -> None:
    message = reported(database, *order)
    assert message["status"] == S.DELIVERED
    assert message["history"] == list(order)


@pytest.mark.parametrize(
    ("order", "final"),
    [
        pytest.param([S.DELIVERED, S.UNDELIVERED], S.DELIVERED, id="the first final status stays"),
        pytest.param([S.FAILED, S.DELIVERED], S.FAILED, id="failed stays failed"),
        pytest.param([S.DELIVERED, S.READ], S.READ, id="delivered may become read"),
        pytest.param([S.READ, S.DELIVERED], S.READ, id="read stays read"),
        pytest.param([S.DELIVERED, S.DELIVERED], S.DELIVERED, id="a repeat changes nothing"),
        pytest.param([S.SENT, S.ACCEPTED], S.SENT, id="sent does not go back"),
    ],
)
def test_a_status_never_goes_back(database: Database, order: list[S], final: S) -> None:
    assert reported(database, *order)["status"] == final


def test_a_callback_names_the_message_at_the_provider(database: Database) -> None:
    assert reported(database, S.SENT)["provider_id"] == SID


def test_a_report_on_a_message_that_is_not_ours_is_kept_and_is_no_error(database: Database) -> None:
    report = Report("callback", NOW, S.DELIVERED, "SM" + "f" * 32, None, raw=b"MessageSid=SMff")
    assert database.write_now(lambda connection: message_rows.record_report(connection, report)) is None


def test_a_message_is_found_by_the_providers_id_too(database: Database) -> None:
    def report(connection: Connection) -> None:
        message_written(connection, "m", status=S.SUBMITTING)
        message_rows.record_report(connection, Report("submission", NOW, S.ACCEPTED, SID, "m"))
        message_rows.record_report(connection, Report("callback", NOW, S.DELIVERED, SID, None))

    database.write_now(report)
    fate = database.read_now(lambda connection: message_rows.fate(connection, "m"))
    assert fate is not None
    assert fate.message["status"] == S.DELIVERED
