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


OTHER_SID, TWIN = "SM" + "1" * 32, "SM" + "2" * 32


@pytest.mark.parametrize(
    ("before", "report", "status", "provider_id"),
    [
        pytest.param([], Report("callback", NOW, S.DELIVERED, SID, "m"), S.DELIVERED, SID, id="its first id is proof"),
        pytest.param([S.SENT], Report("callback", NOW, S.DELIVERED, SID, "m"), S.DELIVERED, SID, id="its own id"),
        pytest.param([S.SENT], Report("callback", NOW, S.DELIVERED, SID), S.DELIVERED, SID, id="its id alone"),
        pytest.param([S.SENT], Report("callback", NOW, S.FAILED, OTHER_SID, "m"), S.SENT, SID, id="another id"),
        pytest.param([S.SENT], Report("listing", NOW, S.FAILED, OTHER_SID, "m"), S.SENT, SID, id="another, in a list"),
        pytest.param([S.SENT], Report("callback", NOW, None, None, "m"), S.SENT, SID, id="no id, not to be read"),
        pytest.param([S.SENT], Report("callback", NOW, S.READ, SID, "twin"), S.SENT, SID, id="its id, another's name"),
        pytest.param([], Report("callback", NOW, S.READ, TWIN, "m"), S.UNKNOWN, None, id="its name, another's id"),
        pytest.param([], Report("submission", NOW, S.ACCEPTED, TWIN, "m"), S.ACCEPTED, None, id="the call's answer"),
        pytest.param([S.SENT], Report("callback", NOW, S.READ, SID, "nobody"), S.READ, SID, id="a name that is lost"),
    ],
)  # fmt: skip
def test_a_report_moves_only_the_message_that_it_names(
    database: Database, before: list[S], report: Report, status: S, provider_id: str | None
) -> None:
    def written(connection: Connection) -> None:
        message_written(connection, "twin", status=S.SUBMITTING)
        message_rows.record_report(connection, Report("callback", NOW, S.SENT, TWIN, "twin"))
        message_written(connection, "m", status=S.UNKNOWN)
        for earlier in before:
            message_rows.record_report(connection, Report("callback", NOW, earlier, SID, "m"))
        message_rows.record_report(connection, report)

    database.write_now(written)
    mine, twin = fate(database, "m"), fate(database, "twin")
    assert (mine.message["status"], mine.message["provider_id"]) == (status, provider_id)
    assert (twin.message["status"], twin.message["provider_id"]) == (S.SENT, TWIN)


def test_a_report_on_another_message_is_kept_with_the_one_whose_name_it_bears(database: Database) -> None:
    def written(connection: Connection) -> message_rows.Known | None:
        message_written(connection, "m", status=S.SUBMITTING)
        message_rows.record_report(connection, Report("submission", NOW, S.ACCEPTED, SID, "m"))
        return message_rows.record_report(connection, Report("callback", NOW, S.FAILED, OTHER_SID, "m"))

    known = database.write_now(written)
    assert known is not None
    assert (known.advanced, known.is_about_another) == (False, True)
    kept = [(delivery["status"], delivery["provider_id"]) for delivery in fate(database, "m").deliveries]
    assert kept == [(S.ACCEPTED, SID), (S.FAILED, OTHER_SID)]


def fate(database: Database, public_id: str) -> message_rows.Fate:
    found = database.read_now(lambda connection: message_rows.fate(connection, public_id))
    assert found is not None
    return found
