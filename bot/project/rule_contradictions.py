"""Rules that say different things of the same moment."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bot.project.notes import Notes
from bot.project.rules import ActionStep, IntentStep, Rule
from flows.source.document import Mark

_WAIT: Final = "wait for the customer"


class _RulePosition(NamedTuple):
    """What has come so far, and what a rule then does."""

    so_far: str
    then: str


def check_rules(rules: Sequence[Rule], notes: Notes) -> None:
    """Warn of a rule that goes on in another way than one above it. Rasa refuses both; here the first counts."""
    first: dict[str, tuple[str, Rule]] = {}
    for rule in rules:
        for moment in _moments(rule):
            then, above = first.setdefault(moment.so_far, (moment.then, rule))
            if then != moment.then:
                message = (
                    f'here rule "{rule.name}" says {moment.then}, rule "{above.name}" in {above.file}:{above.line}'
                )
                notes.warn(Mark(rule.file, rule.line, 1), f"{message} says {then}: the first counts", "two-rules")
                break


def _moments(rule: Rule) -> Iterator[_RulePosition]:
    """For each action of a rule, and for its end, what comes before; once for each intent that it begins with."""
    start = f"{rule.condition} {rule.only_at_start}"
    for begun in _beginnings(rule):
        so_far = [start, begun]
        for step in rule.steps[1:]:
            if isinstance(step, ActionStep):
                yield _RulePosition(" ".join(so_far), step.name)
            so_far.append(repr(step))
        if rule.waits:
            yield _RulePosition(" ".join(so_far), _WAIT)


def _beginnings(rule: Rule) -> list[str]:
    first = rule.steps[0]
    if isinstance(first, IntentStep):
        return [f"{intent} {first.entities}" for intent in first.intents]
    return [repr(first)]
