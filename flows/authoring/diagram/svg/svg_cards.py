"""Cards as SVG."""

from collections.abc import Iterator

from flows.authoring.diagram.cards import Card, Line, Role
from flows.authoring.diagram.chart import NodeKind
from flows.authoring.diagram.layered_layout.geometry import Point
from flows.authoring.diagram.sheet import PlacedCard
from flows.authoring.diagram.svg.svg_text import class_names, escaped, identifier, written, written_point


def drawn_card(placed: PlacedCard, flow: str, *, is_first: bool) -> Iterator[str]:
    """A state's box with its lines, as SVG elements."""
    card, box = placed.card, placed.box
    is_table = card.node.kind in (NodeKind.STATE, NodeKind.EVERYWHERE)
    classes = class_names(card.node.kind, "first" if is_first else "", "" if is_table else "pill")
    name = f' id="{identifier(flow, card.node.id)}"' if card.node.kind is NodeKind.STATE else ""
    yield f'<g class="{classes}"{name} transform="translate({written_point(Point(box.x, box.y))})">'
    if card.node.says:
        yield f"<title>{escaped(card.node.says)}</title>"
    corner = 8.0 if is_table else box.height / 2
    yield f'<rect class="card" width="{written(box.width)}" height="{written(box.height)}" rx="{written(corner)}"/>'
    yield from _lines(card)
    yield "</g>"


def _lines(card: Card) -> Iterator[str]:
    for line in card.lines:
        if line.is_timed:
            yield '<g class="timed">'
        if line.is_first:
            yield from _sign(line)
        yield f'<text class="{line.role}" x="{written(line.x)}" y="{written(line.y)}">{escaped(line.text)}</text>'
        if line.is_timed:
            yield "</g>"


def _sign(line: Line) -> Iterator[str]:
    """A triangle before what is done, a dot before what is asked, a turning arrow before what comes back."""
    x, y = line.x - 10, line.y - 4
    if line.role is Role.DOES:
        corners = " L".join(map(written_point, (Point(x - 3, y - 4), Point(x + 4, y), Point(x - 3, y + 4))))
        yield f'<path class="does-sign" d="M{corners} Z"/>'
    if line.role is Role.ASKS:
        yield f'<circle class="asks-sign" cx="{written(x)}" cy="{written(y)}" r="3.5"/>'
    if line.role is Role.STAYS:
        moved = f'transform="translate({written(x)} {written(y)})"'
        yield f'<path class="stays-sign" {moved} d="M3.6 -1.6 A4 4 0 1 0 4 1 M4.2 -4.6 V-1.4 H1"/>'
