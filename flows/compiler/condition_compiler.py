"""Compiles conditions."""

from collections.abc import Iterator

from flows.compiler.answer_limits import date_of, number_of, time_of
from flows.compiler.grammar.condition_parts import ConditionPart
from flows.compiler.scope import Scope
from flows.matching.keyword_index import KeywordIndex
from flows.model.comparison import TODAY, Limit
from flows.model.conditions import (
    All,
    AnyOf,
    Condition,
    Consented,
    Contains,
    Equals,
    Greater,
    InLanguage,
    Known,
    Less,
    Not,
    OnChannel,
    Open,
    OpenThen,
)
from flows.source.document import Path


def compile_condition(part: ConditionPart | None, path: Path, scope: Scope) -> Condition | None:
    """A condition; None where none is written."""
    return None if part is None else _compiled(part, path, scope)


def _compiled(part: ConditionPart, path: Path, scope: Scope) -> Condition:
    conditions = (*_about_now(part, path, scope), *_about_values(part, path, scope), *_combined(part, path, scope))
    if not part.model_fields_set and not scope.is_damaged(path):
        scope.complain(path, "the condition is empty", "empty-condition")
    return conditions[0] if len(conditions) == 1 else All(conditions)


def _about_now(part: ConditionPart, path: Path, scope: Scope) -> Iterator[Condition]:
    yield from _about_hours(part, path, scope)
    if part.consented is not None:
        yield Consented(part.consented)
    if part.channel is not None:
        yield OnChannel(part.channel)
    if part.language is not None:
        yield InLanguage(part.language)


def _about_hours(part: ConditionPart, path: Path, scope: Scope) -> Iterator[Condition]:
    for key, name in (("on", part.day), ("at", part.moment)):
        if name is not None:
            scope.check_value((*path, key), name)
        if name is not None and part.open is None and part.closed is None:
            scope.complain((*path, key), f'"{key}" belongs to "open" or "closed"', "bad-condition")
    for key, hours in (("open", part.open), ("closed", part.closed)):
        if hours is not None:
            scope.check_hours((*path, key), hours)
            now = part.day is None and part.moment is None
            wanted = key == "open"
            yield Open(hours, wanted) if now else OpenThen(hours, part.day, part.moment, wanted)


def _about_values(part: ConditionPart, path: Path, scope: Scope) -> Iterator[Condition]:
    for name, value in (part.equals or {}).items():
        scope.check_value((*path, "equals", name), name)
        yield Equals(name, value)
    yield from _about_limits(part, path, scope)
    for name, words in (part.contains or {}).items():
        scope.check_value((*path, "contains", name), name)
        yield Contains(name, KeywordIndex([words]), tuple(words))
    for number, name in enumerate(part.known or ()):
        scope.check_value((*path, "known", number), name)
        yield Known(name)


def _about_limits(part: ConditionPart, path: Path, scope: Scope) -> Iterator[Condition]:
    for key, limits, kind in (("less", part.less, Less), ("greater", part.greater, Greater)):
        for name, written in (limits or {}).items():
            scope.check_value((*path, key, name), name)
            limit = _limit(written)
            if limit is None:
                problem = f'"{name}" must be a number, a date like 2026-03-03, today, or a time like 09:30'
                scope.complain((*path, key, name), problem, "bad-value")
            else:
                yield kind(name, limit)


def _limit(written: str) -> Limit | None:
    if written == TODAY:
        return TODAY
    found = (read(written) for read in (number_of, date_of, time_of))
    return next((limit for limit in found if limit is not None), None)


def _combined(part: ConditionPart, path: Path, scope: Scope) -> Iterator[Condition]:
    if part.every is not None:
        yield All(_each(part.every, (*path, "all"), scope))
    if part.some is not None:
        yield AnyOf(_each(part.some, (*path, "any"), scope))
    if part.negated is not None:
        yield Not(_compiled(part.negated, (*path, "not"), scope))


def _each(parts: list[ConditionPart], path: Path, scope: Scope) -> tuple[Condition, ...]:
    return tuple(_compiled(part, (*path, number), scope) for number, part in enumerate(parts))
