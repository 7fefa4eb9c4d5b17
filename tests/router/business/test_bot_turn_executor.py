"""Turns of the bot are deeds: taken once, again only under the same key, always answered, unheard once a human came."""

import asyncio
import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import flows
from bot.contract import BotUnavailable, TurnIdentity
from flows import Service
from flows.protocol.bot_turns import BeginForm, BotMemory, BotTurn, BotTurnNeeded, Converse, RunAction
from flows.protocol.events import CallAnswered
from router.business.bot_turn_executor import taken
from router.business.business_http import NotReached
from router.business.call_processor import UNKNOWN
from router.store.database import Database
from router.store.tables import calls
from tests.bots import YES_OR_NO, ScriptedBot, asking, saying
from tests.router.business.call_processor_runs import (
    answers,
    call_row,
    die_while_calling,
    forget_the_answer,
    make_calls,
    wait_for_a_call,
)
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import engine_of, handle, said_to
from tests.router.store.writing import CUSTOMER, text_arrives

_FLOW_FILE = """
parley: 1
brand: {name: Harbour Dental}
senders: {"+12125550101": {flow: front_desk}}
teams: {reception: {}}
keywords: [{hear: human, escalate: reception}, {hear: forget it, say: "Bye.", end: true}]
flows:
  front_desk:
    start: look
    states:
      look:
        say: "One moment."
        call: {action: action_order_status, with: {order: B-7}, within: 10s, save: found}
        go_to: book
      book:
        say: "It is {{ found.status }}."
        form: {name: appointment_form, save: {day: day}}
        go_to: ask
      ask:
        say: "See you on {{ day }}."
        bot: answers
"""

READY = saying("Found it.", slots={"status": "ready"}, memory=BotMemory({"status": "ready"}))


@pytest.fixture
def service(tmp_path: Path) -> Service:
    flow_file = tmp_path / "bot.yaml"
    flow_file.write_text(_FLOW_FILE)
    return flows.load(flow_file, {})


@pytest.fixture
def waiting(database: Database, service: Service, clock: Clock) -> Database:
    """A database with a conversation that waits for an action."""
    wait_for_a_call(database, service, clock)
    return database


def go_on(database: Database, service: Service, clock: Clock, bot: ScriptedBot, *texts: str) -> list[str]:
    """The bot takes its turns and the customer texts, each after the other; everything that was said."""
    make_calls(database, service, clock, bot=bot)
    handle(clock, engine_of(database, service, clock), database=database)
    for text in texts:
        database.write_now(lambda connection, text=text: text_arrives(connection, text))  # type: ignore[misc]
        handle(clock, engine_of(database, service, clock), database=database)
        make_calls(database, service, clock, bot=bot)
        handle(clock, engine_of(database, service, clock), database=database)
    return said_to(database, CUSTOMER)


def test_a_whole_conversation_of_turns(waiting: Database, service: Service, clock: Clock) -> None:
    bot = ScriptedBot(
        action_order_status=READY,
        appointment_form=asking("Which day?", "day", status="ready"),
        friday=saying("Noted.", memory=BotMemory({"status": "ready", "day": "friday"})),
        subscribe=saying("Sure?", buttons=YES_OR_NO),
    )
    bot.replies["/affirm"] = saying("You are in.")
    said = go_on(waiting, service, clock, bot)
    make_calls(waiting, service, clock, bot=bot)
    handle(clock, engine_of(waiting, service, clock), database=waiting)
    said = go_on(waiting, service, clock, bot, "friday", "subscribe", "1")
    assert said == [
        "One moment.",
        "Found it.\nIt is ready.",
        "Which day?",
        "Noted.\nSee you on friday.",
        "Sure?\n1 Yes\n2 No",
        "You are in.",
    ]
    assert [type(need.deed) for _, need in bot.taken] == [RunAction, BeginForm, Converse, Converse, Converse]
    assert bot.taken[0][1].memory == BotMemory({"order": "B-7"})


def test_its_conversation_has_one_name_that_tells_nothing_and_each_turn_a_key(
    waiting: Database, service: Service, clock: Clock
) -> None:
    bot = ScriptedBot(action_order_status=READY, appointment_form=asking("Which day?", "day"))
    go_on(waiting, service, clock, bot)
    go_on(waiting, service, clock, bot)
    turns = [turn for turn, _ in bot.taken]
    assert len(turns) == len({turn.key for turn in turns}) == 2
    (name,) = {turn.conversation for turn in turns}
    assert re.fullmatch("[0-9a-f]{32}", name)


def test_what_the_customer_wrote_is_forgotten_once_it_is_over(
    waiting: Database, service: Service, clock: Clock
) -> None:
    row = call_row(waiting)
    assert (row.method, row.url, row.within_seconds) == ("BOT", "action action_order_status", 10)
    assert row.body["memory"] == {"slots": {"order": "B-7"}}
    go_on(waiting, service, clock, ScriptedBot(action_order_status=READY))
    first = waiting.read_now(lambda connection: connection.execute(select(calls).order_by(calls.c.id)).first())
    assert first is not None
    assert (first.status, first.body, first.url) == ("done", None, "action action_order_status")


def test_a_turn_that_was_under_way_when_its_process_died_is_taken_once_more_with_the_same_key(
    waiting: Database, service: Service, clock: Clock
) -> None:
    bot = ScriptedBot(action_order_status=READY)
    row = call_row(waiting)
    make_calls(waiting, service, clock, bot=bot)
    forget_the_answer(waiting, row)
    die_while_calling(waiting, clock)
    make_calls(waiting, service, clock, bot=bot)
    first, second = (turn for turn, _ in bot.taken)
    assert first == second
    assert answers(waiting, clock) == [CallAnswered(1, READY)]


def test_after_two_turns_of_which_nothing_is_known_a_human_must_look(
    waiting: Database, service: Service, clock: Clock
) -> None:
    bot = ScriptedBot(action_order_status=READY)
    die_while_calling(waiting, clock)
    die_while_calling(waiting, clock)
    make_calls(waiting, service, clock, bot=bot)
    assert answers(waiting, clock) == [CallAnswered(1, BotTurn(problem=UNKNOWN))]
    assert bot.taken == []


@pytest.mark.parametrize("words", ["human", "forget it"])
def test_the_bot_is_silent_once_a_human_has_the_conversation_or_it_is_over(
    waiting: Database, service: Service, clock: Clock, words: str
) -> None:
    waiting.write_now(lambda connection: text_arrives(connection, words))
    handle(clock, engine_of(waiting, service, clock), database=waiting)
    said = go_on(waiting, service, clock, ScriptedBot(action_order_status=READY))
    assert said[-1] in ("A person will be with you shortly.", "Bye.")


def test_without_a_bot_a_human_is_called(sqlite: Database, service: Service, clock: Clock) -> None:
    wait_for_a_call(sqlite, service, clock)
    make_calls(sqlite, service, clock)
    assert answers(sqlite, clock) == [CallAnswered(1, BotTurn(problem="there is no bot"))]


def test_a_bot_that_provably_did_nothing_is_asked_again_until_the_time_is_up(
    sqlite: Database, service: Service, clock: Clock
) -> None:
    wait_for_a_call(sqlite, service, clock)
    bot = ScriptedBot(action_order_status=BotUnavailable("it does not take connections"))
    while not answers(sqlite, clock):
        make_calls(sqlite, service, clock, bot=bot)
        clock.advance(seconds=3)
    assert 3 <= len(bot.taken) <= 5
    assert answers(sqlite, clock) == [CallAnswered(1, BotTurn(problem="it does not take connections"))]


def test_a_bot_that_is_back_in_time_takes_its_turn(sqlite: Database, service: Service, clock: Clock) -> None:
    wait_for_a_call(sqlite, service, clock)
    bot = ScriptedBot(action_order_status=BotUnavailable("it does not take connections"))
    make_calls(sqlite, service, clock, bot=bot)
    bot.replies["action_order_status"] = READY
    clock.advance(seconds=3)
    make_calls(sqlite, service, clock, bot=bot)
    assert answers(sqlite, clock) == [CallAnswered(1, READY)]


NEED = BotTurnNeeded(RunAction("action_order_status"), BotMemory(), "en", timedelta(seconds=5))
TURN = TurnIdentity("0" * 32, "1" * 32)
A_MOMENT = timedelta(milliseconds=20)


def come_of(result: Any) -> BotTurn:
    bot = ScriptedBot(action_order_status=result)
    return asyncio.run(taken(bot, TURN, NEED, timedelta(seconds=5)))


def test_a_turn_of_which_nobody_knows_is_not_taken_again() -> None:
    assert come_of(BotUnavailable("the action hangs", done=True)) == BotTurn(problem="the action hangs")


def test_a_turn_that_changed_nothing_may_be_taken_again() -> None:
    with pytest.raises(NotReached, match="it is busy"):
        come_of(BotUnavailable("it is busy"))


@pytest.mark.parametrize(
    ("result", "problem"),
    [
        pytest.param(BotTurn(slots={"a": object()}), "its answer holds what cannot be kept", id="no plain value"),
        pytest.param(BotTurn(slots={"a": "x" * 70_000}), "its answer is larger than 64 KiB", id="too much"),
        pytest.param(saying("a\0b"), "its answer holds a NUL character", id="NUL"),
    ],
)
def test_what_cannot_be_kept_is_no_result(result: BotTurn, problem: str) -> None:
    assert come_of(result) == BotTurn(problem=problem)


def test_a_fault_of_the_bots_is_logged_and_keeps_nobody_waiting(caplog: pytest.LogCaptureFixture) -> None:
    def fail(need: BotTurnNeeded) -> BotTurn:
        raise ZeroDivisionError

    with caplog.at_level(logging.CRITICAL):
        assert come_of(fail) == BotTurn(problem="the bot failed: see the log")


def test_a_bot_that_does_not_end_is_ended() -> None:
    class Endless(ScriptedBot):
        async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
            assert need.within == A_MOMENT
            await asyncio.Event().wait()
            raise AssertionError

    assert asyncio.run(taken(Endless(), TURN, NEED, A_MOMENT)) == BotTurn(problem="no answer within 5 s")
