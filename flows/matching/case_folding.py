"""The form in which two texts are compared: no case, no accents, one way to write each character.

Unicode's own recipe for caseless matching is NFKC, casefold, NFKC again (Unicode 16, section 3.13, D146). Marks are
taken off only where a script treats them as optional: a Thai or Hindi vowel sign is a mark too, and part of the word.
"""

from typing import Final
from unicodedata import decimal, normalize

import regex

_OPTIONAL_MARKS: Final = regex.compile(
    r"(?<=[\p{Latin}\p{Greek}])[\u0300-\u036f]+"
    r"|(?<=\p{Cyrillic})[\u0300\u0301\u0308]"  # stress and ё, but not й, which is another letter
    r"|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]+"  # Hebrew points
    r"|[\u064b-\u065f\u0670]+"  # Arabic vowel signs
)
# Invisible characters that phones and word processors leave behind; a joiner counts only between emoji.
_INVISIBLE: Final = regex.compile(
    r"[\u00ad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufe0e\ufe0f\u20e3]"
    r"|(?<=[\p{L}\p{M}])\u200d|\p{Emoji_Modifier}"
)
_FOREIGN_DIGIT: Final = regex.compile(r"[\p{Nd}--0-9]", regex.V1)
# A row of marks is sorted, which takes the square of its length; no script puts 30 on a letter (UAX 15).
_EXCESS_MARKS: Final = regex.compile(r"(\p{M}{30})\p{M}+")
# Letters that carry their accent inside, so that no decomposition takes it off; and the forms that Arabic and Persian
# keyboards have for one letter: yeh with and without dots, and kaf.
_PLAIN_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "“": '"', "”": '"'}
    | {"ى": "ي", "ی": "ي", "ک": "ك", "ڪ": "ك"}
)


def fold(text: str) -> str:
    """Two texts that a reader takes for the same fold to the same string."""
    if text.isascii():
        return text.lower()
    visible = _EXCESS_MARKS.sub(r"\1", _INVISIBLE.sub("", text))
    decomposed = normalize("NFKD", normalize("NFKC", visible).casefold())
    bare = _OPTIONAL_MARKS.sub("", decomposed).translate(_PLAIN_LETTERS)
    return with_plain_digits(normalize("NFKC", bare))


def with_plain_digits(text: str) -> str:
    """Arabic, Hindi, Thai and all other decimal digits as 0 to 9."""
    # The pattern knows a newer Unicode than Python, to whom the youngest digits are none.
    plain: str = _FOREIGN_DIGIT.sub(lambda digit: str(decimal(digit[0], digit[0])), text)
    return plain
