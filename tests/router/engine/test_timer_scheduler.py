"""Silences: they start when the question was sent, survive a restart, fire once, and never after an answer."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from flows import Service
from flows.protocol.events import SilenceElapsed
from router.engine.timer_scheduler import TimerScheduler
from router.store.database import Database
from router.store.tables import timers
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import engine_of, event_statuses, handle, said_to
from tests.router.outbound.dispatcher_runs import dispatch
from tests.router.outbound.scripted_provider import ScriptedProvider
from tests.router.store.writing import CUSTOMER, NOW, event_arrives, text_arrives

#: The clinic's welcome waits for so long.
SILENCE = timedelta(minutes=30)
A_SECOND = timedelta(seconds=1)
NUDGE = "Still there?"
Text = Callable[[str], None]


@pytest.fixture
def text(database: Database, clinic: Service, clock: Clock) -> Text:
    """The customer texts, and the flow takes it."""

    def arrive(words: str) -> None:
        database.write_now(lambda connection: text_arrives(connection, words))
        handle(clock, engine_of(database, clinic, clock), database=database)

    return arrive


def tick(database: Database, clock: Clock) -> int:
    return asyncio.run(TimerScheduler(database, clock, lambda: None).tick())


def test_a_silence_starts_when_the_question_was_sent_not_when_it_was_written(
    database: Database, text: Text, clock: Clock
) -> None:
    text("hi")
    clock.now = NOW + SILENCE * 2
    assert tick(database, clock) == 0
    dispatch(database, ScriptedProvider(), clock)
    clock.now = NOW + SILENCE * 3 - A_SECOND
    assert tick(database, clock) == 0
    clock.now += A_SECOND
    assert tick(database, clock) == 1


def test_a_silence_that_lasted_nudges_the_customer_once(
    database: Database, clinic: Service, text: Text, clock: Clock
) -> None:
    text("hi")
    dispatch(database, ScriptedProvider(), clock)
    clock.now += SILENCE
    for _ in range(3):
        tick(database, clock)
        handle(clock, engine_of(database, clinic, clock), database=database)
        clock.now += SILENCE
    assert said_to(database, CUSTOMER)[1:] == [NUDGE]


def test_a_restart_neither_loses_nor_doubles_it(database_url: str, clinic: Service, clock: Clock) -> None:
    before = Database.open(database_url)
    before.write_now(text_arrives)
    handle(clock, engine_of(before, clinic, clock), database=before)
    dispatch(before, ScriptedProvider(), clock)
    before.close()
    clock.now += SILENCE * 5
    after = Database.open(database_url)
    assert tick(after, clock) == 1
    after.close()
    again = Database.open(database_url)
    assert tick(again, clock) == 0
    assert event_statuses(again)[1:] == [("silence_elapsed", "pending")]
    again.close()


def test_many_timekeepers_at_once_fire_it_once(database: Database, text: Text, clock: Clock) -> None:
    text("hi")
    dispatch(database, ScriptedProvider(), clock)
    clock.now += SILENCE

    async def all_at_once() -> None:
        await asyncio.gather(*(TimerScheduler(database, clock, lambda: None).tick() for _ in range(8)))

    asyncio.run(all_at_once())
    assert event_statuses(database)[1:] == [("silence_elapsed", "pending")]


def test_an_answer_ends_the_silence(database: Database, text: Text, clock: Clock) -> None:
    text("hi")
    dispatch(database, ScriptedProvider(), clock)
    text("1")
    assert database.read_now(lambda connection: connection.execute(select(timers)).all()) == []
    clock.now += SILENCE * 2
    assert tick(database, clock) == 0


def test_a_silence_that_fired_behind_an_answer_says_nothing(
    database: Database, clinic: Service, text: Text, clock: Clock
) -> None:
    text("hi")
    dispatch(database, ScriptedProvider(), clock)
    clock.now += SILENCE
    database.write_now(lambda connection: text_arrives(connection, "1"))
    assert tick(database, clock) == 1
    handle(clock, engine_of(database, clinic, clock), database=database)
    assert event_statuses(database)[-2:] == [("text_received", "done"), ("silence_elapsed", "done")]
    assert NUDGE not in said_to(database, CUSTOMER)


def test_a_timer_of_a_wait_that_is_over_does_nothing(
    database: Database, clinic: Service, text: Text, clock: Clock
) -> None:
    text("hi")
    database.write_now(lambda connection: event_arrives(connection, SilenceElapsed(wait=99)))
    handle(clock, engine_of(database, clinic, clock), database=database)
    assert event_statuses(database)[-1] == ("silence_elapsed", "done")
    assert NUDGE not in said_to(database, CUSTOMER)
