"""Compiles what rules hear."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from flows.compiler.built_in import yes_no_words
from flows.compiler.grammar.keyword_parts import HearPart
from flows.compiler.scope import Scope
from flows.compiler.text_compiler import check_savable
from flows.matching.case_folding import fold
from flows.matching.fuzzy_words import MIN_FUZZY_LENGTH
from flows.matching.keyword_types import Between, Fuzzy, Keyword, Matching, Prefix, Word
from flows.matching.pattern import Pattern, PatternInvalid
from flows.matching.tokenizer import is_unspaced, words_of
from flows.matching.yes_no import words_for
from flows.source.document import Path

_RANGE: Final = re.compile(r"(-?\d{1,15}(?:\.\d{1,15})?)(?:\s*-\s*(-?\d{1,15}(?:\.\d{1,15})?))?")


def compile_hearing(parts: Sequence[HearPart] | None, path: Path, scope: Scope) -> tuple[Keyword, ...]:
    """The keywords of a `hear:`, without those that were complained of."""
    return tuple(
        keyword for number, part in enumerate(parts or ()) for keyword in _keywords(part, (*path, number), scope)
    )


def _keywords(part: HearPart, path: Path, scope: Scope) -> Iterator[Keyword]:
    written = part.model_dump(exclude_none=True)
    if len(written) != 1 and scope.document.mark(path) not in scope.document.damaged:
        scope.complain(
            path, 'one thing to hear is one of "word", "prefix", "fuzzy", "number" and "pattern"', "bad-word"
        )
    for kind, text in written.items():
        place = (*path, kind)
        if not text.strip():
            scope.complain(place, "an empty keyword is never heard", "empty-rule")
            continue
        yield from _KINDS[kind](text, place, scope)


def _word(text: str, _path: Path, scope: Scope) -> Iterator[Keyword]:
    yield from (Word(word, text) for word in words_for(text, scope.languages, yes_no_words()))


def _prefix(text: str, path: Path, scope: Scope) -> Iterator[Keyword]:
    if len(words_of(text)) == 1:
        yield Prefix(text)
    else:
        scope.complain(path, "a prefix is how one word begins: write phrases as they are", "bad-word")


def _fuzzy(text: str, path: Path, scope: Scope) -> Iterator[Keyword]:
    folded = fold(text).strip()
    if words_of(text) != [folded] or is_unspaced(folded) or len(folded) < MIN_FUZZY_LENGTH or not folded.isalpha():
        scope.complain(path, f'"fuzzy" takes one word of {MIN_FUZZY_LENGTH} letters or more', "bad-word")
    else:
        yield Fuzzy(text)


def _number(text: str, path: Path, scope: Scope) -> Iterator[Keyword]:
    limits = _RANGE.fullmatch(text)
    if text == "any":
        yield Between(None, None)
    elif limits is None:
        scope.complain(path, f'"{text}" is not a number, a range like 1-10, or any', "bad-word")
    elif float(limits[2] or limits[1]) < float(limits[1]):
        scope.complain(path, f'the range "{text}" ends before it begins', "bad-word")
    else:
        yield Between(float(limits[1]), float(limits[2] or limits[1]), text)


def _pattern(text: str, path: Path, scope: Scope) -> Iterator[Keyword]:
    pattern = compile_pattern(text, path, scope)
    if pattern is not None:
        yield Matching(pattern)


def compile_pattern(source: str, path: Path, scope: Scope) -> Pattern | None:
    """A pattern whose groups can be saved; None when it was complained of."""
    try:
        pattern = Pattern(source)
    except PatternInvalid as invalid:
        scope.complain(path, f"the pattern is not one of RE2's: {invalid}", "bad-pattern")
        return None
    for name in sorted(pattern.names):
        check_savable(name, path, scope)
    return pattern


_KINDS: Final = {"word": _word, "prefix": _prefix, "fuzzy": _fuzzy, "number": _number, "pattern": _pattern}
