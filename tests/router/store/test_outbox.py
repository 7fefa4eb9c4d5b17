"""What may leave next: in order within a thread, nothing blocked for ever, nothing taken twice."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from router.message_status import MessageStatus
from router.store import outbox, reconciliation_queries, suppressions
from router.store.database import Database
from tests.router.store.writing import CUSTOMER, NOW, message_written

S = MessageStatus


def ready(database: Database, after: timedelta = timedelta()) -> list[str]:
    found = database.read_now(lambda connection: outbox.ready(connection, NOW + after, 10))
    return [message.public_id for message in found]


def take(connection: Connection, *ids: int) -> set[int]:
    return outbox.take(connection, ids, "token", NOW)


def test_only_the_first_of_a_thread_is_ready(database: Database) -> None:
    def write(connection: Connection) -> None:
        for public_id, customer in [("a1", "+1555001"), ("a2", "+1555001"), ("b1", "+1555002")]:
            message_written(connection, public_id, customer=customer)

    database.write_now(write)
    assert ready(database) == ["a1", "b1"]


@pytest.mark.parametrize(
    ("first", "blocks"),
    [
        pytest.param(S.QUEUED, True, id="queued blocks"),
        pytest.param(S.SUBMITTING, True, id="submitting blocks"),
        pytest.param(S.HELD, False, id="held does not block"),
        pytest.param(S.REFUSED, False, id="refused does not block"),
        pytest.param(S.ACCEPTED, False, id="accepted does not block"),
        pytest.param(S.FAILED, False, id="failed does not block"),
    ],
)
def test_what_blocks_the_message_behind(database: Database, first: S, blocks: bool) -> None:
    def write(connection: Connection) -> None:
        message_written(connection, "first", status=first)
        message_written(connection, "second")

    database.write_now(write)
    assert ("second" in ready(database)) is not blocks


def test_an_unknown_message_blocks_for_thirty_seconds_only(database: Database) -> None:
    def write(connection: Connection) -> None:
        first = message_written(connection, "first")
        message_written(connection, "second")
        take(connection, first)
        outbox.doubt(connection, first, "token", NOW, "time-out", NOW)

    database.write_now(write)
    assert ready(database, timedelta(seconds=29)) == []
    assert ready(database, timedelta(seconds=31)) == ["second"]


def test_a_message_taken_once_is_not_taken_again(database: Database) -> None:
    message = database.write_now(lambda connection: message_written(connection, "m"))
    assert database.write_now(lambda connection: take(connection, message)) == {message}
    assert database.write_now(lambda connection: take(connection, message)) == set()


def test_a_requeued_message_waits_for_its_time_and_keeps_its_place(database: Database) -> None:
    def write(connection: Connection) -> None:
        first = message_written(connection, "first")
        message_written(connection, "second")
        take(connection, first)
        outbox.requeue(connection, first, "token", NOW + timedelta(seconds=5), "refused for load", NOW)

    database.write_now(write)
    assert ready(database) == []
    assert ready(database, timedelta(seconds=5)) == ["first"]


def test_a_result_with_a_stale_token_changes_nothing(database: Database) -> None:
    def write(connection: Connection) -> None:
        message = message_written(connection, "m")
        take(connection, message)
        outbox.requeue(connection, message, "an earlier attempt's token", NOW, "late", NOW)

    database.write_now(write)
    assert ready(database) == []


def test_ready_messages_know_that_their_customer_said_stop_on_any_channel(database: Database) -> None:
    def write(connection: Connection) -> None:
        message_written(connection, "sms")
        message_written(connection, "whatsapp", customer=f"whatsapp:{CUSTOMER}")
        message_written(connection, "other", customer="+1555002")
        suppressions.suppress(connection, CUSTOMER, "keyword", NOW)

    database.write_now(write)
    found = database.read_now(lambda connection: outbox.ready(connection, NOW, 10))
    assert {message.public_id: message.suppressed for message in found} == {
        "sms": True,
        "whatsapp": True,
        "other": False,
    }


def test_calls_of_a_process_that_is_gone_become_unknown(database: Database) -> None:
    def write(connection: Connection) -> None:
        take(connection, message_written(connection, "m"))

    def doubted(after: timedelta) -> int:
        return database.write_now(lambda connection: outbox.doubt_abandoned(connection, NOW + after))

    database.write_now(write)
    assert doubted(outbox.ABANDONED_AFTER - timedelta(seconds=1)) == 0
    assert doubted(outbox.ABANDONED_AFTER) == 1
    assert (
        len(
            database.read_now(
                lambda connection: reconciliation_queries.due(connection, NOW + outbox.ABANDONED_AFTER, 10)
            )
        )
        == 1
    )


def test_the_only_process_doubts_every_call_of_the_last_one_at_its_start(database: Database) -> None:
    def write(connection: Connection) -> None:
        take(connection, message_written(connection, "m"))

    database.write_now(write)
    assert database.write_now(lambda connection: outbox.doubt_every_call(connection, NOW - timedelta(hours=1))) == 1


@pytest.mark.parametrize("steps_back", [timedelta(minutes=10), timedelta(hours=1), timedelta(days=400)], ids=str)
def test_a_clock_that_is_put_back_stops_no_thread(database: Database, steps_back: timedelta) -> None:
    def write(connection: Connection) -> None:
        refused_for_load = message_written(connection, "refused for load", customer="+1555001")
        unknown = message_written(connection, "unknown", customer="+1555002")
        message_written(connection, "behind unknown", customer="+1555002")
        take(connection, refused_for_load, unknown)
        outbox.requeue(connection, refused_for_load, "token", NOW + timedelta(seconds=30), "later", NOW)
        outbox.doubt(connection, unknown, "token", NOW, "time-out", NOW)

    database.write_now(write)
    assert ready(database) == []
    assert ready(database, -steps_back) == ["refused for load", "behind unknown"]
