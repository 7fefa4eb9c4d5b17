"""How many segments a text costs: facts of the GSM 03.38 alphabet, as Twilio's own calculator counts."""

from collections.abc import Iterator

import regex

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Each costs two septets, the escape and itself, which are never split over two segments.
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
GSM_ALPHABET = GSM_BASIC | GSM_EXTENSION


def count_segments(text: str) -> int:
    """How many segments Twilio bills."""
    if GSM_ALPHABET.issuperset(text):
        return _count(_septets(text), single=160, part=153)
    return _count(_utf16_units(text), single=70, part=67)


def _septets(text: str) -> list[int]:
    return [2 if character in GSM_EXTENSION else 1 for character in text]


def _utf16_units(text: str) -> list[int]:
    return list(_grapheme_sizes(text))


def _grapheme_sizes(text: str) -> Iterator[int]:
    # Twilio keeps a grapheme (a family emoji, say) in one segment; CRLF is one grapheme but two characters to it.
    for grapheme in regex.findall(r"\r|\n|\X", text):
        yield len(grapheme.encode("utf-16-le")) // 2


def _count(sizes: list[int], single: int, part: int) -> int:
    if sum(sizes) <= single:
        return 1
    segments, used = 1, 0
    for size in sizes:
        if used + size > part:
            segments, used = segments + 1, 0
        used += size
    return segments
