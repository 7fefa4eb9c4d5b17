"""Moves what stands further off than it needs to: each thing to where its links are shortest, as far as there is room.

The four corners that `coordinates` takes the middle of pull long links to where the picture is wide, far from what they
join. A move only happens when it makes links shorter, so this comes to rest.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf
from typing import Final, NamedTuple

from flows.authoring.diagram.layered_layout.coordinate_assignment import Rows, distance
from flows.authoring.diagram.layered_layout.dummy_nodes import Chains

_ROUNDS: Final = 12
_WORTH_IT: Final = 0.5
_UPRIGHT: Final = 0.15
#: So much of a box's half width is no place for a link to leave.
_CORNER: Final = 16.0


class _Pull(NamedTuple):
    """A neighbour, and how far off it may stand with the link between still upright."""

    number: int
    reach: float


class _Thing(NamedTuple):
    """A box, or the straight part of a long link: what moves together."""

    members: tuple[int, ...]
    pulls: tuple[_Pull, ...]
    beside: tuple[tuple[int | None, int, int | None], ...]


def settled(middles: Sequence[float], rows: Rows, chains: Chains) -> list[float]:
    """The middles, after the moves."""
    places = [*middles]
    things = [*_things(places, rows, chains)]
    for number in range(_ROUNDS):
        moved = [_move(thing, places, chains) for thing in (things if number % 2 else reversed(things))]
        if not any(moved):
            break
    left = min((place - chains.sizes[number].width / 2 for number, place in enumerate(places)), default=0.0)
    return [place - left for place in places]


def _things(places: Sequence[float], rows: Rows, chains: Chains) -> Iterator[_Thing]:
    beside = {
        number: (row[place - 1] if place else None, number, row[place + 1] if place + 1 < len(row) else None)
        for row in rows
        for place, number in enumerate(row)
    }
    for members in _members(places, chains):
        inside = set(members)
        pulls = [
            _Pull(other, _reach(number, chains) + _reach(other, chains))
            for number in members
            for other in (*chains.above[number], *chains.below[number])
            if other not in inside
        ]
        yield _Thing(members, tuple(pulls), tuple(beside[number] for number in members))


def _members(places: Sequence[float], chains: Chains) -> Iterator[tuple[int, ...]]:
    """In the order of ranks, so that a move can hand itself on."""
    parts: list[tuple[int, ...]] = [(number,) for number in range(chains.boxes)]
    for chain in chains.chains:
        straight = [chain[1]]
        for upper, lower in pairwise(chain[1:-1]):
            if places[upper] != places[lower]:
                parts.append(tuple(straight))
                straight = []
            straight.append(lower)
        parts.append(tuple(straight))
    return iter(sorted(parts, key=lambda part: chains.ranks[part[0]]))


def _reach(number: int, chains: Chains) -> float:
    return 0.0 if chains.is_stop(number) else max(chains.sizes[number].width / 2 - _CORNER, 0.0)


def _move(thing: _Thing, places: list[float], chains: Chains) -> bool:
    now = places[thing.members[0]]
    low, high = _room(thing, places, chains)
    wished = [places[pull.number] + side * pull.reach for pull in thing.pulls for side in (-1, 0, 1)]
    allowed = [min(max(place, low), high) for place in wished] if low <= high else []
    best = min(allowed, key=lambda place: (_length(thing, place, places), abs(place - now)), default=now)
    if _length(thing, best, places) > _length(thing, now, places) - _WORTH_IT:
        return False
    for number in thing.members:
        places[number] = best
    return True


def _room(thing: _Thing, places: Sequence[float], chains: Chains) -> tuple[float, float]:
    low, high = -inf, inf
    for left, number, right in thing.beside:
        if left is not None:
            low = max(low, places[left] + distance(left, number, chains))
        if right is not None:
            high = min(high, places[right] - distance(number, right, chains))
    return low, high


def _length(thing: _Thing, place: float, places: Sequence[float]) -> float:
    """How far links lead aside. Upright ones count a little too, so that things stand amid what they join."""
    asides = ((abs(places[other] - place), reach) for other, reach in thing.pulls)
    return sum(max(aside - reach, 0.0) + _UPRIGHT * aside for aside, reach in asides)
