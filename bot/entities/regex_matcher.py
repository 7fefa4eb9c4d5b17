"""Finds what a project's regular expressions describe."""

from collections.abc import Iterator
from typing import Any, Final

import re2
import regex

from bot.entities.folded_text import FoldedText

#: What RE2 cannot search for in proportional time is given up after so many seconds.
_MAX_SECONDS: Final = 0.005


class RegexMatcher:
    """One pattern, found between the ends of words, whatever the case."""

    def __init__(self, source: str) -> None:
        self._pattern, self._is_slow = _compiled(source)

    def find(self, text: FoldedText) -> Iterator[tuple[int, int]]:
        """Where it is found in the written text."""
        if self._pattern is None:
            return
        timeout = {"timeout": _MAX_SECONDS} if self._is_slow else {}
        try:
            for match in self._pattern.finditer(text.written, **timeout):
                start, end = match.span()
                if start < end and _is_whole(text.written, start, end):
                    yield start, end
        except TimeoutError:
            return


def _compiled(source: str) -> tuple[Any, bool]:
    """RE2's, or the slower engine's with True; None where it is no pattern (bot/project/regex_checks.py complains)."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        return re2.compile(source, options), False
    except re2.error:
        pass
    try:
        return regex.compile(source, regex.IGNORECASE), True
    except regex.error:
        return None, False


def _is_whole(text: str, start: int, end: int) -> bool:
    """False where the words go on before or behind: `\\d{4}` is not found in "20265"."""
    begun_before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    goes_on = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not begun_before and not goes_on
