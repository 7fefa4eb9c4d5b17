"""What a bot's rules say comes next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.acting.hearing import Heard
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
    #: What it has matched, and how much it asks for: the more particular rule wins.
    weight: tuple[int, int]
    action: str


def next_action(rules: Sequence[Rule], before: Moment, moments: Sequence[Moment], *, is_new: bool) -> str | None:
    """By the rule that matches most of the turn, of equals the first; None: no rule says anything.

    `before` is how things stood when the turn began; `is_new`: the conversation began with it.
    """
    best: _Candidate | None = None
    for rule in rules:
        for candidate in _candidates(rule, before, moments) if is_new or not rule.only_at_start else ():
            if best is None or candidate.weight > best.weight:
                best = candidate
    return best.action if best else None


def is_taken_within(rules: Sequence[Rule], form: str, heard: Heard) -> bool:
    """Whether a rule that is written for this open form takes the text."""
    return any(
        LoopStep(form) in rule.condition and isinstance(rule.steps[0], IntentStep) and _means(rule.steps[0], heard)
        for rule in rules
    )


def _candidates(rule: Rule, before: Moment, moments: Sequence[Moment]) -> Iterator[_Candidate]:
    for start in range(len(moments)):
        candidate = _continued(rule, before if start == 0 else moments[start - 1], moments[start:])
        if candidate is not None:
            yield candidate


def _continued(rule: Rule, before: Moment, moments: Sequence[Moment]) -> _Candidate | None:
    """What the rule does after all of these moments; None where they do not follow it."""
    if not _condition_holds(rule, before, moments[0]):
        return None
    now, place, wanted = before, 0, len(rule.condition)
    for step in rule.steps:
        if isinstance(step, LoopStep | SlotsStep):
            if place and not _holds(step, now):
                return None
            wanted += 1
        elif place == len(moments):
            return _Candidate((place, wanted), step.name) if isinstance(step, ActionStep) else None
        elif _is_step(step, moments[place]):
            now, place = moments[place], place + 1
            wanted += len(step.entities) if isinstance(step, IntentStep) else 0
        else:
            return None
    return _Candidate((place, wanted), LISTEN) if place == len(moments) and rule.waits else None


def _condition_holds(rule: Rule, before: Moment, first: Moment) -> bool:
    """A text counts with the slots that it filled; a form with itself, open for as long as it runs."""
    state = first if isinstance(first.what, Heard) else before
    return all(
        (isinstance(held, LoopStep) and held.name is not None and held.name == first.what) or _holds(held, state)
        for held in rule.condition
    )


def _is_step(step: Step, moment: Moment) -> bool:
    if isinstance(step, ActionStep):
        return moment.what == step.name
    return isinstance(step, IntentStep) and isinstance(moment.what, Heard) and _means(step, moment.what)


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
