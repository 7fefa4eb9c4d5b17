"""Gives every box its rank: the row in which it stands."""

from collections.abc import Sequence
from graphlib import TopologicalSorter
from typing import Final

#: Between two boxes lies a rank for the labels of their links.
MIN_RANK_DISTANCE: Final = 2


def ranks_of(count: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Ranks from 0; the second of each pair stands at least two below the first. The pairs have no cycle."""
    above: list[list[int]] = [[] for _ in range(count)]
    below: list[list[int]] = [[] for _ in range(count)]
    for upper, lower in pairs:
        above[lower].append(upper)
        below[upper].append(lower)
    order = [*TopologicalSorter({box: above[box] for box in range(count)}).static_order()]
    ranks = _highest(order, above)
    leaves = {box for box in range(count) if len(set(above[box])) == 1 and not below[box]}
    _pull_down(ranks, [box for box in reversed(order) if box not in leaves], above, below, leaves)
    for leaf in leaves:
        ranks[leaf] = ranks[above[leaf][0]] + MIN_RANK_DISTANCE
    return _from_zero(ranks)


def _highest(order: Sequence[int], above: list[list[int]]) -> list[int]:
    ranks = [0] * len(order)
    for box in order:
        ranks[box] = max((ranks[upper] + MIN_RANK_DISTANCE for upper in above[box]), default=0)
    return ranks


def _pull_down(
    ranks: list[int], boxes: Sequence[int], above: list[list[int]], below: list[list[int]], leaves: set[int]
) -> None:
    """A box with more links to below than from above stands close over what is below; leaves follow their box."""
    for box in boxes:
        lower = [ranks[each] for each in below[box] if each not in leaves]
        if lower and len(lower) > len(above[box]):
            ranks[box] = min(lower) - MIN_RANK_DISTANCE


def _from_zero(ranks: list[int]) -> list[int]:
    first = min(ranks, default=0)
    return [rank - first for rank in ranks]
