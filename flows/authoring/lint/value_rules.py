"""Values that nobody reads, and values that may not be there when they are read."""

import re
from collections.abc import Iterator
from typing import Final

from flows.authoring.lint.finding import Finding, Linted
from flows.authoring.lint.known_values import Read, reads_of_flow, reads_of_keywords, what_is_known
from flows.compiler.scope import GIVEN_NAMES
from flows.model.transition_list import transitions_of_service
from flows.source.document import Map, Path, Sequence

_FILLED_IN: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_NAME: Final = re.compile(r"[^\W\d]\w*")
_CONDITIONS_ON_NAMES: Final = ("equals", "less", "greater", "contains")
_LISTS_OF_NAMES: Final = ("known", "gives", "on", "at", "sees")
# `x is defined` and `x | default(…)` reckon with a value that is not there.
_RECKONED_WITH: Final = re.compile(r"([^\W\d]\w*)\s*(?:is\s+(?:not\s+)?(?:un)?defined\b|\|\s*(?:d|default)\b)")


def unused_values(linted: Linted) -> Iterator[Finding]:
    """A value that is saved and never read; where a flow calls a person, that person reads it."""
    everywhere = {name for key in ("keywords", "bot") for name in _names_read(linted.document.root.get(key))}
    for path, flow in linted.flows():
        written = linted.document.root["flows"][flow.name]
        if _is_shown_to_people(written):
            continue
        read = everywhere | set(_names_read(written))
        for place, name in _saved(written, path):
            if name not in read and "." not in name:
                yield Finding(place, f'"{name}" is saved, and nothing reads it')


def _is_shown_to_people(value: object) -> bool:
    if isinstance(value, Map):
        return "escalate" in value or any(map(_is_shown_to_people, value.values()))
    return isinstance(value, Sequence) and any(map(_is_shown_to_people, value))


def _saved(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    for place, key, item in _entries(value, path):
        if key == "save" and isinstance(item, str):
            yield place, item
        elif key in ("save", "set") and isinstance(item, Map):
            named = item.values() if key == "save" else item
            yield from ((place, name) for name in named if isinstance(name, str))


def _names_read(value: object) -> Iterator[str]:
    """Every name that may be read: too many rather than too few."""
    for _, key, item in _entries(value, ()):
        if isinstance(item, str):
            for filled_in in _FILLED_IN.findall(item):
                yield from _NAME.findall(filled_in)
        if key in _CONDITIONS_ON_NAMES and isinstance(item, Map):
            yield from item
        elif key in _LISTS_OF_NAMES:
            yield from _listed(item)


def _listed(value: object) -> list[str]:
    return [item for item in (value if isinstance(value, Sequence) else [value]) if isinstance(item, str)]


def _entries(value: object, path: Path) -> Iterator[tuple[Path, str | int, object]]:
    """Everything below a value, with its place and its key."""
    items = value.items() if isinstance(value, Map) else enumerate(value) if isinstance(value, Sequence) else ()
    for key, item in items:
        yield (*path, key), key, item
        yield from _entries(item, (*path, key))


def values_that_may_be_unknown(linted: Linted) -> Iterator[Finding]:
    """A text that reads a value which some way through the flow has not saved; it cannot be said there."""
    keywords = list(transitions_of_service(linted.service))
    for read in reads_of_keywords(keywords):
        yield from _unknown_in(read)
    for path, flow in linted.flows():
        for read in reads_of_flow(flow, path, what_is_known(flow, keywords)):
            yield from _unknown_in(read)


def _unknown_in(read: Read) -> Iterator[Finding]:
    for template in read.said.text.by_language.values():
        reckoned_with = set(_RECKONED_WITH.findall(template.source))
        for name in sorted(template.names - read.known - GIVEN_NAMES - reckoned_with):
            problem = f'"{name}" may not be known here: some way to this place does not save it'
            yield Finding(read.said.path, f"{problem} (write {{{{ {name} | default('…') }}}})")
