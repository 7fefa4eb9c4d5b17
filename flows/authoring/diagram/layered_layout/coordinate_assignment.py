"""How far to the right everything stands: links as straight as can be, nothing closer than its gap.

After Brandes and Köpf, "Fast and Simple Horizontal Coordinate Assignment" (2001): numbers are aligned with a middle
neighbour, once for each of the four corners of the picture; the middle of the four places keeps every gap.
"""

from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter
from itertools import pairwise
from typing import Final

from flows.authoring.diagram.layered_layout.dummy_nodes import Chains

_BOX_GAP: Final = 28.0
_STOP_GAP: Final = 18.0

Rows = list[list[int]]


def centres(rows: Rows, chains: Chains) -> list[float]:
    """The x of the middle of each number, from where the leftmost begins."""
    crossing = _crossing_long_links(rows, chains)
    corners = [
        _from_corner(rows, chains, crossing, upwards=upwards, from_right=from_right)
        for upwards in (False, True)
        for from_right in (False, True)
    ]
    middles = [sum(sorted(places)[1:3]) / 2 for places in zip(*_levelled(corners, chains), strict=True)]
    left = min((middle - chains.sizes[number].width / 2 for number, middle in enumerate(middles)), default=0.0)
    return [middle - left for middle in middles]


def _crossing_long_links(rows: Rows, chains: Chains) -> set[tuple[int, int]]:
    """Pieces of links that give way, since they cross a piece between two stops."""
    giving_way: set[tuple[int, int]] = set()
    for upper, lower in pairwise(rows):
        places = {number: place for place, number in enumerate(upper)}
        inner = [(places[chains.above[low][0]], place) for place, low in enumerate(lower) if _is_inner(low, chains)]
        for place, low in enumerate(lower):
            for high in chains.above[low]:
                if not _both_stops(high, low, chains) and _crosses(places[high], place, inner):
                    giving_way.add((high, low))
    return giving_way


def _is_inner(low: int, chains: Chains) -> bool:
    return chains.is_stop(low) and chains.is_stop(chains.above[low][0])


def _both_stops(high: int, low: int, chains: Chains) -> bool:
    return chains.is_stop(high) and chains.is_stop(low)


def _crosses(high: int, low: int, inner: Sequence[tuple[int, int]]) -> bool:
    return any((high - inner_high) * (low - inner_low) < 0 for inner_high, inner_low in inner)


def _from_corner(
    rows: Rows, chains: Chains, crossing: set[tuple[int, int]], *, upwards: bool, from_right: bool
) -> list[float]:
    """The places when everything leans to one corner; mirrored for a right one, so that the code knows left only."""
    seen_rows = [row[::-1] if from_right else row for row in (rows[::-1] if upwards else rows)]
    neighbours = chains.below if upwards else chains.above
    blocks = _blocks(seen_rows, neighbours, crossing)
    places = _compacted(seen_rows, blocks, chains)
    return [-place if from_right else place for place in places]


def _blocks(rows: Rows, neighbours: list[list[int]], crossing: set[tuple[int, int]]) -> list[int]:
    """For each number the first of those that stand straight above each other with it."""
    blocks = list(range(len(neighbours)))
    followed: set[int] = set()
    for before, row in pairwise(rows):
        places = {number: place for place, number in enumerate(before)}
        last = -1
        for number in row:
            for middle in _middles(neighbours[number], places):
                gives_way = (middle, number) in crossing or (number, middle) in crossing
                if middle not in followed and not gives_way and places[middle] > last:
                    blocks[number] = blocks[middle]
                    followed.add(middle)
                    last = places[middle]
                    break
    return blocks


def _middles(neighbours: Sequence[int], places: dict[int, int]) -> list[int]:
    """The middle neighbour, or the two."""
    beside = sorted(neighbours, key=places.__getitem__)
    return beside[(len(beside) - 1) // 2 : len(beside) // 2 + 1]


def _compacted(rows: Rows, blocks: list[int], chains: Chains) -> list[float]:
    """Every block as far left as its neighbours let it, then as near to its right neighbour as that lets it."""
    left: dict[int, dict[int, float]] = {block: {} for block in blocks}
    right: dict[int, dict[int, float]] = {block: {} for block in blocks}
    for first, second in _side_by_side(rows):
        gap = max(left[blocks[second]].get(blocks[first], 0.0), distance(first, second, chains))
        left[blocks[second]][blocks[first]] = right[blocks[first]][blocks[second]] = gap
    order = [*TopologicalSorter(left).static_order()]
    places: dict[int, float] = {}
    for block in order:
        places[block] = max((places[other] + gap for other, gap in left[block].items()), default=0.0)
    for block in reversed(order):
        places[block] = min((places[other] - gap for other, gap in right[block].items()), default=places[block])
    return [places[block] for block in blocks]


def _side_by_side(rows: Rows) -> Iterator[tuple[int, int]]:
    return (pair for row in rows for pair in pairwise(row))


def distance(first: int, second: int, chains: Chains) -> float:
    """How far apart the middles of two are that stand side by side, at least."""
    gap = _STOP_GAP if chains.is_stop(first) or chains.is_stop(second) else _BOX_GAP
    return (chains.sizes[first].width + chains.sizes[second].width) / 2 + gap


def _levelled(corners: Sequence[list[float]], chains: Chains) -> Iterator[list[float]]:
    """The four moved over each other: the left ones by their left side, the right ones by their right."""
    sides = [_sides(places, chains) for places in corners]
    low, high = min(sides, key=lambda each: each[1] - each[0])
    for number, (places, (left, right)) in enumerate(zip(corners, sides, strict=True)):
        shift = high - right if number % 2 else low - left
        yield [place + shift for place in places]


def _sides(places: Sequence[float], chains: Chains) -> tuple[float, float]:
    halves = [size.width / 2 for size in chains.sizes]
    lefts = [place - half for place, half in zip(places, halves, strict=True)]
    rights = [place + half for place, half in zip(places, halves, strict=True)]
    return min(lefts, default=0.0), max(rights, default=0.0)
