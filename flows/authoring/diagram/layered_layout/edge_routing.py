"""Draws links: from the lower side of a box through its stops to the upper side of another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flows.authoring.diagram.layered_layout.dummy_nodes import Chains
from flows.authoring.diagram.layered_layout.geometry import Box, Point, Route

_CORNER: Final = 16.0
_PORT_GAP: Final = 18.0


@dataclass(frozen=True, slots=True)
class Band:
    """The height that a rank takes."""

    top: float
    bottom: float


def routes_of(chains: Chains, places: Sequence[Box], bands: Sequence[Band], back: frozenset[int]) -> list[Route]:
    """A route for each link; one that leads back is drawn from its lower end to its upper."""
    leaving, arriving = _ports(chains, places, chains.below), _ports(chains, places, chains.above)
    routes = []
    for number, chain in enumerate(chains.chains):
        points = _points(chain, leaving[chain[1]], arriving[chain[-2]], chains, places, bands)
        label = chains.labels[number]
        routes.append(Route(points[::-1] if number in back else points, None if label is None else places[label]))
    return routes


def _ports(chains: Chains, places: Sequence[Box], neighbours: Sequence[Sequence[int]]) -> dict[int, float]:
    """Where links meet their box, by the stop beside it, of which every link has its own."""
    ports: dict[int, float] = {}
    for box in range(chains.boxes):
        beside = sorted(neighbours[box], key=lambda number: _middle(places[number]))
        wanted = [_middle(places[number]) for number in beside]
        ports.update(zip(beside, spread(wanted, places[box].x + _CORNER, places[box].right - _CORNER), strict=True))
    return ports


def _middle(box: Box) -> float:
    return box.x + box.width / 2


def spread(wanted: Sequence[float], low: float, high: float) -> list[float]:
    """Places near the wanted ones (which grow), between two ends, with a gap between them as far as there is room."""
    gap = min(_PORT_GAP, (high - low) / max(len(wanted) - 1, 1))
    places: list[float] = []
    for place in wanted:
        places.append(max(place, low if not places else places[-1] + gap))
    limit = high
    for number in reversed(range(len(places))):
        places[number] = min(places[number], limit)
        limit = places[number] - gap
    return places


def _points(
    chain: Sequence[int], start: float, finish: float, chains: Chains, places: Sequence[Box], bands: Sequence[Band]
) -> tuple[Point, ...]:
    first, last = chain[0], chain[-1]
    points = [Point(start, places[first].bottom), Point(start, bands[chains.ranks[first]].bottom)]
    for stop in chain[1:-1]:
        x, band = _middle(places[stop]), bands[chains.ranks[stop]]
        points += [Point(x, band.top), Point(x, band.bottom)]
    points.append(Point(finish, places[last].y))
    return tuple(point for number, point in enumerate(points) if number == 0 or point != points[number - 1])
