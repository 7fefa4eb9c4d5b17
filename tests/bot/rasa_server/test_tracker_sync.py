"""Slots and forms agree on both sides, whoever changed them, and however much the server has forgotten."""

import pytest

from flows.protocol.bot_turns import BeginForm, BotMemory
from tests.bot.rasa_server.rasa_talks import Talk
from tests.bot.rasa_server.recorded_server import LISTENS, RecordedRasa, Reply, exchanges, recorded

HELLO = recorded(exchanges()[4])


def slot(name: str, value: object) -> dict[str, object]:
    return {"event": "slot", "name": name, "value": value}


def loop(name: str | None) -> dict[str, object]:
    return {"event": "active_loop", "name": name}


BOOKING = [loop("appointment_form"), slot("requested_slot", "service")]


@pytest.mark.parametrize(
    ("memory", "known", "told"),
    [
        pytest.param(BotMemory(), [], [], id="nothing to tell"),
        pytest.param(BotMemory({"order_id": "777"}), [], [slot("order_id", "777")], id="the flow set a slot"),
        pytest.param(BotMemory({"order_id": "777"}), [slot("order_id", "777")], [], id="the slot is known"),
        pytest.param(
            BotMemory({"order_id": None}), [slot("order_id", "777")], [slot("order_id", None)], id="the flow cleared it"
        ),
        pytest.param(BotMemory(), [slot("order_id", "777")], [], id="a slot that the flow never knew"),
        pytest.param(BotMemory(form="appointment_form", asked="service"), BOOKING, [], id="the form is open"),
        pytest.param(
            BotMemory(form="appointment_form", asked="service"), [], BOOKING, id="the server has forgotten the form"
        ),
        pytest.param(BotMemory(), BOOKING, [loop(None), slot("requested_slot", None)], id="the flow left the form"),
        pytest.param(BotMemory(), [loop("action_two_stage_fallback")], [], id="asking what was meant is no form"),
        pytest.param(BotMemory(), [{"event": "pause"}], [{"event": "resume"}], id="paused, its turn ended"),
    ],
)
def test_the_server_is_told_before_a_turn(
    rasa: RecordedRasa, memory: BotMemory, known: list[dict[str, object]], told: list[dict[str, object]]
) -> None:
    rasa.will(HELLO)
    talk = Talk(rasa.url, memory)
    rasa.conversation(talk.conversation).apply(known)
    talk.say("hi")
    assert rasa.posted == told


def test_slots_come_back_from_the_server(rasa: RecordedRasa) -> None:
    rasa.will(Reply([], events=[slot("order_id", "12345"), slot("service", None), LISTENS]))
    talk = Talk(rasa.url, BotMemory({"service": "haircut", "handoff": False}))
    taken = talk.say("where is order 12345")
    assert taken.slots == {"order_id": "12345", "service": None}
    assert taken.memory.slots == {"order_id": "12345", "handoff": False}


def test_a_form_is_begun_filled_and_completed(rasa: RecordedRasa) -> None:
    form, listens = {"event": "action", "name": "appointment_form"}, LISTENS
    asks = {"event": "bot", "text": "Which service?"}
    rasa.will(
        Reply({}, events=[form, *BOOKING, asks]),
        Reply([], events=[form, slot("service", "facial"), slot("requested_slot", "order_id"), asks, listens]),
        Reply([], events=[form, slot("order_id", "1"), slot("requested_slot", None), loop(None), asks, listens]),
    )
    talk = Talk(rasa.url)
    outcomes = [talk.take(BeginForm("appointment_form")), talk.say("facial"), talk.say("1")]
    assert [(taken.memory.form, taken.memory.asked) for taken in outcomes] == [
        ("appointment_form", "service"),
        ("appointment_form", "order_id"),
        (None, None),
    ]
    assert [taken.slots for taken in outcomes] == [{}, {"service": "facial"}, {"order_id": "1"}]
    assert not any(taken.form_left for taken in outcomes)


def test_a_form_that_the_bots_rules_leave_is_left(rasa: RecordedRasa) -> None:
    rejects = {"event": "action_execution_rejected", "name": "appointment_form"}
    leaves = {"event": "action", "name": "action_deactivate_loop"}
    rasa.will(Reply([], events=[rejects, leaves, loop(None), slot("requested_slot", None), LISTENS]))
    talk = Talk(rasa.url, BotMemory(form="appointment_form", asked="service"))
    assert talk.say("never mind").form_left
    assert talk.memory == BotMemory({"handoff": False})
