"""A turn that is taken again after a crash: the bot hears each text once."""

from datetime import timedelta
from threading import Event

import pytest

from bot.contract import BotUnavailable
from flows.protocol.bot_turns import BeginForm, BotMemory, RunAction
from tests.bot.rasa_server.rasa_talks import Talk
from tests.bot.rasa_server.recorded_server import LISTENS, RecordedRasa, Reply, exchanges, recorded
from tests.waiting import eventually

A_MOMENT = timedelta(milliseconds=200)
ORDER = {"event": "slot", "name": "order_id", "value": "12345"}


def test_the_same_turn_is_taken_once_and_answered_as_often_as_asked(rasa: RecordedRasa) -> None:
    rasa.will(recorded(exchanges()[5], ORDER))
    talk = Talk(rasa.url)
    first = talk.say("where is order 12345", key="the key")
    for _ in range(2):
        talk.memory = BotMemory()
        assert talk.say("where is order 12345", key="the key") == first
    assert first.slots == {"order_id": "12345"}
    assert rasa.heard == ["where is order 12345"]


@pytest.mark.parametrize("deed", [RunAction("action_x"), BeginForm("action_x")])
def test_an_action_or_form_is_run_once(rasa: RecordedRasa, deed: RunAction | BeginForm) -> None:
    rasa.will(Reply({}, events=[{"event": "action", "name": "action_x"}, {"event": "bot", "text": "done"}]))
    talk = Talk(rasa.url)
    assert talk.take(deed, key="the key") == talk.take(deed, key="the key")
    assert len(rasa.asked("/execute")) == 1


def test_a_turn_whose_answer_was_lost_twice_is_still_found(rasa: RecordedRasa) -> None:
    """The bot did its part; we were gone before its answer came, and again before the tracker was read."""
    rasa.will(recorded(exchanges()[5], ORDER))
    talk = Talk(rasa.url, within=A_MOMENT)
    never = Event()
    rasa.after_turn = Reply(b"", when=never)
    with pytest.raises(BotUnavailable, match=r"no answer within 0\.2 s") as caught:
        talk.say("where is order 12345", key="the key")
    assert caught.value.done
    rasa.after_turn = None
    never.set()
    again = Talk(rasa.url, conversation=talk.conversation).say("where is order 12345", key="the key")
    assert [message.text for message in again.messages] == ["Order 12345 ships tomorrow."]
    assert rasa.heard == ["where is order 12345"]


def test_a_turn_that_never_reached_the_bot_is_taken_when_it_is_asked_again(rasa: RecordedRasa) -> None:
    rasa.will(Reply({}, 500), recorded(exchanges()[4]))
    talk = Talk(rasa.url)
    with pytest.raises(BotUnavailable) as caught:
        talk.say("hi", key="the key")
    assert caught.value.done
    assert talk.say("hi", key="the key").knew
    assert rasa.heard == ["hi", "hi"]


def test_a_hand_over_stays_one_when_its_turn_is_taken_again(rasa: RecordedRasa) -> None:
    rasa.will(recorded(exchanges()[16], {"event": "pause"}))
    talk = Talk(rasa.url)
    assert talk.say("human", key="the key") == talk.say("human", key="the key")
    assert rasa.posted == []


def test_the_next_turn_is_no_part_of_the_one_before(rasa: RecordedRasa) -> None:
    rasa.will(recorded(exchanges()[4]), recorded(exchanges()[5]))
    talk = Talk(rasa.url)
    hello = talk.say("hi", key="one")
    talk.say("where is order 12345", key="two")
    assert talk.say("hi", key="one").messages == hello.messages


def test_actions_are_given_the_key_and_the_language(rasa: RecordedRasa) -> None:
    rasa.will(recorded(exchanges()[4]), Reply({}, events=[{"event": "action", "name": "action_x"}, ORDER, LISTENS]))
    talk = Talk(rasa.url)
    talk.say("hi", key="one")
    talk.take(RunAction("action_x"), key="two")
    openings = [asked.body[0] for asked in rasa.asked("/tracker/events")][::2]
    assert [opening["metadata"] for opening in openings] == [
        {"idempotency_key": "one", "language": "en"},
        {"idempotency_key": "two", "language": "en"},
    ]
    assert rasa.asked("/webhook")[0].body["metadata"] == openings[0]["metadata"]


def test_a_server_that_gives_no_answer_has_still_been_asked_only_once(rasa: RecordedRasa) -> None:
    never = Event()
    rasa.will(Reply([], when=never))
    talk = Talk(rasa.url, within=A_MOMENT)
    with pytest.raises(BotUnavailable) as caught:
        talk.say("hi")
    never.set()
    assert caught.value.done
    eventually(lambda: rasa.heard == ["hi"])


def test_a_turn_that_restarts_the_conversation_is_found_in_the_session_before(rasa: RecordedRasa) -> None:
    begins = [{"event": "action", "name": "action_session_start"}, {"event": "session_started"}, LISTENS]
    said = {"event": "bot", "text": "From the start."}
    rasa.will(Reply([], events=[{"event": "action", "name": "utter_x"}, said, {"event": "restart"}, *begins]))
    assert [message.text for message in Talk(rasa.url).say("start over").messages] == ["From the start."]
