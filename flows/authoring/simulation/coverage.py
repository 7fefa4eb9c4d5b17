"""Which states, rules and other transitions of a service were reached."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from flows.engine.trace import Trace
from flows.model.flow import NoMatch, Rule, State, Transition
from flows.model.service import Service
from flows.model.transition_list import (
    ListedTransition,
    TransitionKind,
    transitions_of_flow,
    transitions_of_service,
    transitions_of_state,
)

#: In the place of a flow or state, for what is heard everywhere.
_EVERYWHERE = ""


class Kind(StrEnum):
    """What can be reached."""

    STATE = "state"
    RULE = "rule"
    EXIT = "exit"  # a transition that is no rule: a guard, a silence, no match, a failed call, too late, onward


_BY_RULES: Final = (TransitionKind.KEYWORD, TransitionKind.FLOW_RULE, TransitionKind.RULE)


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """One thing that can be reached. Rules of a flow have no state, keywords of the service no flow either."""

    flow: str
    state: str
    #: Of the transition; empty for the state itself.
    name: str = ""


class Reached(Trace):
    """Remembers what steps reach."""

    __slots__ = ("spots",)

    def __init__(self) -> None:
        self.spots: set[Spot] = set()

    def entered(self, flow: str, state: str) -> None:
        self.spots.add(Spot(flow, state))

    def took(self, flow: str, state: str, transition: Transition) -> None:
        name = transition.name
        if name.startswith(f"{TransitionKind.KEYWORD} "):
            self.spots.add(Spot(_EVERYWHERE, _EVERYWHERE, name))
        else:
            self.spots.add(Spot(flow, _EVERYWHERE if name.startswith(f"{TransitionKind.FLOW_RULE} ") else state, name))

    def missed(self, flow: str, state: str, misses: int, no_match: NoMatch) -> None:  # noqa: ARG002
        """Asking again is a transition too, as much as what follows when nothing ever takes a text."""
        self.spots.add(Spot(flow, state, no_match.then.name))


@dataclass(frozen=True, slots=True)
class Place:
    """A spot, in words."""

    spot: Spot
    kind: Kind
    label: str

    def __str__(self) -> str:
        where = ".".join(filter(None, (self.spot.flow, self.spot.state)))
        return ": ".join(filter(None, (where, self.label)))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything there is, and what of it was reached."""

    places: tuple[Place, ...]
    reached: frozenset[Spot] = field(default_factory=frozenset)

    @classmethod
    def of(cls, service: Service, reached: Iterable[Spot]) -> "Coverage":
        """What a service has, and what of it was reached."""
        return cls(tuple(_places(service)), frozenset(reached))

    @property
    def missing(self) -> tuple[Place, ...]:
        """What nothing reached, in the order of the file."""
        return tuple(place for place in self.places if place.spot not in self.reached)

    @property
    def percent(self) -> float:
        """How much was reached, rounded down to a tenth: 100 means all."""
        return (len(self.places) - len(self.missing)) * 1000 // max(len(self.places), 1) / 10

    def count(self, kind: Kind) -> tuple[int, int]:
        """Of one kind, how many were reached, and how many there are."""
        those = [place for place in self.places if place.kind is kind]
        return sum(place.spot in self.reached for place in those), len(those)


def _places(service: Service) -> Iterator[Place]:
    keywords = (each for each in transitions_of_service(service) if each.kind is TransitionKind.KEYWORD)
    yield from (_place(each, _EVERYWHERE) for each in keywords)
    for flow in service.flows.values():
        yield from (_place(each, flow.name) for each in transitions_of_flow(flow))
        for state in flow.states.values():
            yield Place(Spot(flow.name, state.name), Kind.STATE, "")
            yield from (_place(each, flow.name, state) for each in transitions_of_state(state) if each.is_possible)


def _place(each: ListedTransition, flow: str, state: State | None = None) -> Place:
    kind = Kind.RULE if each.kind in _BY_RULES else Kind.EXIT
    where = _EVERYWHERE if state is None else state.name
    return Place(Spot(flow, where, each.transition.name), kind, _label(each))


def _label(each: ListedTransition) -> str:
    match each.kind:
        case TransitionKind.RULE | TransitionKind.FLOW_RULE:
            return f"rule {_number(each)} ({_words_of(each.rule)})"
        case TransitionKind.KEYWORD:
            return f"keyword {_number(each)} ({_words_of(each.rule)})"
        case TransitionKind.GUARD:
            return f"check {_number(each)}"
        case TransitionKind.BOT_FAILED:
            return "the bot failed"
        case TransitionKind.ONWARD:
            return _onward(each.transition)
        case _:
            return str(each.path[-1])


def _number(each: ListedTransition) -> int:
    """Of a rule in its list, as people count."""
    return int(each.path[-1]) + 1


def _words_of(rule: Rule | None) -> str:
    if rule is None:
        return ""
    if rule.intent is not None:
        return f"intent {rule.intent}"
    if rule.event is not None:
        return f"event {rule.event.name}"
    return ", ".join(map(str, rule.hear[:3])) + (", …" if len(rule.hear) > 3 else "") or "if"


def _onward(transition: Transition) -> str:
    if transition.go_to is not None:
        return f"go_to {transition.go_to}"
    return "end" if transition.escalate is None else "escalate"
