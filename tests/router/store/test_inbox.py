"""The inbox: what arrives is kept once, and each thread's oldest event is next."""

from datetime import timedelta

from sqlalchemy import Connection

from router.store import inbox, threads
from router.store.database import Database
from tests.router.store.writing import CUSTOMER, LEASE, LINE, NOW, text_arrives


def test_a_provider_id_seen_before_is_not_kept_again(database: Database) -> None:
    first = database.write_now(lambda connection: text_arrives(connection, provider_id="SM1"))
    again = database.write_now(lambda connection: text_arrives(connection, provider_id="SM1"))
    assert first is not None
    assert again is None


def test_events_without_a_provider_id_are_all_kept(database: Database) -> None:
    ids = {database.write_now(text_arrives) for _ in range(3)}
    assert len(ids) == 3


def test_the_oldest_event_of_each_thread_is_next_in_order_of_arrival(database: Database) -> None:
    def arrive(connection: Connection) -> None:
        for customer, text in [("+1555001", "a1"), ("+1555002", "b1"), ("+1555001", "a2"), ("+1555003", "c1")]:
            text_arrives(connection, text, customer=customer)

    database.write_now(arrive)
    waiting = database.read_now(lambda connection: inbox.next_of_each_thread(connection, NOW, 10))
    assert [event.event.text for event in waiting] == ["a1", "b1", "c1"]  # type: ignore[union-attr]


def test_a_thread_that_is_claimed_has_nothing_next(database: Database) -> None:
    database.write_now(text_arrives)
    database.write_now(lambda connection: threads.claim(connection, CUSTOMER, LINE, "somebody", LEASE))
    assert database.read_now(lambda connection: inbox.next_of_each_thread(connection, NOW, 10)) == []


def test_a_postponed_event_holds_back_its_thread_until_its_time(database: Database) -> None:
    def postpone(connection: Connection) -> None:
        first = text_arrives(connection, "first")
        text_arrives(connection, "second")
        assert first is not None
        inbox.postpone(connection, first, NOW + timedelta(seconds=10), "a fault")

    database.write_now(postpone)
    now = database.read_now(lambda connection: inbox.next_of_each_thread(connection, NOW, 10))
    later = database.read_now(lambda connection: inbox.next_of_each_thread(connection, NOW + timedelta(seconds=10), 10))
    assert now == []
    assert [(event.event.text, event.attempts) for event in later] == [("first", 1)]  # type: ignore[union-attr]


def test_an_event_set_aside_lets_the_next_one_through_and_is_counted(database: Database) -> None:
    def set_aside(connection: Connection) -> None:
        first = text_arrives(connection, "poison")
        text_arrives(connection, "second")
        assert first is not None
        inbox.set_aside(connection, first, "failed five times")

    database.write_now(set_aside)
    waiting = database.read_now(lambda connection: inbox.next_of_each_thread(connection, NOW, 10))
    assert [event.event.text for event in waiting] == ["second"]  # type: ignore[union-attr]
    assert database.read_now(inbox.count_unfinished) == {"pending": 1, "set_aside": 1}
