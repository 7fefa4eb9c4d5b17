"""Compiles transitions, and the rules that lead to them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from flows.compiler.condition_compiler import compile_condition
from flows.compiler.grammar.state_parts import StatePart
from flows.compiler.grammar.transition_parts import (
    EscalationPart,
    EventPart,
    GuardPart,
    HearingPart,
    IntentPart,
    KeywordPart,
    RulePart,
    SayingPart,
    TemplatePart,
    TransitionPart,
)
from flows.compiler.keyword_compiler import compile_hearing
from flows.compiler.scope import Scope
from flows.compiler.text_compiler import check_savable, compile_address, compile_settings, compile_source, compile_text
from flows.matching.keyword_index import KeywordIndex
from flows.matching.keyword_types import Word
from flows.matching.tokenizer import words_of
from flows.model.flow import (
    DEFAULT_CONFIDENCE,
    NOTHING_ATTACHED,
    Attached,
    BusinessEvent,
    Escalation,
    OnFile,
    Rule,
    Rules,
    Transition,
)
from flows.model.transition_list import TransitionKind
from flows.source.document import Path
from flows.text.localized_text import Text

#: Three of them, numbered, are to be read at a glance.
_MAX_LABEL_LENGTH: Final = 100


def compile_transition(part: TransitionPart, name: str, path: Path, scope: Scope) -> Transition:
    """A transition, known to the machine by its name."""
    check_one_way(part, path, scope)
    return Transition(
        name=name,
        say=compile_text(part.say, (*path, "say"), scope),
        attached=compile_attached(part, path, scope),
        settings=compile_settings(part.settings, (*path, "set"), scope),
        go_to=compile_go_to(part.go_to, path, scope),
        escalate=compile_escalation(part.escalate, path, scope),
        end=part.end,
    )


def compile_failed(part: TransitionPart | None, name: str, path: Path, scope: Scope) -> Transition:
    """What fails hands over to a human, unless the author says where else to go."""
    written = None if part is None else compile_transition(part, name, path, scope)
    if written is not None and written.leaves:
        return written
    return replace(written or Transition(name), escalate=Escalation(scope.default_team))


def compile_attached(part: SayingPart, path: Path, scope: Scope) -> Attached:
    """What goes with a text."""
    if not part.media and part.template is None:
        return NOTHING_ATTACHED
    if part.say is None:
        scope.complain(path, 'add "say": the text that goes with it, and alone where it cannot go', "missing-key")
    media = (compile_address(url, (*path, "media", number), scope) for number, url in enumerate(part.media))
    return Attached(tuple(media), _on_file(part.template, (*path, "template"), scope))


def _on_file(part: TemplatePart | None, path: Path, scope: Scope) -> OnFile | None:
    if part is None:
        return None
    values = {name: compile_source(value, (*path, "values", name), scope) for name, value in part.values.items()}
    return OnFile(part.id, values)


def check_one_way(part: TransitionPart | StatePart, path: Path, scope: Scope) -> None:
    """Complain where more than one of `go_to`, `escalate` and `end` is written."""
    written = [key for key in ("go_to", "escalate", "end") if getattr(part, key)]
    for extra in written[1:]:
        scope.complain((*path, extra), f'"{written[0]}" and "{extra}" exclude each other: keep one', "one-way-out")


def compile_go_to(name: str | None, path: Path, scope: Scope) -> str | None:
    """The state to go to, once it is known to exist."""
    if name is not None:
        scope.check_state((*path, "go_to"), name)
    return name


def compile_escalation(part: EscalationPart | None, path: Path, scope: Scope) -> Escalation | None:
    """To whom a conversation is handed; the default team where none is named."""
    if part is None:
        return None
    if part.team is not None:
        scope.check_team((*path, "escalate", "team"), part.team)
    return Escalation(part.team or scope.default_team, part.priority, part.reason, part.skill)


def compile_rules(parts: Sequence[RulePart], kind: TransitionKind, path: Path, scope: Scope) -> Rules:
    """Rules with their keywords; `kind` and their number name them to the machine."""
    rules = tuple(_rule(part, f"{kind} {number}", (*path, number), scope) for number, part in enumerate(parts))
    return replace(
        _by_words(rules, parts),
        by_intent=tuple(rule for rule in rules if rule.intent is not None),
        by_event=tuple(rule for rule in rules if rule.event is not None),
    )


def compile_keywords(parts: Sequence[KeywordPart], path: Path, scope: Scope) -> Rules:
    """The rules of the whole service."""
    rules = tuple(
        _keyword(part, f"{TransitionKind.KEYWORD} {number}", (*path, number), scope)
        for number, part in enumerate(parts)
    )
    return _by_words(rules, parts)


def _by_words(rules: tuple[Rule, ...], parts: Sequence[HearingPart]) -> Rules:
    keywords = [rule.keywords for rule in rules]
    wordless = (
        number
        for number, (rule, part) in enumerate(zip(rules, parts, strict=True))
        if part.hear is None and rule.intent is None and rule.event is None
    )
    return Rules(
        rules=rules,
        index=KeywordIndex(keywords),
        wordless=tuple(wordless),
        exact=frozenset(tuple(words_of(word.text)) for words in keywords for word in words if isinstance(word, Word)),
    )


def _rule(part: RulePart, name: str, path: Path, scope: Scope) -> Rule:
    triggers = [key for key in ("hear", "intent", "event") if getattr(part, key) is not None]
    _check_rule(part, triggers, path, scope)
    for extra in triggers[1:]:
        problem = f'"{triggers[0]}" and "{extra}" are two rules: write one for each'
        scope.complain((*path, extra), problem, "bad-rule")
    intent = part.intent or IntentPart(name="")
    _check_save(part, path, scope)
    return Rule(
        transition=compile_transition(part, name, path, scope),
        condition=compile_condition(part.condition, (*path, "if"), scope),
        keywords=compile_hearing(part.hear, (*path, "hear"), scope),
        intent=intent.name or None,
        above=DEFAULT_CONFIDENCE if intent.above is None else intent.above,
        label=_label(intent.label, (*path, "intent", "label"), scope),
        save=part.save,
        event=compile_event(part.event),
    )


def _check_save(part: RulePart, path: Path, scope: Scope) -> None:
    if part.save and part.intent is None:
        problem = '"save" keeps what the bot found in a text: it is for rules with an "intent"'
        scope.document.complain((*path, "save"), problem, "bad-rule", at_key=True)
    for entity, place in part.save.items():
        check_savable(place, (*path, "save", entity), scope)


def _label(written: dict[str, str] | None, path: Path, scope: Scope) -> Text | None:
    for language, label in (written or {}).items():
        place = (*path, language) if language else path
        if "{" in label:
            scope.complain(place, "a label is heard as it is written: no {{ }} in it", "bad-text")
        if not 0 < len(label.strip()) <= _MAX_LABEL_LENGTH:
            scope.complain(place, f"a label has at least one and at most {_MAX_LABEL_LENGTH} characters", "bad-text")
    return compile_text(written, path, scope)


def compile_event(part: EventPart | None) -> BusinessEvent | None:
    """The business event of a rule or a flow, with the types of its fields."""
    return None if part is None else BusinessEvent(part.name, part.fields)


def _keyword(part: KeywordPart, name: str, path: Path, scope: Scope) -> Rule:
    _check_rule(part, ["hear"] if part.hear is not None else [], path, scope)
    return Rule(
        transition=compile_transition(part, name, path, scope),
        condition=compile_condition(part.condition, (*path, "if"), scope),
        reaches_through=part.reaches_through,
        keywords=compile_hearing(part.hear, (*path, "hear"), scope),
    )


def _check_rule(part: HearingPart, triggers: list[str], path: Path, scope: Scope) -> None:
    if scope.is_damaged(path):
        return
    if not triggers and part.condition is None:
        scope.complain(path, 'a rule needs "hear", "intent", "event" or "if"', "empty-rule")
    if not (part.say or part.settings or part.go_to or part.escalate or part.end):
        scope.complain(path, 'a rule needs something to do: "say", "go_to", "escalate", "end" or "set"', "empty-rule")


def compile_guards(parts: Sequence[GuardPart], path: Path, scope: Scope) -> tuple[Rule, ...]:
    return tuple(_guard(part, number, (*path, number), scope) for number, part in enumerate(parts))


def _guard(part: GuardPart, number: int, path: Path, scope: Scope) -> Rule:
    transition = compile_transition(part, f"check {number}", path, scope)
    return Rule(transition, compile_condition(part.condition, (*path, "if"), scope))
