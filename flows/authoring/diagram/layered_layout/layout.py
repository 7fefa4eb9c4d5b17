"""The whole layout: sizes and links in, boxes and routes out."""

from collections.abc import Sequence
from typing import Final

from flows.authoring.diagram.layered_layout.compaction import settled
from flows.authoring.diagram.layered_layout.coordinate_assignment import centres
from flows.authoring.diagram.layered_layout.crossing_reduction import Rows, ordered
from flows.authoring.diagram.layered_layout.cycle_removal import links_back
from flows.authoring.diagram.layered_layout.dummy_nodes import Chains, chains_of
from flows.authoring.diagram.layered_layout.edge_routing import Band, routes_of
from flows.authoring.diagram.layered_layout.geometry import Box, Link, Placement, Size
from flows.authoring.diagram.layered_layout.layer_assignment import ranks_of

_MIN_GAP: Final = 20.0
_MAX_GAP: Final = 52.0


def place(sizes: Sequence[Size], links: Sequence[Link]) -> Placement:
    """Boxes of these sizes and the links between them; no link may lead from a box to itself."""
    back = links_back(len(sizes), links)
    pairs = [(link.target, link.source) if number in back else link[:2] for number, link in enumerate(links)]
    chains = chains_of(sizes, links, ranks_of(len(sizes), pairs), back)
    rows = ordered(chains)
    middles = settled(centres(rows, chains), rows, chains)
    bands = _bands(rows, chains, middles)
    places = _places(chains, middles, bands)
    return Placement(tuple(places[: len(sizes)]), tuple(routes_of(chains, places, bands, back)), _size(places, bands))


def _bands(rows: Rows, chains: Chains, middles: Sequence[float]) -> list[Band]:
    bands: list[Band] = []
    for row in rows:
        top = bands[-1].bottom + _gap(row, chains, middles) if bands else 0.0
        bands.append(Band(top, top + max((chains.sizes[number].height for number in row), default=0.0)))
    return bands


def _gap(row: Sequence[int], chains: Chains, middles: Sequence[float]) -> float:
    """More room over a row to which a link comes from far aside: its curve would be flat."""
    aside = max((abs(middles[number] - middles[upper]) for number in row for upper in chains.above[number]), default=0)
    return min(_MIN_GAP + aside / 14, _MAX_GAP)


def _places(chains: Chains, middles: Sequence[float], bands: Sequence[Band]) -> list[Box]:
    """Boxes stand at the top of their rank, labels in its middle."""
    places = []
    for number, (size, middle) in enumerate(zip(chains.sizes, middles, strict=True)):
        band = bands[chains.ranks[number]]
        spare = (band.bottom - band.top - size.height) / 2 if chains.is_stop(number) else 0.0
        places.append(Box(middle - size.width / 2, band.top + spare, *size))
    return places


def _size(places: Sequence[Box], bands: Sequence[Band]) -> Size:
    return Size(max((box.right for box in places), default=0.0), bands[-1].bottom if bands else 0.0)
