"""A chart laid out on a sheet: cards and arrows, each where it is drawn."""

from dataclasses import dataclass
from typing import Final

from flows.authoring.diagram.cards import Card, card_of
from flows.authoring.diagram.chart import Chart, Edge
from flows.authoring.diagram.font_metrics import width_of, wrapped
from flows.authoring.diagram.layered_layout.geometry import Box, Link, Route, Size
from flows.authoring.diagram.layered_layout.layout import place

LABEL_SIZE: Final = 11.0
LABEL_HEIGHT: Final = 14.0
_LABEL_WIDEST: Final = 132.0
_LABEL_LINES: Final = 3
_LABEL_PADDING: Final = 4.0


@dataclass(frozen=True, slots=True)
class PlacedCard:
    card: Card
    box: Box


@dataclass(frozen=True, slots=True)
class Arrow:
    """An edge with its route; its label's lines stand in the route's label box."""

    edge: Edge
    label: tuple[str, ...]
    route: Route


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is drawn of one flow, from (0, 0)."""

    chart: Chart
    cards: tuple[PlacedCard, ...]
    arrows: tuple[Arrow, ...]
    size: Size


def sheet_of(chart: Chart) -> Sheet:
    """The chart, laid out."""
    cards = [card_of(node, chart.edges) for node in chart.nodes]
    numbers = {node.id: number for number, node in enumerate(chart.nodes)}
    edges = [edge for edge in chart.edges if not edge.stays]
    labels = [wrapped(edge.label, LABEL_SIZE, _LABEL_WIDEST, _LABEL_LINES) for edge in edges]
    links = [
        Link(numbers[edge.source], numbers[edge.target], _label_size(label))
        for edge, label in zip(edges, labels, strict=True)
    ]
    placed = place([card.size for card in cards], links)
    return Sheet(
        chart,
        tuple(map(PlacedCard, cards, placed.boxes)),
        tuple(map(Arrow, edges, labels, placed.routes)),
        placed.size,
    )


def _label_size(lines: tuple[str, ...]) -> Size | None:
    if not lines:
        return None
    width = max(width_of(line, LABEL_SIZE) for line in lines)
    return Size(width + 2 * _LABEL_PADDING, len(lines) * LABEL_HEIGHT + _LABEL_PADDING)
