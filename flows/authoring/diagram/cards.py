"""What stands in the box of a node, line by line, and how large that makes it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

from flows.authoring.diagram.chart import Edge, Node, NodeKind
from flows.authoring.diagram.font_metrics import width_of, wrapped
from flows.authoring.diagram.layered_layout.geometry import Size

_WIDEST: Final = 246.0
_PADDING: Final = 13.0
_PILL_HEIGHT: Final = 28.0
_PILL_WIDEST: Final = 190.0
_PILL_PADDING: Final = 15.0
_PART_GAP: Final = 9.0


class Role(StrEnum):
    """What a line is; also the name of its style."""

    TITLE = "title"
    SAYS = "says"
    DOES = "does"
    ASKS = "asks"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class _Lettering:
    size: float
    height: float
    most: int
    indent: float = 0.0
    bold: bool = False


_LETTERING: Final = {
    Role.TITLE: _Lettering(13, 18, 2, bold=True),
    Role.SAYS: _Lettering(12, 16, 4),
    Role.DOES: _Lettering(11.5, 16, 2, indent=15),
    Role.ASKS: _Lettering(11.5, 16, 2, indent=15),
    Role.STAYS: _Lettering(11.5, 16, 3, indent=15),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card; `y` is its base line, counted from the card's top."""

    role: Role
    text: str
    x: float
    y: float
    #: The first of its part, which may have a sign before it.
    is_first: bool
    is_timed: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A node with its lines."""

    node: Node
    lines: tuple[Line, ...]
    size: Size


@dataclass(frozen=True, slots=True)
class _Part:
    role: Role
    text: str
    is_timed: bool = False


def card_of(node: Node, edges: Iterable[Edge]) -> Card:
    """The card of a node. What comes back to it stands in it, instead of an arrow from it to itself."""
    if node.kind in (NodeKind.STATE, NodeKind.EVERYWHERE):
        return _table(node, [edge for edge in edges if edge.stays and edge.source == node.id])
    return _pill(node)


def _pill(node: Node) -> Card:
    lettering = _LETTERING[Role.TITLE]
    (text,) = wrapped(node.title, lettering.size, _PILL_WIDEST, 1, bold=True) or ("",)
    size = Size(width_of(text, lettering.size, bold=True) + 2 * _PILL_PADDING, _PILL_HEIGHT)
    return Card(node, (Line(Role.TITLE, text, size.width / 2, _PILL_HEIGHT / 2 + 4.5, is_first=True),), size)


def _table(node: Node, stays: Sequence[Edge]) -> Card:
    parts = [_Part(Role.TITLE, node.title), _Part(Role.SAYS, node.says)]
    parts += [_Part(Role.DOES, node.does), _Part(Role.ASKS, node.asks)]
    parts += [_Part(Role.STAYS, _stay(edge), edge.is_timed) for edge in stays]
    lines, height = _laid(part for part in parts if part.text)
    return Card(node, lines, Size(_width(lines), height))


def _stay(edge: Edge) -> str:
    return f"{edge.label}: {edge.says}" if edge.says else edge.label


def _laid(parts: Iterable[_Part]) -> tuple[tuple[Line, ...], float]:
    lines: list[Line] = []
    y = _PADDING - 3
    for number, (_, group) in enumerate(groupby(parts, key=lambda part: part.role)):
        y += _PART_GAP if number else 0
        for part in group:
            lettering = _LETTERING[part.role]
            lines += _lines(part, lettering, y)
            y = lines[-1].y + 4 if lines else y
    return tuple(lines), y + _PADDING - 4


def _lines(part: _Part, lettering: _Lettering, y: float) -> Iterator[Line]:
    width = _WIDEST - lettering.indent
    texts = wrapped(part.text, lettering.size, width, lettering.most, bold=lettering.bold)
    for number, text in enumerate(texts):
        base = y + (number + 1) * lettering.height - 4
        yield Line(part.role, text, _PADDING + lettering.indent, base, number == 0, part.is_timed)


def _width(lines: Sequence[Line]) -> float:
    widths = [line.x + _measured(line) for line in lines]
    return max(widths, default=0.0) + _PADDING


def _measured(line: Line) -> float:
    lettering = _LETTERING[line.role]
    return width_of(line.text, lettering.size, bold=lettering.bold)
