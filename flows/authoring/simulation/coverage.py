"""Which states, rules and other transitions of a service were reached."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from flows.engine.trace import Trace
from flows.model.flow import Flow, NoMatch, Rule, State, Transition
from flows.model.service import Service

#: In the place of a flow or state, for what is heard everywhere.
_EVERYWHERE = ""


class Kind(StrEnum):
    """What can be reached."""

    STATE = "state"
    RULE = "rule"
    EXIT = "exit"  # a transition that is no rule: a check, a silence, no match, a failed call, too late, onward


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
        if name.startswith("keyword "):
            self.spots.add(Spot(_EVERYWHERE, _EVERYWHERE, name))
        else:
            self.spots.add(Spot(flow, _EVERYWHERE if name.startswith("flow rule ") else state, name))

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
        return cls(tuple(_places(service)), frozenset(reached))

    @property
    def missing(self) -> tuple[Place, ...]:
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
    for rule in service.keywords.rules:
        yield _ruled(rule, Spot(_EVERYWHERE, _EVERYWHERE, rule.transition.name), "keyword")
    for flow in service.flows.values():
        yield from _of_flow(flow)


def _of_flow(flow: Flow) -> Iterator[Place]:
    for rule in flow.rules.rules:
        yield _ruled(rule, Spot(flow.name, _EVERYWHERE, rule.transition.name), "rule")
    for state in flow.states.values():
        yield Place(Spot(flow.name, state.name), Kind.STATE, "")
        yield from (
            _ruled(rule, Spot(flow.name, state.name, rule.transition.name), "rule") for rule in state.rules.rules
        )
        yield from (Place(Spot(flow.name, state.name, name), Kind.EXIT, label) for name, label in _exits(state))


def _ruled(rule: Rule, spot: Spot, word: str) -> Place:
    number = int(spot.name.rpartition(" ")[2]) + 1
    return Place(spot, Kind.RULE, f"{word} {number} ({_words_of(rule)})")


def _words_of(rule: Rule) -> str:
    if rule.intent is not None:
        return f"intent {rule.intent}"
    if rule.event is not None:
        return f"event {rule.event}"
    return ", ".join(map(str, rule.hear[:3])) + (", …" if len(rule.hear) > 3 else "") or "if"


def _exits(state: State) -> Iterator[tuple[str, str]]:
    """The other transitions of a state by name, with their words."""
    for number, guard in enumerate(state.guards, start=1):
        yield guard.transition.name, f"check {number}"
    if state.waits:
        yield state.no_match.then.name, "no_match"
    if state.silence is not None:
        yield state.silence.then.name, "silence"
    if state.call is not None:
        yield state.call.failed.name, "failed"
    if state.form is not None:
        yield state.form.left.name, "left"
    if state.talks is not None:
        yield state.talks.failed.name, "the bot failed" if state.form is None else "failed"
    if state.reply is not None and state.reply.too_late is not None:
        yield state.reply.too_late.name, "too_late"
    if state.goes_on:
        yield state.onward.name, _onward(state.onward)


def _onward(transition: Transition) -> str:
    if transition.go_to is not None:
        return f"go_to {transition.go_to}"
    return "end" if transition.escalate is None else "escalate"
