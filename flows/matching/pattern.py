r"""Patterns in RE2's syntax, which takes time in proportion to the text, whatever the pattern and the text.

A pattern is found between two words' ends, like a keyword: `[a-z]{2}\d{4}` in "it is AB1234, thanks", not in
"XAB12345". Letters of scripts without spaces end no word and begin none. Many patterns are searched for at once in a
set that takes only ASCII letters for parts of words, since Unicode's classes would make it large; what it finds is
looked at again.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final
from unicodedata import normalize

import re2

from flows.matching.case_folding import with_plain_digits
from flows.matching.utterance import Utterance
from flows.types.errors import FlowsError

MAX_PATTERN_LENGTH: Final = 1000
_NEAR_BOUNDARY: Final = r"[^0-9A-Za-z_]"
_BOUNDARY: Final = (
    r"(?:[^\pL\pM\pN_]|[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])"  # as in hearing/words
)
_STRAIGHT_QUOTES: Final = str.maketrans("’‘“”", "''\"\"")
# What RE2 may take for the automaton of one set; when it needs more, the set is halved.
_SET_BYTES: Final = 16_000_000


class PatternInvalid(FlowsError):
    """RE2 refuses a pattern; the message says why."""


class Pattern:
    """One pattern, compiled."""

    def __init__(self, source: str) -> None:
        """PatternInvalid when it cannot be one."""
        if len(source) > MAX_PATTERN_LENGTH:
            raise PatternInvalid(f"it is longer than {MAX_PATTERN_LENGTH:,} characters")
        self.source = source
        self.names: frozenset[str] = frozenset(_compiled(source).groupindex)
        _compiled(_between(source, _NEAR_BOUNDARY))  # refused where it would swallow what is put around it

    @cached_property
    def _within_words(self) -> Any:
        # Compiled when the set has found it for the first time: the classes of Unicode take two milliseconds.
        return _compiled(_between(f"(?P<whole_>{self.source})", _BOUNDARY))

    def find(self, utterance: Utterance) -> str | None:
        """The part of the text that it describes, as the customer wrote it."""
        match = self._within_words.search(plain(utterance.text))
        return None if match is None else str(match["whole_"])

    def groups(self, utterance: Utterance) -> Mapping[str, str]:
        """What its named groups have found, by name; a group that found nothing is left out."""
        match = self._within_words.search(plain(utterance.text)) if self.names else None
        groups = {} if match is None else match.groupdict()
        return {name: groups[name] for name in sorted(self.names) if groups.get(name)}


def plain(text: str) -> str:
    """The text with full-width letters, foreign digits and typographic quotes in their plain forms; case and accents
    stay, since they are saved."""
    if text.isascii():
        return text
    return with_plain_digits(normalize("NFKC", text)).translate(_STRAIGHT_QUOTES)


class Patterns:
    """Patterns and the rules that they call."""

    def __init__(self) -> None:
        self._patterns: list[tuple[Pattern, int]] = []

    def add(self, pattern: Pattern, rule: int) -> None:
        self._patterns.append((pattern, rule))

    @cached_property
    def _sets(self) -> list["_Set"]:
        return _sets_of(self._patterns)

    def find(self, utterance: Utterance, found: set[int]) -> None:
        text = plain(utterance.text)
        for compiled, patterns in self._sets:
            likely = (patterns[number] for number in _match(compiled, text, len(patterns)))
            found.update(rule for pattern, rule in likely if rule not in found and pattern.find(utterance) is not None)


def _match(compiled: Any, text: str, patterns: int) -> Iterable[int]:
    return range(patterns) if compiled is None else compiled.Match(text) or ()


#: Patterns compiled together; None where there is one alone, which is searched for by itself.
_Set = tuple[Any, Sequence[tuple[Pattern, int]]]


def _sets_of(patterns: Sequence[tuple[Pattern, int]]) -> list[_Set]:
    if len(patterns) == 1:
        return [(None, patterns)]
    compiled = re2.Set.SearchSet(_options(_SET_BYTES))
    for pattern, _ in patterns:
        compiled.Add(_between(pattern.source, _NEAR_BOUNDARY))
    try:
        compiled.Compile()
    except re2.error:
        half = len(patterns) // 2
        return [*_sets_of(patterns[:half]), *_sets_of(patterns[half:])]
    return [(compiled, patterns)]


def _between(source: str, boundary: str) -> str:
    return f"(?:^|{boundary})(?:{source})(?:$|{boundary})"


def _compiled(source: str) -> Any:
    try:
        return re2.compile(source, _options())
    except re2.error as error:
        raise PatternInvalid(_reason(error)) from error


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else "RE2 refuses it"
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)


def _options(memory: int | None = None) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    if memory is not None:
        options.max_mem = memory
    return options
