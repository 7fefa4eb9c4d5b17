"""What texts cost, and who can read them."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from flows.authoring.lint.finding import Finding, Linted
from flows.source.document import Map, Path, Sequence
from flows.text.localized_text import primary
from flows.text.segments import GSM_BASIC, GSM_EXTENSION, Encoding, count

#: A text is billed by the segment; longer ones are better said in pieces.
_MAX_SEGMENTS: Final = 4
_FILLED_IN: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_GSM: Final = frozenset(GSM_BASIC + GSM_EXTENSION)
_PLAINER: Final = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": "a space"}
_SAID: Final = ("say", "retry", "help")


def long_texts(linted: Linted) -> Iterator[Finding]:
    """A text of more than four segments, not counting what is filled in."""
    for path, source in _each_language(linted):
        cost = count(_static(source))
        if cost.segments > _MAX_SEGMENTS:
            yield Finding(path, f"this text costs {cost.segments} segments ({len(_static(source))} characters)")


def texts_made_long_by_a_character(linted: Linted) -> Iterator[Finding]:
    """A text that a single character pushes out of the SMS alphabet, so that it costs more segments."""
    for path, source in _each_language(linted):
        text = _static(source)
        strange = {character for character in text if character not in _GSM}
        if len(strange) == 1:
            (character,) = strange
            cost, plain = count(text), count(text.replace(character, "."))
            if cost.encoding is Encoding.UCS_2 and cost.segments > plain.segments:
                yield Finding(path, _made_long(character, cost.segments, plain.segments))


def _made_long(character: str, segments: int, plain: int) -> str:
    instead = f"; write {_PLAINER[character]}" if character in _PLAINER else ""
    return f'"{character}" alone makes this text cost {segments} segments instead of {plain}{instead}'


def _static(source: str) -> str:
    """The text without what is filled in, whose length nobody knows."""
    return _FILLED_IN.sub("", source)


def missing_translations(linted: Linted) -> Iterator[Finding]:
    """A text that is not said in every language of the service."""
    texts = [*_texts(linted.document.root, ()), *_told_to_language_model(linted.document.root)]
    spoken = {primary(language) for _, languages in texts for language in languages if language}
    if not spoken:
        return
    wanted = sorted({primary(linted.service.language), *spoken})
    for path, languages in texts:
        said = {primary(language or linted.service.language) for language in languages}
        missing = [language for language in wanted if language not in said]
        if missing and _has_letters(languages):
            yield Finding(path, f"this text is not said in {' and '.join(missing)}")


def _has_letters(languages: Mapping[str, str]) -> bool:
    return any(character.isalpha() for source in languages.values() for character in _static(source))


def _each_language(linted: Linted) -> Iterator[tuple[Path, str]]:
    for path, languages in _texts(linted.document.root, ()):
        for language, source in languages.items():
            yield ((*path, language) if language else path), source


def _texts(value: object, path: Path) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Everything in the file that is said, by language; "" where it is written once for all."""
    if isinstance(value, Map):
        for key, item in value.items():
            if key in _SAID or path[-1:] == ("wordings",) or (key == "label" and path[-1:] == ("intent",)):
                yield from _text(item, (*path, key))
            yield from _texts(item, (*path, key))
    elif isinstance(value, Sequence):
        for number, item in enumerate(value):
            yield from _texts(item, (*path, number))


def _told_to_language_model(root: object) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Never sent as they are, but answered from in the customer's language."""
    path = ("bot", "language_model", "texts")
    value = root
    for key in path:
        value = value.get(key) if isinstance(value, Map) else None
    for name, item in value.items() if isinstance(value, Map) else ():
        yield from _text(item, (*path, name))


def _text(value: object, path: Path) -> Iterator[tuple[Path, Mapping[str, str]]]:
    if isinstance(value, str):
        yield path, {"": value}
    elif isinstance(value, Map) and all(isinstance(item, str) for item in value.values()):
        yield path, value
