"""An event that cannot be handled is set aside, its customer gets an answer and a human, and everybody else goes on."""

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Connection, insert, select, update

from flows import Service
from flows.protocol.events import HandlingFailed
from router.engine.event_processor import TRIES
from router.store import dead_letters, suppressions, threads
from router.store.database import Database
from router.store.tables import conversations, events, queue_entries, timers
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import ALL_PAUSES, engine_of, event_statuses, handle, said_to
from tests.router.store.writing import CUSTOMER, LINE, NOW, event_arrives, text_arrives

OTHER = "+12125550177"
FALLBACK = "went wrong"


def exhaust_tries(database: Database, service: Service, clock: Clock) -> None:
    for _ in range(TRIES):
        handle(clock, engine_of(database, service, clock), database=database)
        clock.advance(seconds=ALL_PAUSES)


def spoil_conversation(connection: Connection, status: str = "automated") -> None:
    """As a version with other fields, or a damaged disk, would leave it."""
    thread_id = threads.ensure(connection, CUSTOMER, LINE)
    spoilt = {"thread_id": thread_id, "status": status, "conversation": b"{", "opened_at": NOW, "changed_at": NOW}
    conversation_id = connection.execute(insert(conversations).values(**spoilt).returning(conversations.c.id)).scalar()
    connection.execute(insert(timers).values(conversation_id=conversation_id, wait=1, after_seconds=60, due_at=NOW))


def spoil_event(connection: Connection) -> None:
    connection.execute(update(events).where(events.c.customer == CUSTOMER).values(event=b'{"type":"from the future"}'))


def called_humans(database: Database) -> list[str]:
    query = select(queue_entries.c.reason).where(queue_entries.c.ended_at.is_(None))
    return database.read_now(lambda connection: list(connection.execute(query).scalars()))


@pytest.mark.parametrize("status", ["automated", "queued", "closed"])
def test_a_text_into_a_conversation_that_cannot_be_read(
    database: Database, clinic: Service, clock: Clock, status: str
) -> None:
    database.write_now(lambda connection: spoil_conversation(connection, status))
    text_id = database.write_now(text_arrives)
    exhaust_tries(database, clinic, clock)
    assert event_statuses(database) == [("text_received", "set_aside"), ("handling_failed", "done")]
    assert called_humans(database) == [f"event {text_id} failed"]
    (said,) = said_to(database, CUSTOMER)
    assert FALLBACK in said


def test_what_could_not_be_read_is_closed_as_it_was_and_its_timer_is_gone(
    sqlite: Database, clinic: Service, clock: Clock
) -> None:
    sqlite.write_now(spoil_conversation)
    sqlite.write_now(text_arrives)
    exhaust_tries(sqlite, clinic, clock)
    query = select(conversations.c.status, conversations.c.conversation).order_by(conversations.c.id)
    (spoilt, fresh) = sqlite.read_now(lambda connection: connection.execute(query).all())
    assert (spoilt.status, spoilt.conversation, fresh.status) == ("closed", b"{", "queued")
    assert sqlite.read_now(lambda connection: connection.execute(select(timers)).all()) == []


def test_a_customer_whose_conversation_could_not_be_read_can_go_on_texting(
    sqlite: Database, clinic: Service, clock: Clock
) -> None:
    sqlite.write_now(spoil_conversation)
    sqlite.write_now(text_arrives)
    exhaust_tries(sqlite, clinic, clock)
    sqlite.write_now(lambda connection: text_arrives(connection, "is anybody there?"))
    handle(clock, engine_of(sqlite, clinic, clock), database=sqlite)
    assert event_statuses(sqlite)[-1] == ("text_received", "done")


def test_an_event_that_cannot_be_read(database: Database, clinic: Service, clock: Clock) -> None:
    text_id = database.write_now(text_arrives)
    database.write_now(spoil_event)
    exhaust_tries(database, clinic, clock)
    assert event_statuses(database) == [("text_received", "set_aside"), ("handling_failed", "done")]
    assert called_humans(database) == [f"event {text_id} failed"]
    assert [letter.letter_id for letter in database.read_now(dead_letters.list_all)] == [f"event-{text_id}"]


def test_the_pauses_between_the_tries_double(sqlite: Database, clinic: Service, clock: Clock) -> None:
    text_id = sqlite.write_now(text_arrives)
    sqlite.write_now(spoil_event)
    query = select(events.c.retry_at).where(events.c.id == text_id)
    pauses = []
    for _ in range(TRIES - 1):
        handle(clock, engine_of(sqlite, clinic, clock), database=sqlite)
        retry_at = sqlite.read_now(lambda connection: connection.execute(query).scalar_one())
        pauses.append((retry_at - clock.now).total_seconds())
        clock.now = retry_at
    assert pauses == [0.2, 0.4, 0.8, 1.6]


def test_other_threads_go_on_while_one_fails(database: Database, clinic: Service, clock: Clock) -> None:
    database.write_now(text_arrives)
    database.write_now(spoil_event)
    for text in ("hi", "1", "Monday"):
        database.write_now(partial(text_arrives, text=text, customer=OTHER))
    handle(clock, engine_of(database, clinic, clock), database=database)
    assert said_to(database, OTHER)[1:] == ["Which day suits you?", "Booked for Monday."]
    assert event_statuses(database)[0] == ("text_received", "pending")


def test_what_the_same_customer_texts_meanwhile_waits_its_turn_and_is_handled(
    sqlite: Database, clinic: Service, clock: Clock
) -> None:
    sqlite.write_now(text_arrives)
    sqlite.write_now(spoil_event)
    sqlite.write_now(lambda connection: text_arrives(connection, "hi"))
    handle(clock, engine_of(sqlite, clinic, clock), database=sqlite)
    assert event_statuses(sqlite)[1] == ("text_received", "pending")
    clock.advance(seconds=ALL_PAUSES)
    exhaust_tries(sqlite, clinic, clock)
    assert event_statuses(sqlite) == [
        ("text_received", "set_aside"),
        ("text_received", "done"),
        ("handling_failed", "done"),
    ]


def test_a_fallback_that_fails_too_is_left_to_a_human_and_calls_no_other(
    sqlite: Database, clinic: Service, clock: Clock
) -> None:
    speechless = replace(clinic, wordings={}, own_wordings={})
    sqlite.write_now(lambda connection: event_arrives(connection, HandlingFailed("event 7 failed")))
    exhaust_tries(sqlite, speechless, clock)
    assert event_statuses(sqlite) == [("handling_failed", "set_aside")]
    assert len(sqlite.read_now(dead_letters.list_all)) == 1


def test_a_customer_who_said_stop_gets_a_human_but_no_text(sqlite: Database, clinic: Service, clock: Clock) -> None:
    sqlite.write_now(lambda connection: suppressions.suppress(connection, CUSTOMER, "keyword", NOW))
    sqlite.write_now(text_arrives)
    sqlite.write_now(spoil_event)
    exhaust_tries(sqlite, clinic, clock)
    assert said_to(sqlite, CUSTOMER) == []
    assert len(called_humans(sqlite)) == 1


def test_an_event_that_a_human_sends_round_again_is_tried_anew(sqlite: Database, clinic: Service, clock: Clock) -> None:
    text_id = sqlite.write_now(text_arrives)
    good = sqlite.read_now(lambda connection: connection.execute(select(events.c.event)).scalar())
    sqlite.write_now(spoil_event)
    exhaust_tries(sqlite, clinic, clock)
    sqlite.write_now(lambda connection: connection.execute(update(events).values(event=good)))
    sqlite.write_now(lambda connection: dead_letters.retry(connection, f"event-{text_id}", clock()))
    handle(clock, engine_of(sqlite, clinic, clock), database=sqlite)
    assert event_statuses(sqlite)[0] == ("text_received", "done")
