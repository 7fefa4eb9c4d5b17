"""How wide letters are, and texts wrapped by it, without font files.

A picture is read with the fonts of its reader's. Measured is the widest of those that it names (svg/style.css): DejaVu
Sans, which is an eighth wider than Arial. So a text may leave room in its box, and does not run out of it.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from unicodedata import category, east_asian_width, normalize

import regex


def _by_character(widths: Mapping[int, str]) -> dict[str, int]:
    return {character: width for width, characters in widths.items() for character in characters}


#: In thousandths of the font's size, the larger of Arial's and DejaVu Sans's, rounded up to 25.
_REGULAR: Final = _by_character({
    275: "'", 300: "Iijlłı", 325: " ,.‘’‚·", 350: "/:;\\|", 375: "-f", 400: "()[]t", 425: "!r¡", 475: '"ªº',
    500: "*J`°", 525: "sz“”„", 550: "c", 575: "?L_–§Ł", 600: "kvxy•", 625: "FTaeo¿«»øð",
    650: "0123456789$bdghnpqu{}€£¥¢ßþđµ", 675: "EKPSYÞ", 700: "ABVXZ", 725: "CR", 750: "NU", 775: "DHĐ",
    800: "&GOQØ", 825: "w", 850: "#+<=>^~×÷±↑↓≤≥≠", 875: "M", 950: "%", 975: "m½¼¾", 1000: "W—…→←æÆ",
    1025: "@œ", 1075: "Œ",
})  # fmt: skip
_BOLD: Final = _by_character({
    325: "'", 350: " ijlı", 375: "/I\\|ł", 400: ",.:;‘’‚·", 425: "-", 450: "f", 475: "!()[]¡", 500: "`rt°", 525: '"*',
    575: "J_–§ªº", 600: "csz", 625: "?¿", 650: "Lx«»•Ł", 675: "akvy“”„", 700: "0123456789$EFTeo€£¥¢øð",
    725: "SYZbdghnpqu{}ßþđ", 750: "CPÞµ", 775: "ABKRVX", 825: "GU", 850: "#+<=>DHNOQ^~×÷±↑↓≤≥≠ØĐ", 875: "&", 925: "w",
    1000: "@M—…→←", 1025: "%", 1050: "mæ½¼¾", 1100: "Æœ", 1125: "W", 1175: "Œ",
})  # fmt: skip
_WIDE: Final = 1000
_EMOJI: Final = 1300
#: A letter of another alphabet, on average.
_OTHER: Final = 720
_OTHER_BOLD: Final = 810
_CLUSTER: Final = regex.compile(r"\X")
#: What XML 1.0 cannot hold, and what would turn the letters after it around.
_UNSHOWABLE: Final = regex.compile(
    r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)


def showable(text: str) -> str:
    """The text without characters that cannot be shown, in one line."""
    return " ".join(_UNSHOWABLE.sub("", text).split())


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is at most, in the unit of `size`."""
    return sum(_cluster_width(cluster, bold=bold) for cluster in _CLUSTER.findall(text)) * size / 1000


@lru_cache(maxsize=4096)
def _cluster_width(cluster: str, *, bold: bool) -> int:
    """Marks stand over their letter; an emoji of several characters is one."""
    first, widths = normalize("NFD", cluster)[0], _BOLD if bold else _REGULAR
    if first in widths:
        return widths[first]
    if category(first) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    if category(first) == "So":
        return _EMOJI
    if east_asian_width(first) in "WF":
        return _WIDE
    return _OTHER_BOLD if bold else _OTHER


def wrapped(text: str, size: float, width: float, most: int, *, bold: bool = False) -> tuple[str, ...]:
    """Lines no wider than `width`, at most so many; an ellipsis stands for the rest."""
    lines: list[str] = []
    for word in showable(text).split():
        for part in _parts(word, size, width, bold=bold):
            joined = f"{lines[-1]} {part}" if lines else part
            if lines and width_of(joined, size, bold=bold) <= width:
                lines[-1] = joined
            elif len(lines) == most:
                return (*lines[:-1], _shortened(lines[-1], size, width, bold=bold))
            else:
                lines.append(part)
    return tuple(lines)


def _parts(word: str, size: float, width: float, *, bold: bool) -> list[str]:
    """A word, cut where it would be wider than a line."""
    if width_of(word, size, bold=bold) <= width:
        return [word]
    parts = [""]
    for cluster in _CLUSTER.findall(word):
        if parts[-1] and width_of(parts[-1] + cluster, size, bold=bold) > width:
            parts.append("")
        parts[-1] += cluster
    return parts


def _shortened(line: str, size: float, width: float, *, bold: bool) -> str:
    clusters = _CLUSTER.findall(line)
    while clusters and width_of("".join(clusters) + "…", size, bold=bold) > width:
        clusters.pop()
    return "".join(clusters).rstrip(" ,.;:") + "…"
