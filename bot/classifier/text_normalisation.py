"""A text as a careful writer would have written it: no case or accents, abbreviations written out, no cooool."""

import re
from typing import Final

from bot.classifier.lexicon import abbreviations
from flows.matching.case_folding import fold
from flows.matching.tokenizer import words_in

#: More than any phone sends at once (WhatsApp's limit is 4,096); what comes after says nothing new.
MAX_TEXT_LENGTH: Final = 2_000
#: No word in a script with spaces is longer; others are cut, so that one endless word costs no more than a text.
MAX_WORD_LENGTH: Final = 40

_REPEATED: Final = re.compile(r"([^\W\d_])\1{2,}")
_LONG_NUMBER: Final = re.compile(r"\d{3,}")


def normalised_words(text: str, language: str = "") -> list[str]:
    """The words of a text, at most as many as fit into `MAX_TEXT_LENGTH`. `language` is a code like "en" or "es-MX"."""
    folded = fold(text[:MAX_TEXT_LENGTH]).replace("'", "")
    plain = _LONG_NUMBER.sub("000", _REPEATED.sub(r"\1\1", folded))
    written_out = abbreviations(language.partition("-")[0])
    words: list[str] = []
    for word in words_in(plain):
        words += written_out.get(word) or (word[:MAX_WORD_LENGTH],)
    return words
