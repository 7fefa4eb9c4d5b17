"""Runs the rules. A comment `# parley: allow rule-name` switches one off where it stands (flows.loading.allowances)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from flows.errors import Complaint
from flows.linting import defaults, hearing, moving, times, understanding, values, wording
from flows.linting.finding import Finding, Linted
from flows.loading.document import Document
from flows.service import Service

Rule = Callable[[Linted], Iterable[Finding]]

#: The rules by name; the first line of each one's docstring says what it finds.
RULES: Final[Mapping[str, Rule]] = {
    "unreachable-state": moving.unreachable_states,
    "unused-flow": moving.unused_flows,
    "no-way-out": moving.dead_ends,
    "endless-loop": moving.endless_loops,
    "event-twice": moving.events_of_two_flows,
    "default-exit": defaults.default_exits,
    "shadowed-rule": hearing.shadowed_rules,
    "overlapping-keywords": hearing.overlapping_keywords,
    "reserved-word": hearing.reserved_words,
    "shadowed-intent": understanding.shadowed_intents,
    "intent-before-words": hearing.intents_before_words,
    "long-text": wording.long_texts,
    "one-character": wording.texts_made_long_by_a_character,
    "missing-translation": wording.missing_translations,
    "unused-value": values.unused_values,
    "maybe-unknown": values.values_that_may_be_unknown,
    "never-open": times.hours_that_never_open,
}


def lint(service: Service, document: Document) -> list[Complaint]:
    """Everything that the rules find."""
    linted = Linted(service, document)
    return [_complaint(finding, name, document) for name, rule in RULES.items() for finding in rule(linted)]


def _complaint(finding: Finding, name: str, document: Document) -> Complaint:
    mark = document.mark(finding.path, at_key=finding.at_key)
    return Complaint(*mark, finding.message, name, finding.severity)
