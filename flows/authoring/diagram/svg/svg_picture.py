"""Sheets as SVG: one file that needs nothing else, in light and in dark."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import accumulate
from typing import Final

from flows.authoring.diagram.chart import START, Chart, Edge
from flows.authoring.diagram.font_metrics import showable, width_of
from flows.authoring.diagram.sheet import Sheet, sheet_of
from flows.authoring.diagram.svg.svg_arrows import drawn_label, drawn_line
from flows.authoring.diagram.svg.svg_cards import drawn_card
from flows.authoring.diagram.svg.svg_text import escaped, identifier, written

_MARGIN: Final = 28.0
_HEADING: Final = 34.0
_HEADING_SIZE: Final = 17.0
_BETWEEN: Final = 40.0
_STYLE: Final = files(__package__).joinpath("style.css").read_text("utf-8")


def svg_of(charts: Sequence[Chart]) -> str:
    """The charts below each other, as one picture."""
    sheets = [sheet_of(chart) for chart in charts]
    tops = [*accumulate((sheet.size.height + _HEADING + _BETWEEN for sheet in sheets), initial=_MARGIN)]
    width = max(map(_width, sheets), default=0.0) + 2 * _MARGIN
    height = tops[-1] - _BETWEEN + _MARGIN
    drawn = [line for sheet, top in zip(sheets, tops, strict=False) for line in _sheet(sheet, top)]
    return "\n".join([*_opening(charts, width, height), *drawn, "</svg>", ""])


def _width(sheet: Sheet) -> float:
    return max(sheet.size.width, width_of(showable(sheet.chart.name), _HEADING_SIZE, bold=True))


def _opening(charts: Sequence[Chart], width: float, height: float) -> Iterator[str]:
    size = f'width="{written(width)}" height="{written(height)}" viewBox="0 0 {written(width)} {written(height)}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title description">'
    yield f'<title id="title">{escaped("Flow " + ", ".join(chart.name for chart in charts))}</title>'
    yield f'<desc id="description">{escaped(" ".join(map(_description, charts)))}</desc>'
    yield f"<style>\n{_STYLE}</style>"
    yield '<rect class="canvas" width="100%" height="100%" rx="10"/>'


def _description(chart: Chart) -> str:
    titles = {node.id: node.title for node in chart.nodes}
    ways = (_way_told(edge, titles) for edge in chart.edges if not edge.stays)
    return f"{chart.name}: {'; '.join(ways)}."


def _way_told(edge: Edge, titles: dict[str, str]) -> str:
    told = f"{titles[edge.source]} to {titles[edge.target]}"
    return f"{told} ({edge.label})" if edge.label else told


def _sheet(sheet: Sheet, top: float) -> Iterator[str]:
    kinds = {node.id: node.kind for node in sheet.chart.nodes}
    first = {edge.target for edge in sheet.chart.edges if edge.source == START}
    yield f'<g id="{identifier(sheet.chart.name)}" transform="translate({written(_MARGIN)} {written(top)})">'
    yield f'<text class="heading" y="16">{escaped(sheet.chart.name)}</text>'
    yield f'<g transform="translate(0 {written(_HEADING)})">'
    # Labels cover the lines of others, so all lines come first.
    for parts in (drawn_line, drawn_label):
        for arrow in sheet.arrows:
            yield from parts(arrow, kinds[arrow.edge.target])
    for placed in sheet.cards:
        yield from drawn_card(placed, sheet.chart.name, is_first=placed.card.node.id in first)
    yield "</g>\n</g>"
