"""How wide letters are, and texts wrapped by it. Without font files: the widths are those of Arial, on average."""

from functools import lru_cache
from typing import Final
from unicodedata import category, east_asian_width, normalize

import regex

#: Characters by their width in thousandths of the font's size.
_WIDTHS: Final = {
    character: width
    for width, characters in {
        191: "'",
        222: "ijl",
        278: " !,./:;I[]\\ft",
        333: "()-`r{|}",
        370: '"*',
        500: "Jcksvxyz^",
        556: "#$?0123456789L_abdeghnopqu",
        584: "+<=>~",
        611: "FTZ",
        667: "&ABEKPSVXY",
        722: "CDHNRUw",
        778: "GOQ",
        833: "Mm",
        889: "%",
        944: "W",
        1015: "@",
    }.items()
    for character in characters
}
_WIDE: Final = 1000
_EMOJI: Final = 1300
_OTHER: Final = 620
_BOLD: Final = 1.08
_CLUSTER: Final = regex.compile(r"\X")
#: What XML 1.0 cannot hold, and what would turn the letters after it around.
_UNSHOWABLE: Final = regex.compile(
    r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)


def showable(text: str) -> str:
    """The text without characters that cannot be shown, in one line."""
    return " ".join(_UNSHOWABLE.sub("", text).split())


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is, in the unit of `size`."""
    return sum(map(_cluster_width, _CLUSTER.findall(text))) * size / 1000 * (_BOLD if bold else 1)


@lru_cache(maxsize=4096)
def _cluster_width(cluster: str) -> int:
    """Marks stand over their letter; an emoji of several characters is one."""
    first = normalize("NFD", cluster)[0]
    if first in _WIDTHS:
        return _WIDTHS[first]
    if category(first) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    if category(first) == "So":
        return _EMOJI
    return _WIDE if east_asian_width(first) in "WF" else _OTHER


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
