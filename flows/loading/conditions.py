"""Compiles conditions."""

from collections.abc import Iterator

from flows.conditions import All, AnyOf, Condition, Contains, Equals, InLanguage, Known, Less, Not, OnChannel, Open
from flows.hearing.keywords import KeywordIndex
from flows.loading.document import Path
from flows.loading.grammar.conditions import ConditionPart
from flows.loading.scope import Scope


def compile_condition(part: ConditionPart | None, path: Path, scope: Scope) -> Condition | None:
    """A condition; None where none is written."""
    return None if part is None else _compiled(part, path, scope)


def _compiled(part: ConditionPart, path: Path, scope: Scope) -> Condition:
    conditions = (*_about_now(part, path, scope), *_about_values(part, path, scope), *_combined(part, path, scope))
    if not conditions:
        scope.complain(path, "the condition is empty", "empty-condition")
    return conditions[0] if len(conditions) == 1 else All(conditions)


def _about_now(part: ConditionPart, path: Path, scope: Scope) -> Iterator[Condition]:
    for key, hours in (("open", part.open), ("closed", part.closed)):
        if hours is not None:
            scope.check_hours((*path, key), hours)
            yield Open(hours, wanted=key == "open")
    if part.channel is not None:
        yield OnChannel(part.channel)
    if part.language is not None:
        yield InLanguage(part.language)


def _about_values(part: ConditionPart, path: Path, scope: Scope) -> Iterator[Condition]:
    for name, value in (part.equals or {}).items():
        scope.check_value((*path, "equals", name), name)
        yield Equals(name, value)
    for name, limit in (part.less or {}).items():
        scope.check_value((*path, "less", name), name)
        yield Less(name, limit)
    for name, words in (part.contains or {}).items():
        scope.check_value((*path, "contains", name), name)
        yield Contains(name, KeywordIndex([words]), tuple(words))
    for number, name in enumerate(part.known or ()):
        scope.check_value((*path, "known", number), name)
        yield Known(name)


def _combined(part: ConditionPart, path: Path, scope: Scope) -> Iterator[Condition]:
    if part.every is not None:
        yield All(_each(part.every, (*path, "all"), scope))
    if part.some is not None:
        yield AnyOf(_each(part.some, (*path, "any"), scope))
    if part.negated is not None:
        yield Not(_compiled(part.negated, (*path, "not"), scope))


def _each(parts: list[ConditionPart], path: Path, scope: Scope) -> tuple[Condition, ...]:
    return tuple(_compiled(part, (*path, number), scope) for number, part in enumerate(parts))
