"""Quotes as word processors and phones set them: to YAML letters like any other, which customers would read."""

from typing import Final

_DOUBLE: Final = "“”„‟«»＂"
_SINGLE: Final = "‘’‚‛‹›"
#: These only open: « is an arrow too, and ’ an apostrophe.
_OPENING: Final = "“„"
_APOSTROPHE: Final = "’"


def unquoted(text: str) -> str | None:
    """What two typographic quotes enclose; None where a text is not, as a whole, between two of a kind.

    “Yes” or “no” merely begins and ends with such quotes; ‘it’s’ is enclosed all the same.
    """
    for quotes in (_DOUBLE, _SINGLE):
        if len(text) > 1 and text[0] in quotes and text[-1] in quotes:
            inside = text[1:-1]
            return None if _has_any(inside.replace(_APOSTROPHE, ""), quotes) else inside
    return None


def is_cut_off(text: str) -> bool:
    """True where a quote opens and none closes: the text was to go on after a comma or a #."""
    return text[:1] in tuple(_OPENING) and not _has_any(text[1:], _DOUBLE)


def _has_any(text: str, quotes: str) -> bool:
    return any(quote in text for quote in quotes)


def complaint_of(text: str) -> str | None:
    """What is to be said of a scalar without quotes of YAML's own; None where all is well."""
    if unquoted(text) is not None:
        opening, closing = text[0], text[-1]
        return f'{opening}…{closing} does not quote in YAML: write "…", or "{opening}…{closing}" to keep them'
    return f'{text[0]} does not quote in YAML, and this text ends early: write "…"' if is_cut_off(text) else None
