"""What texts cost, and who can read them."""

import re
from collections.abc import Iterator
from typing import Final

from flows.authoring.lint.finding import Finding, Linted
from flows.model.text_list import TextKind
from flows.model.transition_list import all_texts
from flows.source.document import Map, Path
from flows.text.localized_text import Text, primary
from flows.text.segments import GSM_BASIC, GSM_EXTENSION, Encoding, count

#: A text is billed by the segment; longer ones are better said in pieces.
_MAX_SEGMENTS: Final = 4
_FILLED_IN: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_GSM: Final = frozenset(GSM_BASIC + GSM_EXTENSION)
_PLAINER: Final = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": "a space"}
_HELP: Final = ("brand", "wordings", "help")


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
    texts = [each for each in all_texts(linted.service) if each.kind is not TextKind.ATTACHED]
    spoken = {primary(language) for each in texts for language in each.text.by_language if language}
    wanted = sorted({primary(linted.service.language), *spoken}) if spoken else []
    for each in texts:
        said = {primary(language or linted.service.language) for language in each.text.by_language}
        missing = [language for language in wanted if language not in said]
        if missing and _has_letters(each.text):
            yield Finding(_place(each.path, "", linted), f"this text is not said in {' and '.join(missing)}")


def _has_letters(text: Text) -> bool:
    sources = (template.source for template in text.by_language.values())
    return any(character.isalpha() for source in sources for character in _static(source))


def _each_language(linted: Linted) -> Iterator[tuple[Path, str]]:
    for each in all_texts(linted.service):
        if each.kind is TextKind.SAID:
            for language, template in each.text.by_language.items():
                yield _place(each.path, language, linted), template.source


def _place(path: Path, language: str, linted: Linted) -> Path:
    """Where a text is written in a language: its key may have capitals, and what answers HELP two places."""
    place = path if path != _HELP or linted.is_written(path) else ("brand", "help")
    written = linted.written(place)
    keys = [key for key in written if key.lower() == language] if isinstance(written, Map) else []
    return (*place, *keys)
