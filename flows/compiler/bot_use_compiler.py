"""Compiles how the service uses its bot."""

from typing import Any

from flows.compiler.bot_task_compiler import check_within
from flows.compiler.built_in import neither_words, yes_no_words
from flows.compiler.grammar.bot_use_parts import BotUsePart, LanguageModelPart, WhenDownPart
from flows.compiler.scope import Scope
from flows.compiler.text_compiler import compile_present_text
from flows.compiler.transition_compiler import compile_escalation
from flows.matching.yes_no import YesNo
from flows.model.bot_use import STANDS_IN, BotUse, LanguageModelUse, StandIn
from flows.model.flow import Escalation
from flows.source.document import Path


def compile_bot_use(part: BotUsePart, values: set[str], path: Path, scope: Scope) -> BotUse:
    """`values`: every name that is saved anywhere."""
    check_within(part.within, path, scope)
    return BotUse(
        engine=part.engine,
        within=part.within,
        when_down=_when_down(part.when_down, (*path, "when_down"), scope),
        ask_when_unsure=part.ask_when_unsure,
        language_model=_language_model(part.language_model, values, (*path, "language_model"), scope),
        words=_words(scope.languages),
    )


def _when_down(part: WhenDownPart | None, path: Path, scope: Scope) -> Escalation | StandIn | None:
    if part is None:
        return None
    if (part.engine is None) is (part.escalate is None) and not scope.is_damaged(path):
        scope.complain(path, 'write either embedded or an "escalate"', "one-way-out")
    return STANDS_IN if part.engine is not None else compile_escalation(part.escalate, path, scope)


def _language_model(part: LanguageModelPart, values: set[str], path: Path, scope: Scope) -> LanguageModelUse:
    seeing = scope.within("any flow", (), values)
    for number, name in enumerate(part.sees):
        seeing.check_value((*path, "sees", number), name, at_key=False)
    told = scope.within("the texts for a language model", (), ())
    texts = {name: compile_present_text(text, (*path, "texts", name), told) for name, text in part.texts.items()}
    return LanguageModelUse(tuple(part.sees), texts, part.drafts)


def _words(languages: tuple[str, ...]) -> YesNo:
    """Yes, and no in all its ways."""
    known: Any = yes_no_words()
    spoken = [language for language in languages if language in known]
    yes = [word for language in spoken for word in known[language]["yes"]]
    no = [word for language in spoken for word in (*known[language]["no"], *neither_words().get(language, ()))]
    return YesNo.of(yes, no)
