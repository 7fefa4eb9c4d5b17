"""How many SMS segments a text takes: what it costs, and what a carrier may cut.

GSM 03.38 alphabets and limits as Twilio counts them (github.com/TwilioDevEd/message-segment-calculator).
"""

import re
from collections.abc import Iterable
from enum import StrEnum

import regex
from msgspec import Struct

GSM_BASIC = (
    "\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
    "¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ"
)
#: Each of these travels as an escape and a letter: two septets.
GSM_EXTENSION = "\f[\\]^{|}~€"

_BASIC_ONLY = re.compile(f"[{re.escape(GSM_BASIC)}]*")
_GSM_ONLY = re.compile(f"[{re.escape(GSM_BASIC + GSM_EXTENSION)}]*")
# A flag is a pair, which `\X` finds out anew for each by counting from the first of a row of them.
_GRAPHEME = regex.compile(r"\p{RI}{2}[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]*|\X")


class Encoding(StrEnum):
    """The alphabet that a text travels in."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


class Segmentation(Struct, frozen=True):
    """What a text costs: `units` are septets in GSM-7 and UTF-16 code units in UCS-2."""

    encoding: Encoding
    segments: int
    units: int


class _Limits(Struct, frozen=True):
    """Units that fit one segment alone, and one of several (the rest is the header that joins them)."""

    alone: int
    joined: int


_SEPTETS = _Limits(160, 153)
_UTF16_UNITS = _Limits(70, 67)


def count(text: str) -> Segmentation:
    """Count the segments of a text; an empty one takes a segment too."""
    if _BASIC_ONLY.fullmatch(text):
        return _count_basic(len(text))
    if _GSM_ONLY.fullmatch(text):
        return _count_gsm(text)
    return _count_ucs2(text)


def _count_basic(septets: int) -> Segmentation:
    segments = 1 if septets <= _SEPTETS.alone else _parts(septets, _SEPTETS.joined)
    return Segmentation(Encoding.GSM_7, segments, septets)


def _count_gsm(text: str) -> Segmentation:
    septets = len(text) + sum(map(text.count, GSM_EXTENSION))
    widths = (2 if character in GSM_EXTENSION else 1 for character in text)
    return Segmentation(Encoding.GSM_7, _pack(widths, septets, _SEPTETS), septets)


def _count_ucs2(text: str) -> Segmentation:
    units = _utf16_units(text)
    if units <= _UTF16_UNITS.alone:
        return Segmentation(Encoding.UCS_2, 1, units)
    widths = map(_utf16_units, _GRAPHEME.findall(text))
    return Segmentation(Encoding.UCS_2, _pack(widths, units, _UTF16_UNITS), units)


def _utf16_units(text: str) -> int:
    # Most graphemes are one character of the Basic Multilingual Plane: nothing to encode.
    return 1 if len(text) == 1 and text <= "\uffff" else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _pack(widths: Iterable[int], total: int, limits: _Limits) -> int:
    """Fill segments from the left; what does not fit whole starts the next one, unless it never could."""
    if total <= limits.alone:
        return 1
    segments, free = 1, limits.joined
    for width in widths:
        if width <= free:
            free -= width
        else:
            carried = width - free if width > limits.joined else width
            added = _parts(carried, limits.joined)
            segments, free = segments + added, added * limits.joined - carried
    return segments


def _parts(units: int, size: int) -> int:
    return -(-units // size)
