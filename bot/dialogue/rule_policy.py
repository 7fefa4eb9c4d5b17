"""What a bot's rules say comes next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.dialogue.user_message import Heard
from bot.project.rules import ANY_VALUE, ActionStep, IntentStep, LoopStep, Rule, SlotsStep, Step

#: The action that waits for the customer.
LISTEN: Final = "action_listen"


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened in a turn, and how things stood after it."""

    #: A text, or the name of an action.
    what: Heard | str
    form: str | None
    slots: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Candidate:
    #: How much of the turn it matches, how much it asks for, how early it stands: the more particular rule wins.
    weight: tuple[int, int, int]
    action: str


class RuleBook:
    """The rules of a project, found by what they begin with: each turn asks several times."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._numbers: dict[tuple[type, str], list[int]] = {}
        for number, rule in enumerate(rules):
            for key in _beginnings(rule):
                self._numbers.setdefault(key, []).append(number)

    def next_action(self, before: Moment, moments: Sequence[Moment], *, is_new: bool) -> str | None:
        """By the rule that matches most of the turn, of equals the first; None: no rule says anything.

        `before` is how things stood when the turn began; `is_new`: the conversation began with it.
        """
        candidates = self._candidates(before, moments, is_new=is_new)
        best = max(candidates, key=lambda candidate: candidate.weight, default=None)
        return best.action if best else None

    def takes_within(self, form: str, heard: Heard) -> bool:
        """Whether a rule that is written for this open form takes the text."""
        rules = (self._rules[number] for number in self._beginning_with(heard))
        return any(LoopStep(form) in rule.condition and _is_step(_first(rule), heard) for rule in rules)

    def _candidates(self, before: Moment, moments: Sequence[Moment], *, is_new: bool) -> Iterator[_Candidate]:
        for start, first in enumerate(moments):
            for number in self._beginning_with(first.what):
                rule = self._rules[number]
                if is_new or not rule.only_at_start:
                    state = moments[start - 1] if start else before
                    found = _continued(rule, state, moments[start:])
                    if found is not None:
                        yield _Candidate((len(moments) - start, found[0], -number), found[1])

    def _beginning_with(self, what: Heard | str) -> set[int]:
        if isinstance(what, str):
            return set(self._numbers.get((ActionStep, what), ()))
        return {number for name in (what.intent, what.kind) for number in self._numbers.get((IntentStep, name), ())}


def _beginnings(rule: Rule) -> Iterator[tuple[type, str]]:
    match _first(rule):
        case ActionStep(name=name):
            yield ActionStep, name
        case IntentStep(intents=intents):
            yield from ((IntentStep, intent) for intent in dict.fromkeys(intents))


def _first(rule: Rule) -> Step | None:
    return next((step for step in rule.steps if isinstance(step, ActionStep | IntentStep)), None)


def _continued(rule: Rule, before: Moment, moments: Sequence[Moment]) -> tuple[int, str] | None:
    """How much the rule asks for, and what it does after all of these moments; None where they do not follow it."""
    if not _condition_holds(rule, before, moments[0]):
        return None
    now, place, wanted = before, 0, len(rule.condition)
    for step in rule.steps:
        if isinstance(step, LoopStep | SlotsStep):
            if not _holds(step, now):
                return None
            wanted += 1
        elif place == len(moments):
            return (wanted, step.name) if isinstance(step, ActionStep) else None
        elif _is_step(step, moments[place].what):
            now, place = moments[place], place + 1
            wanted += len(step.entities) if isinstance(step, IntentStep) else 0
        else:
            return None
    return (wanted, LISTEN) if place == len(moments) and rule.waits else None


def _condition_holds(rule: Rule, before: Moment, first: Moment) -> bool:
    """A text counts with the slots that it filled; a form with itself, open for as long as it runs."""
    state = first if isinstance(first.what, Heard) else before
    return all(
        (isinstance(held, LoopStep) and held.name is not None and held.name == first.what) or _holds(held, state)
        for held in rule.condition
    )


def _is_step(step: Step | None, what: Heard | str) -> bool:
    if isinstance(step, ActionStep):
        return what == step.name
    return isinstance(step, IntentStep) and isinstance(what, Heard) and _means(step, what)


def _means(step: IntentStep, heard: Heard) -> bool:
    if heard.intent not in step.intents and heard.kind not in step.intents:
        return False
    return all(
        any(entity.name == name and value in (None, entity.value) for entity in heard.entities)
        for name, value in step.entities.items()
    )


def _holds(step: LoopStep | SlotsStep, moment: Moment) -> bool:
    if isinstance(step, LoopStep):
        return moment.form == step.name
    return all(_is_value(moment.slots.get(name), wanted) for name, wanted in step.values.items())


def _is_value(value: Any, wanted: Any) -> bool:
    return value is not None if wanted is ANY_VALUE else bool(value == wanted)
