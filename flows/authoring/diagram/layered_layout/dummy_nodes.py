"""Cuts links into pieces from rank to rank, so that each has a place of its own wherever it passes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from flows.authoring.diagram.layered_layout.geometry import Link, Size


@dataclass(slots=True)
class Chains:
    """Boxes, then the stops of links, as numbers; and the neighbours of each in the ranks beside its own."""

    sizes: list[Size]
    ranks: list[int]
    #: How many of the numbers are boxes; the others are stops.
    boxes: int
    #: For each link its numbers, from the upper end to the lower.
    chains: list[list[int]] = field(default_factory=list)
    #: For each link the stop that holds its label.
    labels: list[int | None] = field(default_factory=list)
    above: list[list[int]] = field(default_factory=list)
    below: list[list[int]] = field(default_factory=list)

    def is_stop(self, number: int) -> bool:
        """Whether a number stands for a stop of a link rather than for a box."""
        return number >= self.boxes

    def rows(self) -> list[list[int]]:
        """The numbers by rank, unsorted."""
        rows: list[list[int]] = [[] for _ in range(max(self.ranks, default=-1) + 1)]
        for number, rank in enumerate(self.ranks):
            rows[rank].append(number)
        return rows


def chains_of(sizes: Sequence[Size], links: Sequence[Link], ranks: Sequence[int], back: frozenset[int]) -> Chains:
    """Every link with a stop in each rank between its ends; its label is at the stop beside its source."""
    chains = Chains([*sizes], [*ranks], len(sizes))
    for number, link in enumerate(links):
        _add(chains, link, is_back=number in back)
    _join(chains)
    return chains


def _add(chains: Chains, link: Link, *, is_back: bool) -> None:
    upper, lower = (link.target, link.source) if is_back else (link.source, link.target)
    first, last = chains.ranks[upper] + 1, chains.ranks[lower]
    stops = list(range(len(chains.sizes), len(chains.sizes) + last - first))
    chains.sizes += [Size(0, 0)] * len(stops)
    chains.ranks += range(first, last)
    label = stops[-1 if is_back else 0] if link.label is not None else None
    if label is not None and link.label is not None:
        chains.sizes[label] = link.label
    chains.labels.append(label)
    chains.chains.append([upper, *stops, lower])


def _join(chains: Chains) -> None:
    chains.above = [[] for _ in chains.sizes]
    chains.below = [[] for _ in chains.sizes]
    for chain in chains.chains:
        for upper, lower in pairwise(chain):
            chains.below[upper].append(lower)
            chains.above[lower].append(upper)
