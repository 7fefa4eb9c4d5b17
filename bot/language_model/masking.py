"""Hides the numbers and e-mail addresses of a customer from who need not see them."""

from collections.abc import Iterable
from itertools import count
from typing import Final

import regex

#: A row of digits, whatever few signs stand between them, is hidden from so many on: phone and card numbers.
MIN_DIGITS: Final = 7
#: And digits that nothing parts from so many on: one-time codes, postcodes, orders.
MIN_UNBROKEN_DIGITS: Final = 5

_DIGIT: Final = r"[\p{Nd}\p{No}]"
# The dash of a Japanese number is a letter to Unicode.
_BETWEEN: Final = r"(?:[^\p{L}\p{N}]|\p{Lm}){0,4}"
DIGITS: Final = regex.compile(rf"[+(]{{0,2}}{_DIGIT}(?:{_BETWEEN}{_DIGIT})*")
_ONE_DIGIT: Final = regex.compile(_DIGIT)
_UNPARTED: Final = regex.compile(rf"{_DIGIT}{{{MIN_UNBROKEN_DIGITS},}}")
# Only from the start of a word, and atomic, so that a long text takes no longer than it is long.
_WORD: Final = r"[^\s@＠﹫]"
_HOST: Final = rf"{_WORD}*[^\s@＠﹫\p{{P}}]"
_EMAIL: Final = regex.compile(rf"(?<!{_WORD}){_WORD}++(?:[@＠﹫]{_HOST}|\s?[@＠﹫]\s?(?={_WORD}*\.){_HOST})")
_PLACEHOLDER: Final = regex.compile(r"\{(?:number|email) \d+\}")


class Masking:
    """`{number 1}` for a number, and back. No placeholder is one that the texts hold themselves."""

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts`: all that will be hidden with this."""
        self._taken = {found for text in texts for found in _PLACEHOLDER.findall(text)}
        self._placeholders: dict[tuple[str, str], str] = {}
        self._numbers = {"number": count(1), "email": count(1)}

    def hide(self, text: str) -> str:
        """The text as it may leave."""
        hidden, end = "", 0
        for email in _EMAIL.finditer(text):
            hidden += self._without_numbers(text[end : email.start()]) + self._placeholder("email", email[0])
            end = email.end()
        return hidden + self._without_numbers(text[end:])

    def restore(self, text: str) -> str:
        """With everything that was hidden in its place again."""
        originals = {placeholder: original for (_, original), placeholder in self._placeholders.items()}
        restored: str = _PLACEHOLDER.sub(lambda found: originals.get(found[0], found[0]), text)
        return restored

    def _without_numbers(self, text: str) -> str:
        hidden: str = DIGITS.sub(self._hidden_if_telling, text)
        return hidden

    def _hidden_if_telling(self, found: "regex.Match[str]") -> str:
        return self._placeholder("number", found[0]) if is_telling(found[0]) else found[0]

    def _placeholder(self, kind: str, original: str) -> str:
        if (kind, original) not in self._placeholders:
            self._placeholders[kind, original] = self._next(kind)
        return self._placeholders[kind, original]

    def _next(self, kind: str) -> str:
        return next(name for number in self._numbers[kind] if (name := f"{{{kind} {number}}}") not in self._taken)


def is_telling(digits: str) -> bool:
    """A row of digits by which somebody could be found, or pay."""
    return len(_ONE_DIGIT.findall(digits)) >= MIN_DIGITS or _UNPARTED.search(digits) is not None


def holds_placeholder(text: str) -> bool:
    return _PLACEHOLDER.search(text) is not None
