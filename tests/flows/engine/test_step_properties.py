"""What holds for every flow and every conversation, not only for those somebody thought of."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flows import Contact, Conversation, ConversationStatus, FlowsInvalid, Outcome, Service, load_text
from flows.engine.intent_selection import MAX_OFFERED
from flows.protocol.effects import AskBot, CallBusiness, SendMessage
from flows.protocol.events import Event, TextReceived
from flows.protocol.outcome import Rung
from flows.protocol.understood_texts import MAX_GISTS
from tests.flows.generated import SOON, TIMER, Life, files, journeys, loaded, stored
from tests.flows.scenario import harbour_dental, nobody_answers
from tests.proof import IN_FULL

EXAMPLE = harbour_dental()
#: More can follow from one text only if something goes on for ever.
MAX_CONSEQUENCES = 40
HELD = frozenset({ConversationStatus.QUEUED, ConversationStatus.ASSIGNED, ConversationStatus.SNOOZED})


@pytest.mark.count(60, full=5_000)
@settings(
    max_examples=5_000 if IN_FULL else 60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(files(), journeys, st.sampled_from([Contact(), Contact(name="Ana", language="es")]))
def test_every_conversation_survives_json_and_every_customer_is_answered(
    file: dict[str, Any], journey: list[tuple[Event | str, int]], contact: Contact
) -> None:
    live(Life(loaded(file), contact), journey)


@pytest.mark.count(40, full=5_000)
@settings(max_examples=5_000 if IN_FULL else 40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(journeys)
def test_so_it_is_in_the_example(journey: list[tuple[Event | str, int]]) -> None:
    live(Life(EXAMPLE, Contact()), journey)


def live(life: Life, journey: list[tuple[Event | str, int]]) -> None:
    owed = False
    for happening, minutes in journey:
        if minutes:
            owed = settled(life, SOON, owed=owed)
            life.passes(minutes)
        event = life.next_event(happening) if isinstance(happening, str) else happening
        if event is not None:
            owed = is_owed(owed, event, lived(life, event))
    assert not settled(life, SOON, TIMER, owed=owed), "a text was never answered"


def settled(life: Life, *kinds: str, owed: bool) -> bool:
    """Nobody texts until nothing more of these kinds follows; whether an answer is still owed then."""
    for _ in range(MAX_CONSEQUENCES):
        event = next((event for kind in kinds if (event := life.next_event(kind)) is not None), None)
        if event is None:
            return owed
        owed = is_owed(owed, event, lived(life, event))
    raise AssertionError("it goes on without end")


def is_owed(owed: bool, event: Event, outcome: Outcome) -> bool:
    """Whether the customer waits for an answer: not once a human has the conversation."""
    if any(isinstance(effect, SendMessage) for effect in outcome.effects):
        return False
    if outcome.conversation.status in HELD or outcome.rung is Rung.AGENT:
        return False
    return owed or (isinstance(event, TextReceived) and outcome.rung is not Rung.OPT_OUT)


def lived(life: Life, event: Event) -> Outcome:
    conversation = life.conversation
    before = None if conversation is None else stored(conversation)
    outcome = life.happens(event)
    assert conversation == before, "a step changes nothing that it is given"
    assert life.made(before, event) == outcome
    assert stored(outcome.conversation) == outcome.conversation
    check(life.service, before, event, outcome)
    return outcome


def check(service: Service, before: Conversation | None, event: Event, outcome: Outcome) -> None:
    after = outcome.conversation
    assert after.state in service.flows[after.flow].states
    assert all(frame.state in service.flows[frame.flow].states for frame in after.stack)
    assert (after.status is ConversationStatus.CLOSED) == (after.closed_at is not None)
    assert (after.status is ConversationStatus.QUEUED) <= (after.team in service.teams)
    assert (after.calling or bool(after.pending)) <= (after.status is ConversationStatus.AUTOMATED)
    if after.offered is not None:
        is_open = after.offered.wait == after.wait and not after.calling
        assert is_open, "an offer never outlives its wait"
        assert after.status is ConversationStatus.AUTOMATED
        assert 1 <= len(after.offered.intents) <= MAX_OFFERED
    assert len(after.heard) <= MAX_GISTS
    asked = [effect for effect in outcome.effects if isinstance(effect, CallBusiness | AskBot)]
    assert len(asked) <= 1
    assert all(effect.wait == after.wait and after.calling for effect in asked)
    if after.bot is not None and not after.calling:
        assert after.bot.form is None or after.status is not ConversationStatus.AUTOMATED or _talks(service, after)
    kinds = [isinstance(effect, SendMessage) for effect in outcome.effects]
    assert kinds == sorted(kinds, reverse=True), "messages come first"
    assert outcome.opened or before is not None
    if isinstance(event, TextReceived):
        held = before is not None and before.status in HELD
        later = outcome.rung in (Rung.BURST, Rung.CALLING) or after.calling
        assert held or later or any(kinds), "a customer whom no human holds is answered"
    for effect in outcome.effects:
        if isinstance(effect, SendMessage):
            assert len(effect.text) <= 1600
            assert effect.text or effect.media


def _talks(service: Service, conversation: Conversation) -> bool:
    """Only where the bot is listened to is one of its forms open."""
    return service.flows[conversation.flow].states[conversation.state].talks is not None


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
@example("CANCEL")
def test_any_text_is_answered(text: str) -> None:
    """Or kept until the bot's turn is over, or in front of a human."""
    life = Life(EXAMPLE, Contact(), nobody_answers)
    outcome = life.happens(TextReceived("+12125550101", text))
    answered = life.happens(TextReceived("+12125550101", text))
    assert outcome.effects
    kept = answered.conversation.calling and answered.conversation.pending
    assert answered.effects or kept or outcome.conversation.status is not ConversationStatus.AUTOMATED
