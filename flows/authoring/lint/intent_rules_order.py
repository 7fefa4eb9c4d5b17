"""Rules by intent that are never taken."""

from collections.abc import Iterator

from flows.authoring.lint.finding import Finding, Linted
from flows.model.answers.text_answer import TextAnswer
from flows.model.flow import Rule, Rules, State
from flows.source.document import Path


def shadowed_intents(linted: Linted) -> Iterator[Finding]:
    """A rule by intent that is never taken: one above it takes the same, or the answer takes any text."""
    for path, flow in linted.flows():
        yield from _taken_above(flow.rules, (*path, "rules"))
        for name, state in flow.states.items():
            place = (*path, "states", name, "rules")
            yield from _taken_by_answer(state, place) if _takes_any_text(state) else _taken_above(state.rules, place)


def _taken_above(rules: Rules, path: Path) -> Iterator[Finding]:
    for number, rule in enumerate(rules.rules):
        above = next((each for each in range(number) if _takes_all_of(rules.rules[each], rule)), None)
        if rule.intent is not None and above is not None:
            problem = f'this rule is never taken: rule {above + 1} takes intent "{rule.intent}" first'
            yield Finding((*path, number, "intent"), problem)


def _takes_all_of(above: Rule, rule: Rule) -> bool:
    return above.intent == rule.intent and above.condition is None and above.above <= rule.above


def _takes_any_text(state: State) -> bool:
    return state.answer is not None and isinstance(state.answer.type, TextAnswer) and state.answer.among is None


def _taken_by_answer(state: State, path: Path) -> Iterator[Finding]:
    for number, rule in enumerate(state.rules.rules):
        if rule.intent is not None:
            yield Finding((*path, number, "intent"), "this rule is never taken: the answer takes any text first")
