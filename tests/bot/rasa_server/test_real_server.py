"""The adapter against a real Rasa server, when the environment names one: docs/rasa.md, "Try it".

The server must have been trained from the trial_project beside this file.
"""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.contract import BotUnavailable
from flows.protocol.bot_turns import BeginForm, BotMemory, BotTurn, RunAction
from tests.bot.rasa_server.rasa_talks import Talk, chosen, understand, with_server

URL = os.environ.get("PARLEY_TEST_RASA_URL", "")
TOKEN = os.environ.get("PARLEY_TEST_RASA_TOKEN", "")
SETTINGS: dict[str, Any] = {"token": lambda: TOKEN, "clock": lambda: datetime.now(UTC)}
NONSENSE = "colorless green ideas sleep furiously"
SORRY = "Sorry, I didn't get that. Reply HUMAN for a person."
WHICH_SERVICE = "Which service would you like: haircut, massage or facial?"

if not URL:
    pytest.skip("PARLEY_TEST_RASA_URL names no Rasa server", allow_module_level=True)


@pytest.fixture
def talk() -> Talk:
    return Talk(URL, settings=dict(SETTINGS))


def texts(turn: BotTurn) -> list[str]:
    return [message.text for message in turn.messages]


def test_it_is_well() -> None:
    health = with_server(URL, lambda bot: bot.health(), **SETTINGS)
    assert health.version.startswith("3.")
    assert health.warnings == ()


@pytest.mark.skipif(not TOKEN, reason="PARLEY_TEST_RASA_TOKEN names no token")
def test_it_refuses_another_token(talk: Talk) -> None:
    talk.settings["token"] = lambda: "another"
    with pytest.raises(BotUnavailable, match="refuses the token"):
        talk.say("hi")


@pytest.mark.parametrize(
    ("text", "intent", "found"),
    [
        ("where is order 4711", "order_status", ["4711"]),
        (" //where is order 4711", "order_status", ["4711"]),
        ("a trim please", "inform_service", ["trim"]),
    ],
)
def test_it_understands(text: str, intent: str, found: list[str]) -> None:
    understood = understand(URL, text, **SETTINGS)
    assert understood.intents[0].name == intent
    assert [text[entity.start : entity.end] for entity in understood.entities] == found


@pytest.mark.parametrize(
    "text", [NONSENSE, "/restart", "\u3000/restart", "//restart", "／restart", "\x1c/talk_to_human"]
)
def test_it_takes_no_commands_of_customers(text: str) -> None:
    understood = understand(URL, text, **SETTINGS)
    assert understood.intents[0].confidence < 1
    assert understood.intents[0].name != "restart"


def test_buttons_are_offered_and_chosen(talk: Talk) -> None:
    (greeting,) = talk.say("hi").messages
    assert [button.title for button in greeting.buttons] == ["Order status", "Book"]
    assert texts(talk.take(chosen(greeting.buttons[1].payload))) == [WHICH_SERVICE]


def test_a_form_with_a_wrong_answer_a_correction_a_question_and_nonsense(talk: Talk) -> None:
    assert texts(talk.say("book an appointment")) == [WHICH_SERVICE]
    assert texts(talk.say("manicure pls")) == ["Sorry, we don't do manicure.", WHICH_SERVICE]
    assert texts(talk.say("trim")) == ["Which day?"]
    assert talk.say("rather a facial").slots == {"service": "facial"}
    assert texts(talk.say("when are you open")) == ["We are open 9-5 Mon-Sat.", "Which day?"]
    asked = talk.say(NONSENSE)
    assert talk.memory.form == "appointment_form"
    talk.take(chosen(asked.memory.buttons[1].payload))
    done = talk.say("on tuesday")
    assert texts(done) == ["Booked: facial on tuesday."]
    assert (done.memory.form, done.memory.slots["service"], done.form_left) == (None, "facial", False)


def test_a_form_that_is_left(talk: Talk) -> None:
    talk.say("book an appointment")
    assert talk.say("never mind").form_left


def test_a_form_that_a_flow_begins_with_a_slot(talk: Talk) -> None:
    talk.memory = BotMemory({"day": "friday"})
    assert texts(talk.take(BeginForm("appointment_form"))) == [WHICH_SERVICE]
    assert texts(talk.say("massage")) == ["Booked: massage on friday."]


def test_a_form_that_the_server_has_forgotten(talk: Talk) -> None:
    talk.memory = BotMemory({"service": "massage"}, form="appointment_form", asked="day")
    assert texts(talk.say("monday")) == ["Booked: massage on monday."]


def test_a_form_that_is_answered_the_next_day(talk: Talk) -> None:
    talk.say("book an appointment")
    talk.say("massage")
    talk.settings["clock"] = lambda: datetime.now(UTC) + timedelta(days=1)
    assert texts(talk.say("monday")) == ["Booked: massage on monday."]


def test_slots_go_both_ways(talk: Talk) -> None:
    talk.memory = BotMemory({"customer": "Ann"})
    assert texts(talk.take(RunAction("action_whats_known"), "the key")) == ["Ann, the key, 0"]
    assert talk.say("where is order 4711").slots == {"order_id": "4711"}
    assert talk.memory.slots == {"customer": "Ann", "order_id": "4711"}


def test_an_action_that_says_nothing_is_well(talk: Talk) -> None:
    taken = talk.say("subscribe me")
    assert (taken.knew, texts(taken), taken.slots) == (True, [], {"subscribed": True})


def test_slots_outlive_a_text_that_is_not_known(talk: Talk) -> None:
    talk.memory = BotMemory({"customer": "Ann"})
    unknown = talk.say("monday")
    assert (unknown.knew, texts(unknown)) == (False, [SORRY])
    assert texts(talk.take(RunAction("action_whats_known"), "the key")) == ["Ann, the key, 1"]


def test_a_picture_goes_with_its_text(talk: Talk) -> None:
    (message,) = talk.say("send a picture").messages
    assert (message.text, message.media) == ("Here we are", ("https://example.org/map.png",))


def test_an_action_that_fails(talk: Talk) -> None:
    with pytest.raises(BotUnavailable, match="action_order_status came to nothing") as caught:
        talk.say("where is order 666")
    assert caught.value.done
    talk.memory = BotMemory({"order_id": "666"})
    with pytest.raises(BotUnavailable, match="action_order_status came to nothing"):
        talk.take(RunAction("action_order_status"))
    assert texts(talk.say("hi")) == ["Hi! How can I help?"]


def test_an_action_that_nobody_knows(talk: Talk) -> None:
    with pytest.raises(BotUnavailable, match="its domain has no action_nope"):
        talk.take(RunAction("action_nope"))


def test_a_hand_over_is_done_once_for_each_time_it_is_asked_for(talk: Talk) -> None:
    assert talk.say("human").hands_over
    back = talk.say("where is order 5")
    assert (texts(back), back.hands_over) == (["Order 5 ships tomorrow."], False)
    assert talk.say("human").hands_over


def test_two_stage_fallback(talk: Talk) -> None:
    for _ in range(2):
        asked = talk.say(NONSENSE)
        assert texts(asked)[0].startswith("Did you mean")
        answer = talk.take(chosen(asked.memory.buttons[1].payload))
    assert (texts(answer), answer.knew) == ([SORRY], False)


def test_the_same_turn_again(talk: Talk) -> None:
    taken = talk.say("where is order 12", "the key")
    talk.memory = BotMemory()
    assert talk.say("where is order 12", "the key") == taken
    assert texts(talk.take(RunAction("action_whats_known"), "another")) == ["None, another, 1"]


def test_the_same_turn_again_after_it_took_too_long(talk: Talk) -> None:
    """The server gives up a turn whose caller is gone, and keeps nothing of it; its action is run again."""
    talk.within = timedelta(seconds=1)
    with pytest.raises(BotUnavailable, match="no answer within 1 s") as caught:
        talk.say("be slow with me", "the key")
    assert caught.value.done
    talk.within = timedelta(seconds=20)
    assert texts(talk.say("be slow with me", "the key")) == ["Here at last."]
    assert texts(talk.take(RunAction("action_whats_known"), "another")) == ["None, another, 1"]
