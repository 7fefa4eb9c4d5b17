"""Sorts each rank so that few links cross: every number moves to the middle of its neighbours, down and up again."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from flows.authoring.diagram.layered_layout.dummy_nodes import Chains

_SWEEPS: Final = 12

Rows = list[list[int]]


def ordered(chains: Chains) -> Rows:
    """The rows, each from left to right; the best that was met."""
    rows = best = _as_walked(chains)
    fewest = _crossings(rows, chains)
    for sweep in range(_SWEEPS):
        if fewest == 0:
            break
        rows = _swept(rows, chains, downwards=sweep % 2 == 0)
        crossings = _crossings(rows, chains)
        if crossings < fewest:
            best, fewest = [[*row] for row in rows], crossings
    return best


def _as_walked(chains: Chains) -> Rows:
    """The order in which a walk down from each box, deep first, comes by."""
    rows: Rows = [[] for _ in chains.rows()]
    seen: set[int] = set()
    for root in range(chains.boxes):
        stack = [root]
        while stack:
            number = stack.pop()
            if number not in seen:
                seen.add(number)
                rows[chains.ranks[number]].append(number)
                stack += reversed(chains.below[number])
    return rows


def _swept(rows: Rows, chains: Chains, *, downwards: bool) -> Rows:
    swept = [[*row] for row in rows]
    neighbours = chains.above if downwards else chains.below
    numbers = range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1)
    for number in numbers:
        beside = _places(swept[number - 1 if downwards else number + 1])
        swept[number] = _sorted_by_middle(swept[number], neighbours, beside)
        _swap_neighbours(swept[number], neighbours, beside)
    return swept


def _places(row: Sequence[int]) -> dict[int, int]:
    return {number: place for place, number in enumerate(row)}


def _sorted_by_middle(row: Sequence[int], neighbours: list[list[int]], places: dict[int, int]) -> list[int]:
    """Numbers without a neighbour keep their place; the others share the places that are left."""
    moving = [number for number in row if neighbours[number]]
    middles = {number: _middle([places[each] for each in neighbours[number]]) for number in moving}
    moved = iter(sorted(moving, key=middles.__getitem__))
    return [next(moved) if neighbours[number] else number for number in row]


def _middle(places: Sequence[int]) -> float:
    return sum(places) / len(places)


def _swap_neighbours(row: list[int], neighbours: list[list[int]], places: dict[int, int]) -> None:
    """Swaps two side by side wherever fewer links then cross, until no swap is worth it, or four times over."""
    found = {number: sorted(places[each] for each in neighbours[number]) for number in row}
    for _ in range(4):
        swapped = False
        for place in range(len(row) - 1):
            left, right = found[row[place]], found[row[place + 1]]
            if _between(left, right) > _between(right, left):
                row[place], row[place + 1] = row[place + 1], row[place]
                swapped = True
        if not swapped:
            return


def _between(left: Sequence[int], right: Sequence[int]) -> int:
    """How many links of two cross when they stand in this order."""
    return sum(len(left) - bisect_right(left, place) for place in right)


def _crossings(rows: Rows, chains: Chains) -> int:
    return sum(_crossings_between(upper, lower, chains) for upper, lower in pairwise(rows))


def _crossings_between(upper: Iterable[int], lower: Sequence[int], chains: Chains) -> int:
    places = _places(lower)
    met: list[int] = []
    crossings = 0
    for number in upper:
        ends = sorted(places[each] for each in chains.below[number])
        crossings += sum(len(met) - bisect_right(met, end) for end in ends)
        for end in ends:
            insort(met, end)
    return crossings
