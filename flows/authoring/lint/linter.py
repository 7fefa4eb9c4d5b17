"""Runs the rules. A comment `# parley: allow rule-name` switches one off where it stands (source/allow_comments.py)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from flows.authoring.lint import (
    default_transition_rules,
    hours_rules,
    intent_rules_order,
    keyword_rules,
    reachability_rules,
    text_rules,
    value_rules,
)
from flows.authoring.lint.finding import Finding, Linted
from flows.model.service import Service
from flows.source.document import Document
from flows.types.errors import Complaint

Rule = Callable[[Linted], Iterable[Finding]]

#: The rules by name; the first line of each one's docstring says what it finds.
RULES: Final[Mapping[str, Rule]] = {
    "unreachable-state": reachability_rules.unreachable_states,
    "unused-flow": reachability_rules.unused_flows,
    "no-way-out": reachability_rules.dead_ends,
    "endless-loop": reachability_rules.endless_loops,
    "event-twice": reachability_rules.events_of_two_flows,
    "default-exit": default_transition_rules.default_exits,
    "shadowed-rule": keyword_rules.shadowed_rules,
    "overlapping-keywords": keyword_rules.overlapping_keywords,
    "reserved-word": keyword_rules.reserved_words,
    "shadowed-intent": intent_rules_order.shadowed_intents,
    "intent-before-words": keyword_rules.intents_before_words,
    "long-text": text_rules.long_texts,
    "one-character": text_rules.texts_made_long_by_a_character,
    "missing-translation": text_rules.missing_translations,
    "unused-value": value_rules.unused_values,
    "maybe-unknown": value_rules.values_that_may_be_unknown,
    "never-open": hours_rules.hours_that_never_open,
}


def lint(service: Service, document: Document) -> list[Complaint]:
    """Everything that the rules find."""
    linted = Linted(service, document)
    return [_complaint(finding, name, document) for name, rule in RULES.items() for finding in rule(linted)]


def _complaint(finding: Finding, name: str, document: Document) -> Complaint:
    mark = document.mark(finding.path, at_key=finding.at_key)
    return Complaint(*mark, finding.message, name, finding.severity)
