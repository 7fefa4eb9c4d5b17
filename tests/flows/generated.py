"""Flows, and what happens to their customers, that nobody thought of."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import msgspec
from hypothesis import strategies as st

from flows import Contact, Conversation, Outcome, Service, load_text, step
from flows.matching.opt_out_words import OptOutWord
from flows.protocol.bot_turns import BotMemory, BotMessage, BotTurn, Button
from flows.protocol.effects import AskBot, CallBusiness, Effect, StartBurstTimer, StartSilenceTimer
from flows.protocol.events import (
    AgentReplied,
    BurstElapsed,
    BusinessEventReceived,
    CallAnswered,
    ConversationClosed,
    ConversationReturned,
    ConversationTaken,
    Event,
    HandlingFailed,
    SilenceElapsed,
    TextReceived,
)
from flows.protocol.needs import Entity, Fetched, FetchNeeded, Intent, Met, Need, Understood
from tests.flows.scenario import MONDAY_MORNING

NAMES = ("a", "b", "c")
INNER_NAMES = ("m", "n")
WORDS = ("red", "blue", "1", "yes", "no", "予約", "agent", "where")
SAVED = ("x", "y")
BOTS: tuple[dict[str, Any], ...] = (
    {"language_model": {"sees": ["x", "contact.name"]}},
    {"ask_when_unsure": False},
    {"when_down": {"escalate": "desk"}},
)

says = st.sampled_from(["Hi", "{{ x }}", "{{ contact.name }} {{ y }}", {"en": "Hi", "es": "Hola"}]).map(
    lambda text: {"say": text}
)
settings_of_state = st.dictionaries(
    st.sampled_from([*SAVED, "contact.z", "conversation.z"]), st.sampled_from([1, 2.5, True, "t", "{{ y }}"])
)
conditions = st.sampled_from(
    [{"open": "h"}, {"closed": "h"}, {"equals": {"x": 1}}, {"known": "y"}, {"not": {"less": {"x": 5}}}]
)
answers = st.sampled_from(
    [
        {"type": "text", "save": "x"},
        {"type": "number", "save": "y", "from": 0},
        {"type": "yes/no", "save": "x"},
        {"type": "choice", "save": "y", "choices": ["red", "blue"]},
    ]
)
triggers = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(lambda words: {"hear": words}),
    st.sampled_from(
        [
            {"intent": "pain"},
            {"intent": {"name": "book", "above": 0.5, "label": "red"}, "save": {"day": "x", "city.to": "contact.z"}},
            {"event": "paid"},
        ]
    ),
)


def _merged(*parts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for part in parts for key, value in part.items()}


@cache
def _destinations(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    going = st.sampled_from(names).map(lambda name: {"go_to": name})
    return st.one_of(going, going, st.just({"escalate": "desk"}), st.just({"end": True}))


@cache
def _ways_out(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(_merged, says, _destinations(names) | st.just({}))


@cache
def _deeds(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    nothing: st.SearchStrategy[dict[str, Any]] = st.just({})
    failed = nothing | _ways_out(names).map(lambda transition: {"failed": transition})
    action = {"action": "look", "with": {"a": "{{ x }}", "b": 1}}
    calls = st.builds(_merged, st.sampled_from([{"get": "https://h/{{ x }}"}, {"post": "https://h"}, action]), failed)
    saved = calls.map(lambda call: {"call": {**call, "save": "y"}})
    return st.one_of(saved, saved, st.sampled_from([{"run": "inner"}, {"run": "f"}]))


@cache
def _forms(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    nothing: st.SearchStrategy[dict[str, Any]] = st.just({})
    left = nothing | _ways_out(names).map(lambda transition: {"left": transition})
    failed = nothing | _ways_out(names).map(lambda transition: {"failed": transition})
    form = {"name": "visit", "with": {"a": "{{ x }}"}, "save": {"day": "x"}}
    return st.builds(_merged, st.just(form), left, failed).map(lambda form: {"form": form})


bots: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{"bot": "answers"}, {"bot": {"save": {"day": "y"}, "failed": {"say": "Down"}}}]
)


@cache
def _rules(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(_merged, triggers, _ways_out(names), conditions.map(lambda c: {"if": c}) | st.just({}))


@cache
def _checks(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(_merged, conditions.map(lambda c: {"if": c}), _ways_out(names))


@st.composite
def _states(draw: st.DrawFn, names: tuple[str, ...]) -> dict[str, Any]:
    ways_out, destinations, rules, checks = _ways_out(names), _destinations(names), _rules(names), _checks(names)
    state: dict[str, Any] = {"set": draw(settings_of_state), "separate": draw(st.booleans())}
    state |= draw(says | st.just({}))
    state["checks"] = draw(st.lists(checks, max_size=1))
    kind = draw(st.sampled_from(["rules", "answer", "both", "passing", "form", "bot"]))
    if kind in ("rules", "both"):
        state["rules"] = draw(st.lists(rules, min_size=1, max_size=3))
    if kind == "form":
        state |= draw(_forms(names))
        state["rules"] = draw(st.lists(rules.filter(lambda rule: "intent" not in rule), max_size=1))
    if kind == "bot" or (kind in ("rules", "answer", "both") and draw(st.integers(0, 3)) == 0):
        state |= draw(bots)
    if kind in ("answer", "both"):
        state["answer"] = draw(answers)
    if kind not in ("rules", "bot"):
        state |= draw(destinations)
    if kind != "passing":
        state["silence"] = {"after": "30m", **draw(ways_out)}
        state["no_match"] = {"times": draw(st.integers(0, 2)), **draw(ways_out)}
        state |= draw(st.sampled_from([{}, {}, {"reply_within": "20m"}]))
    if kind != "form" and draw(st.integers(0, 3)) == 0:
        deeds = _deeds(names)
        state |= draw(deeds.filter(lambda deed: "action" not in deed.get("call", {})) if "bot" in state else deeds)
    return state


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    """One outer flow that answers, an inner one, one that an event starts."""
    return {
        "parley": 1,
        "brand": {"name": "Test"},
        "senders": {"+1": {"flow": "f"}},
        "bot": draw(st.sampled_from(BOTS)),
        "windows": {"burst": draw(st.sampled_from(["off", "3s"]))},
        "hours": {"h": {"mon-fri": "08:00-18:00"}},
        "teams": {"desk": {"hours": "h"}},
        "keywords": [
            {"hear": "agent", "escalate": "desk"},
            {"hear": "where", "say": "Here", "reaches_through": True},
            {"hear": "save", "set": dict.fromkeys(SAVED, 1)},
            {"hear": "menu", "go_to": "a"},
        ],
        "flows": {
            "f": {"start": "a", "states": {name: draw(_states(NAMES)) for name in NAMES}},
            "inner": {"start": "m", "states": {name: draw(_states(INNER_NAMES)) for name in INNER_NAMES}},
            "shipped": {"on_event": "shipped", "start": "m", "states": {"m": draw(_states(("m",)))}},
        },
    }


def loaded(file: dict[str, Any]) -> Service:
    return load_text(json.dumps(file), "flows.yaml", {})


texts = st.lists(st.sampled_from([*WORDS, "4", "what?", "-2.5", "menu"]), max_size=3).map(" ".join)
results = st.sampled_from([Fetched(200, {"a": 1}), Fetched(500), Fetched(problem="no answer within 5 s")])
_YES_OR_NO = (Button("Yes", "/affirm"), Button("No", "/deny"))
TURNS = (
    BotTurn((BotMessage("Which day?"),), BotMemory({}, "visit", "day")),
    BotTurn((BotMessage("Sure?", buttons=_YES_OR_NO),), BotMemory({"day": "friday"}, "visit"), {"day": "friday"}),
    BotTurn((BotMessage("Hm?"),), BotMemory({}, "visit", "day"), knew=False),
    BotTurn((BotMessage("", ("https://h/a.png",)), BotMessage("Done")), BotMemory({"day": 1}), {"day": 1, "a": None}),
    BotTurn(knew=False),
    BotTurn((BotMessage("Bye"),), form_left=True),
    BotTurn(problem="no answer within 5 s"),
    BotTurn(hands_over=True, understood=Understood((Intent("pain", 0.9),))),
    BotTurn((BotMessage("Perhaps"),), draft=True),
    BotTurn((BotMessage("", ("https://h/a.png",)),), BotMemory({}, "visit")),
)
TIMER = "a timer is due"
SOON = "a burst is over or a call is answered"
_KINDS: dict[str, tuple[type[Effect], ...]] = {
    TIMER: (StartBurstTimer, StartSilenceTimer),
    SOON: (CallBusiness, AskBot, StartBurstTimer),
}
events: st.SearchStrategy[Event | str] = st.one_of(
    texts.map(lambda text: TextReceived("+1", text)),
    texts.map(lambda text: TextReceived("+1", text)),
    st.sampled_from([TIMER, SOON]),
    st.sampled_from(OptOutWord).map(lambda word: TextReceived("+1", word.upper(), opt_out=word)),
    st.sampled_from(["shipped", "paid", "other"]).map(lambda name: BusinessEventReceived("+1", name)),
    st.integers(0, 4).map(SilenceElapsed),
    st.integers(0, 4).map(BurstElapsed),
    st.builds(CallAnswered, st.integers(0, 4), results | st.sampled_from(TURNS)),
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


MEANINGS = (
    Understood((Intent("pain", 0.9),)),
    Understood((Intent("book", 0.4),), (Entity("day", "friday"), Entity("city", 3, role="to"))),
    Understood((Intent("pain", 0.45), Intent("book", 0.4))),
    Understood((Intent("book", 0.9),), out_of_scope=True),
    Understood(problem="no answer within 2 s"),
)


def understanding(need: Need) -> Met:
    """A bot and a business system that answer differently from text to text, and always the same to one."""
    if isinstance(need, FetchNeeded):
        return Fetched(200, ["a"]) if len(need.url) % 2 else Fetched(503)
    return MEANINGS[len(need.text) % len(MEANINGS)]


def stored(conversation: Conversation) -> Conversation:
    """As the store gives it back."""
    return msgspec.json.decode(msgspec.json.encode(conversation), type=Conversation)


class Life:
    """One customer's thread, with the timers and calls that are under way."""

    def __init__(self, service: Service, contact: Contact, answers: Callable[[Need], Met] = understanding) -> None:
        self.service = service
        self.contact = contact
        self.now = MONDAY_MORNING
        self.conversation: Conversation | None = None
        self._answers = answers
        self._due: dict[type[Effect], Effect] = {}

    def made(self, conversation: Conversation | None, event: Event) -> Outcome:
        """A step, each of whose needs is met."""
        met: dict[str, Met] = {}
        while not isinstance(outcome := step(self.service, conversation, event, self.now, self.contact, met), Outcome):
            met[outcome.key] = self._answers(outcome)
        return outcome

    def happens(self, event: Event) -> Outcome:
        outcome = self.made(self.conversation, event)
        self.conversation = outcome.conversation
        timed = (StartSilenceTimer, StartBurstTimer, CallBusiness, AskBot)
        self._due |= {type(effect): effect for effect in outcome.effects if isinstance(effect, timed)}
        return outcome

    def next_event(self, wanted: str) -> Event | None:
        """The event of a timer or call that is under way; None when there is none."""
        kinds = _KINDS[wanted]
        effect = next((self._due.pop(kind) for kind in kinds if kind in self._due), None)
        match effect:
            case CallBusiness(wait):
                return CallAnswered(wait, Fetched(200, {"a": 1}) if wait % 2 else Fetched(500))
            case AskBot(wait):
                return CallAnswered(wait, TURNS[wait % len(TURNS)])
            case StartBurstTimer(after, burst):
                self.now += after
                return BurstElapsed(burst)
            case StartSilenceTimer(after, wait):
                self.now += after
                return SilenceElapsed(wait)
            case _:
                return None

    def passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
