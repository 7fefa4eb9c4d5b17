"""Compiles what a file says: texts, and the names they read."""

import re
from collections.abc import Callable
from typing import Any, Final

from flows.compiler.scope import CONVERSATION_NAMES, GIVEN_NAMES, Scope
from flows.model.flow import Setting
from flows.source.did_you_mean import did_you_mean
from flows.source.document import Path
from flows.text.localized_text import Text
from flows.text.template import Template, TemplateInvalid, compile_address_template, compile_template

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_HOURS_NAME: Final = re.compile(r"\bhours\.(\w+)(?:\.(\w+))?")
_SHARED_NAME: Final = re.compile(r"\bconversation\.(\w+)")
_HOURS_ATTRIBUTES: Final = ("open", "closed", "next_opening")
_NOTHING: Final = Template("", None, frozenset())


def compile_text(written: dict[str, str] | None, path: Path, scope: Scope) -> Text | None:
    """A text of a flow; None where none is written."""
    return None if written is None else compile_present_text(written, path, scope)


def compile_present_text(written: dict[str, str], path: Path, scope: Scope) -> Text:
    """A text that is there, in its languages."""
    templates = {}
    for language, source in written.items():
        place = path if language == "" else (*path, language)
        check_language(language, place, scope)
        templates[language.lower()] = compile_source(source, place, scope)
    return Text(templates)


def check_language(language: str, path: Path, scope: Scope) -> None:
    """Complain of what is no language's code, such as `en` or `es-MX`."""
    if language and not _LANGUAGE.fullmatch(language):
        scope.complain(path, f'"{language}" is not a language, like en or pt-BR', "bad-language")


def compile_source(
    source: str, path: Path, scope: Scope, compile_with: Callable[[str], Template] = compile_template
) -> Template:
    """One template, whose names are all known."""
    try:
        template = compile_with(source)
    except TemplateInvalid as error:
        scope.complain(path, str(error), "bad-text")
        return _NOTHING
    _check_names(template, path, scope)
    return template


def _check_names(template: Template, path: Path, scope: Scope) -> None:
    known = {*scope.values, *scope.given}
    for name in sorted(template.names - known):
        hint = scope.document.did_you_mean(name, known)
        scope.complain(path, f'nothing is saved as "{name}" in {scope.place}{hint}', "unknown-name")
    if "hours" in template.names:
        _check_hours(template.source, path, scope)
    if "conversation" in template.names:
        _check_shared(template.source, path, scope)


def _check_shared(source: str, path: Path, scope: Scope) -> None:
    known = {*scope.shared, *CONVERSATION_NAMES}
    for name in _SHARED_NAME.findall(source):
        if name not in known:
            problem = f'nothing is saved as "conversation.{name}"{did_you_mean(name, known)}'
            scope.complain(path, problem, "unknown-name")


def _check_hours(source: str, path: Path, scope: Scope) -> None:
    for name, attribute in _HOURS_NAME.findall(source):
        scope.check_hours(path, name)
        if attribute and attribute not in _HOURS_ATTRIBUTES:
            hint = did_you_mean(attribute, _HOURS_ATTRIBUTES)
            scope.complain(path, f'hours have no "{attribute}"{hint}', "unknown-name")


def compile_address(source: str, path: Path, scope: Scope) -> Template:
    """An address, into which values are put so that they cannot break out of their place."""
    return compile_source(source, path, scope, compile_with=compile_address_template)


def compile_settings(written: dict[str, Any], path: Path, scope: Scope) -> tuple[Setting, ...]:
    """What a `set:` saves, texts compiled."""
    return tuple(Setting(name, _setting(name, value, (*path, name), scope)) for name, value in written.items())


def compile_settings_of_slots(written: dict[str, Any], path: Path, scope: Scope) -> tuple[Setting, ...]:
    """What the bot is given, texts compiled; its slots have names of its own."""
    return tuple(
        Setting(slot, compile_source(value, (*path, slot), scope) if isinstance(value, str) else value)
        for slot, value in written.items()
    )


def _setting(name: str, value: Any, path: Path, scope: Scope) -> Any:
    check_savable(name, path, scope)
    return compile_source(value, path, scope) if isinstance(value, str) else value


def check_savable(name: str, path: Path, scope: Scope) -> None:
    """A name to save under must be one that a text can read again."""
    bare = name.removeprefix("contact.").removeprefix("conversation.")
    if not bare.isidentifier() or name.startswith("_"):
        scope.complain(path, f'"{name}" is not a name: use letters, digits and _', "bad-name")
    elif name in GIVEN_NAMES:
        scope.complain(path, f'"{name}" is taken; save under another name', "bad-name")
