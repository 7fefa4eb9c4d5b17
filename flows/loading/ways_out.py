"""Compiles ways out, and the rules that lead to them."""

from collections.abc import Sequence

from flows.flow import Escalation, Rule, Rules, WayOut
from flows.hearing.keywords import KeywordIndex
from flows.hearing.yes_no import words_for
from flows.loading.built_in import yes_no_words
from flows.loading.conditions import compile_condition
from flows.loading.document import Path
from flows.loading.grammar.states import StatePart
from flows.loading.grammar.ways_out import CheckPart, EscalationPart, KeywordPart, RulePart, WayOutPart
from flows.loading.scope import Scope
from flows.loading.texts import compile_settings, compile_text


def compile_way_out(part: WayOutPart, name: str, path: Path, scope: Scope) -> WayOut:
    """A way out, known to the machine by its name."""
    check_one_way(part, path, scope)
    return WayOut(
        name=name,
        say=compile_text(part.say, (*path, "say"), scope),
        settings=compile_settings(part.settings, (*path, "set"), scope),
        go_to=compile_go_to(part.go_to, path, scope),
        escalate=compile_escalation(part.escalate, path, scope),
        end=part.end,
    )


def check_one_way(part: WayOutPart | StatePart, path: Path, scope: Scope) -> None:
    written = [key for key in ("go_to", "escalate", "end") if getattr(part, key)]
    for extra in written[1:]:
        scope.complain((*path, extra), f'"{written[0]}" and "{extra}" exclude each other: keep one', "one-way-out")


def compile_go_to(name: str | None, path: Path, scope: Scope) -> str | None:
    if name is not None:
        scope.check_state((*path, "go_to"), name)
    return name


def compile_escalation(part: EscalationPart | None, path: Path, scope: Scope) -> Escalation | None:
    if part is None:
        return None
    if part.team is not None:
        scope.check_team((*path, "escalate", "team"), part.team)
    return Escalation(part.team or scope.default_team, part.priority, part.reason, part.skill)


def compile_rules(parts: Sequence[RulePart], kind: str, path: Path, scope: Scope) -> Rules:
    """Rules with their keywords; `kind` and their number name them to the machine."""
    return Rules(
        rules=tuple(_rule(part, f"{kind} {number}", (*path, number), scope) for number, part in enumerate(parts)),
        index=KeywordIndex([_keywords(part, scope) for part in parts]),
        wordless=tuple(number for number, part in enumerate(parts) if part.hear is None),
    )


def _rule(part: RulePart, name: str, path: Path, scope: Scope) -> Rule:
    _check_rule(part, path, scope)
    return Rule(
        way_out=compile_way_out(part, name, path, scope),
        condition=compile_condition(part.condition, (*path, "if"), scope),
        reaches_through=isinstance(part, KeywordPart) and part.reaches_through,
        hear=tuple(part.hear or ()),
    )


def _check_rule(part: RulePart, path: Path, scope: Scope) -> None:
    if scope.document.mark(path) in scope.document.damaged:
        return
    if part.hear is None and part.condition is None:
        scope.complain(path, 'a rule needs "hear" or "if"', "empty-rule")
    if not (part.say or part.settings or part.go_to or part.escalate or part.end):
        scope.complain(path, 'a rule needs something to do: "say", "go_to", "escalate", "end" or "set"', "empty-rule")
    for number, keyword in enumerate(part.hear or ()):
        if not keyword.strip():
            scope.complain((*path, "hear", number), "an empty keyword is never heard", "empty-rule")


def _keywords(part: RulePart, scope: Scope) -> list[str]:
    words = yes_no_words()
    return [word for keyword in part.hear or () for word in words_for(keyword, scope.languages, words)]


def compile_checks(parts: Sequence[CheckPart], path: Path, scope: Scope) -> tuple[Rule, ...]:
    return tuple(_check(part, number, (*path, number), scope) for number, part in enumerate(parts))


def _check(part: CheckPart, number: int, path: Path, scope: Scope) -> Rule:
    way_out = compile_way_out(part, f"check {number}", path, scope)
    return Rule(way_out, compile_condition(part.condition, (*path, "if"), scope))
