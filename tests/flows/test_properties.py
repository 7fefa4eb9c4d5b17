"""What holds for every flow and every conversation, not only for those somebody thought of."""

import json
from datetime import datetime, timedelta
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows import Contact, Conversation, ConversationStatus, FlowsInvalid, Outcome, Service, load_text, step
from flows.effects import SendMessage, StartSilenceTimer
from flows.events import (
    AgentReplied,
    ConversationClosed,
    ConversationReturned,
    ConversationTaken,
    Event,
    HandlingFailed,
    SilenceElapsed,
    TextReceived,
)
from flows.needs import Met
from flows.opt_out import OptOutWord
from tests.flows.scenario import MONDAY_MORNING, harbour_dental, nobody_answers

NAMES = ("a", "b", "c", "d")
WORDS = ("red", "blue", "1", "yes", "no", "予約", "agent", "where")
SAVED = ("x", "y")

destinations = st.one_of(
    st.sampled_from(NAMES).map(lambda name: {"go_to": name}),
    st.just({"escalate": "desk"}),
    st.just({"end": True}),
)
says = st.sampled_from(["Hi", "{{ x }}", "{{ contact.name }} {{ y }}", {"en": "Hi", "es": "Hola"}]).map(
    lambda text: {"say": text}
)
settings_of_state = st.dictionaries(
    st.sampled_from([*SAVED, "contact.z"]), st.sampled_from([1, 2.5, True, "t", "{{ y }}"])
)
conditions = st.sampled_from(
    [{"open": "h"}, {"closed": "h"}, {"equals": {"x": 1}}, {"known": "y"}, {"not": {"less": {"x": 5}}}]
)
ways_out = st.builds(lambda *parts: {k: v for part in parts for k, v in part.items()}, says, destinations | st.just({}))
rules = st.builds(
    lambda words, way_out, condition: {"hear": words, **way_out, **condition},
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    ways_out,
    conditions.map(lambda condition: {"if": condition}) | st.just({}),
)
checks = st.builds(lambda condition, way_out: {"if": condition, **way_out}, conditions, ways_out)
answers = st.sampled_from(
    [
        {"type": "text", "save": "x"},
        {"type": "number", "save": "y", "from": 0},
        {"type": "yes/no", "save": "x"},
        {"type": "choice", "save": "y", "choices": ["red", "blue"]},
    ]
)


@st.composite
def states(draw: st.DrawFn) -> dict[str, Any]:
    state: dict[str, Any] = {"set": draw(settings_of_state), "separate": draw(st.booleans())}
    state |= draw(says | st.just({}))
    state["checks"] = draw(st.lists(checks, max_size=1))
    kind = draw(st.sampled_from(["rules", "answer", "both", "passing"]))
    if kind in ("rules", "both"):
        state["rules"] = draw(st.lists(rules, min_size=1, max_size=3))
    if kind in ("answer", "both"):
        state["answer"] = draw(answers)
    if kind != "rules":
        state |= draw(destinations)
    if kind != "passing":
        state["silence"] = {"after": "30m", **draw(ways_out)}
        state["no_match"] = {"times": draw(st.integers(0, 2)), **draw(ways_out)}
    return state


@st.composite
def services(draw: st.DrawFn) -> Service:
    file = {
        "parley": 1,
        "brand": {"name": "Test"},
        "hours": {"h": {"mon-fri": "08:00-18:00"}},
        "teams": {"desk": {"hours": "h"}},
        "keywords": [
            {"hear": "agent", "escalate": "desk"},
            {"hear": "where", "say": "Here", "reaches_through": True},
            {"hear": "save", "set": dict.fromkeys(SAVED, 1)},
        ],
        "flows": {"f": {"start": "a", "states": {name: draw(states()) for name in NAMES}}},
    }
    return load_text(json.dumps(file), "flows.yaml", {})


texts = st.lists(st.sampled_from([*WORDS, "4", "what?", "-2.5"]), max_size=3).map(" ".join)
events = st.one_of(
    texts.map(lambda text: TextReceived("+1", text)),
    texts.map(lambda text: TextReceived("+1", text)),
    st.sampled_from(OptOutWord).map(lambda word: TextReceived("+1", word.upper(), opt_out=word)),
    st.integers(0, 4).map(SilenceElapsed),
    st.just("the timer"),
    st.sampled_from(
        [
            AgentReplied("kim", "Hi"),
            ConversationTaken("kim"),
            ConversationReturned("kim"),
            ConversationReturned("kim", "b"),
            ConversationClosed("kim"),
            HandlingFailed("x"),
        ]
    ),
)
journeys = st.lists(st.tuples(events, st.sampled_from([0, 1, 13 * 60, 30 * 60])), min_size=1, max_size=12)


def stored(conversation: Conversation) -> Conversation:
    return msgspec.json.decode(msgspec.json.encode(conversation), type=Conversation)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(services(), journeys, st.sampled_from([Contact(), Contact(name="Ana", language="es")]))
def test_every_conversation_survives_json_and_every_customer_is_answered(
    service: Service, journey: list[tuple[Event | str, int]], contact: Contact
) -> None:
    live(service, journey, contact)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(journeys)
def test_so_it_is_in_the_example(journey: list[tuple[Event | str, int]]) -> None:
    live(EXAMPLE, journey, Contact())


EXAMPLE = harbour_dental()
NOBODY = Contact()


def live(service: Service, journey: list[tuple[Event | str, int]], contact: Contact) -> None:
    conversation, now, timer = None, MONDAY_MORNING, 0
    for happening, minutes in journey:
        now += timedelta(minutes=minutes)
        event = SilenceElapsed(timer) if isinstance(happening, str) else happening
        before = None if conversation is None else stored(conversation)
        outcome = made(service, conversation, event, now, contact)
        assert conversation == before, "a step changes nothing that it is given"
        assert made(service, before, event, now, contact) == outcome
        assert stored(outcome.conversation) == outcome.conversation
        check(service, conversation, event, outcome)
        conversation = outcome.conversation
        timer = next((e.wait for e in outcome.effects if isinstance(e, StartSilenceTimer)), timer)


def made(
    service: Service, conversation: Conversation | None, event: Event, now: datetime, contact: Contact = NOBODY
) -> Outcome:
    """A step whose needs, if it has any, meet nobody."""
    met: dict[str, Met] = {}
    while not isinstance(outcome := step(service, conversation, event, now, contact, met), Outcome):
        met[outcome.key] = nobody_answers(outcome)
    return outcome


def check(service: Service, before: Conversation | None, event: Event, outcome: Outcome) -> None:
    after = outcome.conversation
    assert after.state in service.flows[after.flow].states
    assert (after.status is ConversationStatus.CLOSED) == (after.closed_at is not None)
    assert (after.status is ConversationStatus.QUEUED) <= (after.team in service.teams)
    kinds = [isinstance(effect, SendMessage) for effect in outcome.effects]
    assert kinds == sorted(kinds, reverse=True), "messages come first"
    assert outcome.opened or before is not None
    if isinstance(event, TextReceived):
        held = before is not None and before.status in (ConversationStatus.QUEUED, ConversationStatus.ASSIGNED)
        assert held or any(kinds), "a customer whom no human holds is answered"
    for effect in outcome.effects:
        if isinstance(effect, SendMessage):
            assert 0 < len(effect.text) <= 1600


KEYS = [
    *("parley", "brand", "name", "flows", "start", "states", "say", "rules", "hear", "if", "answer", "type", "set"),
    *("hours", "mon", "dates", "teams", "escalate", "go_to", "silence", "after", "no_match", "a", "senders"),
]
SCALARS = ["", "x", "{{ x }}", "{{ 1", "a", "1", "30m", "true", None, 1, -1, 2.5, True]
documents = st.recursive(
    st.sampled_from(SCALARS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_any_file_is_loaded_or_complained_of(document: object) -> None:
    try:
        load_text(json.dumps(document), "flows.yaml", {})
    except FlowsInvalid as invalid:
        complaints = invalid.complaints
    else:
        return
    assert complaints
    assert all(complaint.line >= 1 and complaint.message for complaint in complaints)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    outcome = made(EXAMPLE, None, TextReceived("+12125550101", text), MONDAY_MORNING)
    answered = made(EXAMPLE, outcome.conversation, TextReceived("+12125550101", text), MONDAY_MORNING)
    assert outcome.effects
    assert answered.effects or outcome.conversation.status is not ConversationStatus.AUTOMATED
