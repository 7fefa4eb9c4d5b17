"""What a bot's rules say comes next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.dialogue.user_message import UserMessage
from bot.project.rules import ANY_VALUE, ActionStep, IntentStep, LoopStep, Rule, SlotsStep, Step

#: The action that waits for the customer.
ACTION_LISTEN: Final = "action_listen"


@dataclass(frozen=True, slots=True)
class DialogueEvent:
    """A user message or an action, with the form and the slots right after it."""

    #: A text, or the name of an action.
    what: UserMessage | str
    form: str | None
    slots: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Candidate:
    #: How much of the turn it matches, how much it asks for, how early it stands: the more particular rule wins.
    weight: tuple[int, int, int]
    action: str


class RulePolicy:
    """The rules of a project, found by what they begin with: each turn asks several times."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._numbers: dict[tuple[type, str], list[int]] = {}
        for number, rule in enumerate(rules):
            for key in _beginnings(rule):
                self._numbers.setdefault(key, []).append(number)

    def next_action(
        self, before: DialogueEvent, dialogue_events: Sequence[DialogueEvent], *, is_new: bool
    ) -> str | None:
        """By the rule that matches most of the turn, of equals the first; None: no rule says anything.

        `before` is how things stood when the turn began; `is_new`: the conversation began with it.
        """
        candidates = self._candidates(before, dialogue_events, is_new=is_new)
        best = max(candidates, key=lambda candidate: candidate.weight, default=None)
        return best.action if best else None

    def takes_in_form(self, form: str, user_message: UserMessage) -> bool:
        """Whether a rule whose condition is this active form begins with the message's intent."""
        rules = (self._rules[number] for number in self._beginning_with(user_message))
        return any(LoopStep(form) in rule.condition and _is_step(_first(rule), user_message) for rule in rules)

    def _candidates(
        self, before: DialogueEvent, dialogue_events: Sequence[DialogueEvent], *, is_new: bool
    ) -> Iterator[_Candidate]:
        for start, first in enumerate(dialogue_events):
            for number in self._beginning_with(first.what):
                rule = self._rules[number]
                if is_new or not rule.only_at_start:
                    state = dialogue_events[start - 1] if start else before
                    found = _next_action_of(rule, state, dialogue_events[start:])
                    if found is not None:
                        yield _Candidate((len(dialogue_events) - start, found[0], -number), found[1])

    def _beginning_with(self, what: UserMessage | str) -> set[int]:
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


def _next_action_of(
    rule: Rule, before: DialogueEvent, dialogue_events: Sequence[DialogueEvent]
) -> tuple[int, str] | None:
    """How much the rule asks for, and what it does after all of these events; None where they do not follow it."""
    if not _condition_holds(rule, before, dialogue_events[0]):
        return None
    now, place, wanted = before, 0, len(rule.condition)
    for step in rule.steps:
        if isinstance(step, LoopStep | SlotsStep):
            if not _holds(step, now):
                return None
            wanted += 1
        elif place == len(dialogue_events):
            return (wanted, step.name) if isinstance(step, ActionStep) else None
        elif _is_step(step, dialogue_events[place].what):
            now, place = dialogue_events[place], place + 1
            wanted += len(step.entities) if isinstance(step, IntentStep) else 0
        else:
            return None
    return (wanted, ACTION_LISTEN) if place == len(dialogue_events) and rule.waits else None


def _condition_holds(rule: Rule, before: DialogueEvent, first: DialogueEvent) -> bool:
    """A text counts with the slots that it filled; a form with itself, open for as long as it runs."""
    state = first if isinstance(first.what, UserMessage) else before
    return all(
        (isinstance(held, LoopStep) and held.name is not None and held.name == first.what) or _holds(held, state)
        for held in rule.condition
    )


def _is_step(step: Step | None, what: UserMessage | str) -> bool:
    if isinstance(step, ActionStep):
        return what == step.name
    return isinstance(step, IntentStep) and isinstance(what, UserMessage) and _means(step, what)


def _means(step: IntentStep, user_message: UserMessage) -> bool:
    if user_message.intent not in step.intents and user_message.kind not in step.intents:
        return False
    return all(
        any(entity.name == name and value in (None, entity.value) for entity in user_message.entities)
        for name, value in step.entities.items()
    )


def _holds(step: LoopStep | SlotsStep, moment: DialogueEvent) -> bool:
    if isinstance(step, LoopStep):
        return moment.form == step.name
    return all(_is_value(moment.slots.get(name), wanted) for name, wanted in step.values.items())


def _is_value(value: Any, wanted: Any) -> bool:
    return value is not None if wanted is ANY_VALUE else bool(value == wanted)
