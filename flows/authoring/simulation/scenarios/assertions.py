"""Looks at where a simulation stands, and says what is not as expected."""

from typing import Any

from flows.authoring.simulation.scenarios.call_stubs import leads_to
from flows.authoring.simulation.scenarios.scenario_parts import METHODS, TURNS, CalledPart, EscalatedPart
from flows.authoring.simulation.simulation import Simulation
from flows.authoring.simulation.whereabouts import whereabouts
from flows.model.situation import attribute_of
from flows.protocol.bot_turns import BeginForm, Converse, RunAction
from flows.protocol.conversation import ConversationStatus
from flows.protocol.effects import AskBot, CallBusiness, Deed
from flows.protocol.needs import FetchNeeded
from flows.types.values import plain


class Differs(Exception):
    """Something is not as a scenario expects it."""

    def __init__(self, problem: str, expected: str | None = None, got: str | None = None) -> None:
        super().__init__(problem)
        self.problem, self.expected, self.got = problem, expected, got


def check_escalated(simulation: Simulation, wanted: EscalatedPart) -> None:
    """Raises Differs unless it is with humans, or queued for them; whatever is named of the escalation counts."""
    queued = simulation.moment.queued
    if queued is None:
        raise Differs("expected it to be with humans", got=whereabouts(simulation.conversation))
    for name in ("team", "priority", "reason", "skill"):
        asked, there = getattr(wanted, name), getattr(queued, name)
        if asked is not None and asked != there:
            raise Differs(f"expected another {name}", str(asked), str(there) if there else "none")


def check_ended(simulation: Simulation) -> None:
    """Raises Differs unless the conversation is over."""
    conversation = simulation.conversation
    if conversation is None or conversation.status is not ConversationStatus.CLOSED:
        raise Differs("expected the conversation to be over", got=whereabouts(conversation))


def check_state(simulation: Simulation, wanted: str) -> None:
    """Raises Differs unless the conversation stands in this state, `flow.state` or `state`."""
    conversation = simulation.conversation
    if conversation is None or wanted not in (conversation.state, f"{conversation.flow}.{conversation.state}"):
        raise Differs(f'expected it to be in state "{wanted}"', got=whereabouts(conversation))


def check_saved(simulation: Simulation, wanted: dict[str, Any]) -> None:
    """Raises Differs unless these values are saved so, as they are written in YAML."""
    for name, value in wanted.items():
        there = _saved(simulation, name)
        if plain(there) != value:
            raise Differs(f'expected another value of "{name}"', repr(value), repr(plain(there)))


def _saved(simulation: Simulation, name: str) -> Any:
    holder, dot, attribute = name.partition(".")
    if dot and holder == "contact":
        return attribute_of(simulation.moment.contact, attribute)
    conversation = simulation.conversation
    if conversation is None:
        return None
    return conversation.shared.get(attribute) if dot and holder == "conversation" else conversation.values.get(name)


Called = FetchNeeded | Deed


def check_called(calls: list[Called], wanted: CalledPart) -> None:
    """One of the calls is the wanted one; it is taken out, so that the next step looks for another."""
    turn = next((kind for kind in TURNS if getattr(wanted, kind) is not None), None)
    if turn is not None:
        _check_turn(calls, turn, getattr(wanted, turn), wanted.slots)
        return
    method, address = next((m.upper(), getattr(wanted, m)) for m in METHODS if getattr(wanted, m) is not None)
    addressed = [each for each in calls if not isinstance(each, AskBot)]
    fitting = [each for each in addressed if _method(each) == method and leads_to(address, each.url)]
    if not fitting:
        raise Differs("expected a call", f"{method} {address}", ", ".join(map(_named, calls)) or "no call")
    exact = next((each for each in fitting if _holds(_body(each), wanted.body)), None)
    if exact is None:
        raise Differs("expected another body", repr(wanted.body), repr(_body(fitting[0])))
    calls.remove(exact)


def _check_turn(calls: list[Called], kind: str, name: str, slots: dict[str, Any] | None) -> None:
    taken = [each for each in calls if isinstance(each, AskBot) and _turn_of(each) == (kind, name)]
    if not taken:
        raise Differs("expected a turn of the bot", f"{kind} {name}", ", ".join(map(_named, calls)) or "none")
    exact = next((each for each in taken if _holds(each.need.memory.slots, slots)), None)
    if exact is None:
        raise Differs("expected other slots", repr(slots), repr(taken[0].need.memory.slots))
    calls.remove(exact)


def _turn_of(asked: AskBot) -> tuple[str, str]:
    match asked.need.deed:
        case RunAction(name):
            return "action", name
        case BeginForm(name):
            return "form", name
        case Converse(text=text, payload=payload):
            return "answer", payload or text


def _method(called: Called) -> str:
    return called.method if isinstance(called, CallBusiness) else "GET"


def _body(called: Called) -> Any:
    return called.body if isinstance(called, CallBusiness) else None


def _named(called: Called) -> str:
    if isinstance(called, AskBot):
        return " ".join(_turn_of(called))
    return f"{_method(called)} {called.url}"


def _holds(there: Any, wanted: Any) -> bool:
    """What is wanted of a mapping must be in it; everything else must be equal."""
    if wanted is None:
        return True
    if isinstance(there, dict) and isinstance(wanted, dict):
        return all(key in there and _equal(there[key], value) for key, value in wanted.items())
    return bool(there == wanted)


def _equal(there: Any, wanted: Any) -> bool:
    return wanted is there is None or (wanted is not None and _holds(there, wanted))
