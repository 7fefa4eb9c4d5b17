"""Calls that change something: made once, made again only where that is safe, and always answered."""

from pathlib import Path

import pytest
from sqlalchemy import update

from flows import Service
from flows.protocol.events import CallAnswered
from flows.protocol.needs import Fetched
from router.business.call_processor import UNKNOWN, take_due
from router.store import call_queue as store
from router.store.backup import doubt_what_was_under_way
from router.store.call_queue import ABANDONED_AFTER
from router.store.database import Database
from router.store.tables import calls
from tests.business_system import Answer, BusinessSystem
from tests.router.business.call_processor_runs import (
    answers,
    call_row,
    die_while_calling,
    forget_the_answer,
    make_calls,
    service_calling,
    wait_for_a_call,
)
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import engine_of, event_statuses, handle, said_to
from tests.router.store.writing import CUSTOMER, text_arrives
from tests.served import address_of, free_socket


@pytest.fixture
def service(system: BusinessSystem, tmp_path: Path) -> Service:
    return service_calling(system.url, tmp_path)


@pytest.fixture
def waiting(database: Database, service: Service, clock: Clock) -> Database:
    """A database with a conversation that waits for a call."""
    wait_for_a_call(database, service, clock)
    return database


def test_a_call_is_made_once_and_its_answer_goes_on_with_the_conversation(
    waiting: Database, service: Service, system: BusinessSystem, clock: Clock
) -> None:
    system.will(Answer({"id": "B-7"}, 201))
    make_calls(waiting, service, clock)
    make_calls(waiting, service, clock)
    assert answers(waiting, clock) == [CallAnswered(1, Fetched(201, {"id": "B-7"}))]
    handle(clock, engine_of(waiting, service, clock), database=waiting)
    assert said_to(waiting, CUSTOMER) == ["One moment.", "Booked as B-7."]
    (request,) = system.received
    assert (request.method, request.path, request.body) == ("POST", "/bookings?desk=front", {"people": 2})
    assert (request.headers["x-key"], request.headers["idempotency-key"]) == (
        "s3cret",
        call_row(waiting).idempotency_key,
    )


def test_secrets_are_never_kept_and_what_was_sent_is_forgotten_once_done(
    waiting: Database, service: Service, clock: Clock, tmp_path: Path
) -> None:
    assert "s3cret" not in str(tuple(call_row(waiting)))
    make_calls(waiting, service, clock)
    row = call_row(waiting)
    assert (row.status, row.answer_status, row.body, row.url.partition("?")[1:]) == ("done", 200, None, ("", ""))


@pytest.mark.parametrize(
    ("answer", "problem"),
    [(Answer({"error": "full"}, 409), None), (Answer(b"{", 200), "its answer says it is JSON and is not")],
    ids=["a refusal", "nonsense"],
)
def test_a_bad_answer_is_an_answer(
    waiting: Database, service: Service, system: BusinessSystem, clock: Clock, answer: Answer, problem: str | None
) -> None:
    system.will(answer)
    make_calls(waiting, service, clock)
    (event,) = answers(waiting, clock)
    assert (event.result.is_good, event.result.problem) == (False, problem)
    assert (len(system.received), call_row(waiting).status) == (1, "failed")


def test_what_was_under_way_when_its_process_died_is_made_once_more_with_the_same_key(
    waiting: Database, service: Service, system: BusinessSystem, clock: Clock
) -> None:
    make_calls_then_forget(waiting, service, clock)
    die_while_calling(waiting, clock)
    make_calls(waiting, service, clock)
    first, second = (request.headers["idempotency-key"] for request in system.received)
    assert first == second
    assert [event.result for event in answers(waiting, clock)] == [Fetched(200)]


def make_calls_then_forget(database: Database, service: Service, clock: Clock) -> None:
    """The call reaches the business system, and the commit of its answer never happens."""
    row = call_row(database)
    make_calls(database, service, clock)
    forget_the_answer(database, row)


def test_after_two_attempts_of_which_nothing_is_known_a_human_must_look(
    waiting: Database, service: Service, system: BusinessSystem, clock: Clock
) -> None:
    die_while_calling(waiting, clock)
    die_while_calling(waiting, clock)
    make_calls(waiting, service, clock)
    assert answers(waiting, clock) == [CallAnswered(1, Fetched(problem=UNKNOWN))]
    assert system.received == []
    handle(clock, engine_of(waiting, service, clock), database=waiting)
    assert "A person will be with you" in said_to(waiting, CUSTOMER)[-1]


def test_the_one_process_of_a_sqlite_database_waits_for_nobody_else(
    sqlite: Database, service: Service, system: BusinessSystem, clock: Clock
) -> None:
    wait_for_a_call(sqlite, service, clock)
    sqlite.write_now(lambda connection: take_due(connection, 10, "dead", clock()))
    sqlite.write_now(store.abandon_all)
    make_calls(sqlite, service, clock)
    assert len(answers(sqlite, clock)) == 1


@pytest.mark.parametrize("is_under_way", [False, True])
def test_a_restored_backup_makes_no_call_that_may_have_been_made_since(
    sqlite: Database, service: Service, system: BusinessSystem, clock: Clock, is_under_way: bool
) -> None:
    wait_for_a_call(sqlite, service, clock)
    if is_under_way:
        sqlite.write_now(lambda connection: take_due(connection, 10, "yesterday's", clock()))
    sqlite.write_now(lambda connection: doubt_what_was_under_way(connection, clock()))
    make_calls(sqlite, service, clock)
    assert [event.result.problem for event in answers(sqlite, clock)] == [UNKNOWN]
    assert system.received == []


def test_a_call_that_another_process_makes_is_left_to_it(
    waiting: Database, service: Service, system: BusinessSystem, clock: Clock
) -> None:
    waiting.write_now(lambda connection: take_due(connection, 10, "another's", clock()))
    clock.now += ABANDONED_AFTER / 2
    assert waiting.write_now(lambda connection: take_due(connection, 10, "ours", clock())) == []


def test_many_callers_make_it_once(waiting: Database, service: Service, system: BusinessSystem, clock: Clock) -> None:
    make_calls(waiting, service, clock, callers=4)
    assert len(system.received) == 1
    assert [kind for kind, _ in event_statuses(waiting)].count("call_answered") == 1


def test_what_cannot_be_reached_is_tried_until_its_time_is_up(sqlite: Database, clock: Clock, tmp_path: Path) -> None:
    service = service_at_nobodys_address(tmp_path)
    wait_for_a_call(sqlite, service, clock)
    tries = 0
    while not answers(sqlite, clock):
        make_calls(sqlite, service, clock)
        clock.advance(seconds=1)
        tries += 1
    assert 8 <= tries <= 12
    assert answers(sqlite, clock) == [CallAnswered(1, Fetched(problem="it does not take connections"))]


def test_what_may_have_been_done_before_it_could_not_be_reached_is_not_called_undone(
    sqlite: Database, clock: Clock, tmp_path: Path
) -> None:
    service = service_at_nobodys_address(tmp_path)
    wait_for_a_call(sqlite, service, clock)
    die_while_calling(sqlite, clock)
    while not answers(sqlite, clock):
        make_calls(sqlite, service, clock)
        clock.advance(seconds=5)
    assert answers(sqlite, clock) == [CallAnswered(1, Fetched(problem=UNKNOWN))]


def service_at_nobodys_address(folder: Path) -> Service:
    taken = free_socket()
    service = service_calling(address_of(taken), folder)
    taken.close()
    return service


def test_a_call_that_the_flow_no_longer_makes_fails(
    sqlite: Database, service: Service, system: BusinessSystem, clock: Clock
) -> None:
    wait_for_a_call(sqlite, service, clock)
    sqlite.write_now(lambda connection: connection.execute(update(calls).values(state="gone")))
    make_calls(sqlite, service, clock)
    assert answers(sqlite, clock) == [CallAnswered(1, Fetched(problem="the flow no longer makes this call"))]
    assert system.received == []


def test_a_conversation_that_is_over_hears_of_nothing(
    waiting: Database, service: Service, system: BusinessSystem, clock: Clock
) -> None:
    waiting.write_now(lambda connection: text_arrives(connection, "forget it"))
    handle(clock, engine_of(waiting, service, clock), database=waiting)
    make_calls(waiting, service, clock)
    assert len(system.received) == 1
    assert answers(waiting, clock) == []
