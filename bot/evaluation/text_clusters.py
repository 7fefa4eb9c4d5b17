"""Puts texts together that say about the same, so that a person looks at each thing once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: A cosine from which on two texts are about the same.
MIN_SIMILARITY = 0.45


@dataclass(frozen=True, slots=True)
class Cluster:
    """Texts by their numbers, the one in the middle first."""

    members: tuple[int, ...]


def clusters(vectors: NDArray[np.float32], near: float = MIN_SIMILARITY) -> tuple[Cluster, ...]:
    """The largest first. `vectors` has a row of length one for each text.

    The text with the most neighbours takes them all with it, and so on with what is left (the way of the leader
    algorithm: no number of clusters to guess, and each member is near the middle that stands for it).
    """
    neighbours = (vectors @ vectors.T) >= near
    np.fill_diagonal(neighbours, val=True)
    left = np.ones(len(vectors), dtype=bool)
    found: list[Cluster] = []
    while left.any():
        counts = np.where(left, (neighbours & left).sum(axis=1), -1)
        middle = int(counts.argmax())
        members = [int(each) for each in np.flatnonzero(neighbours[middle] & left) if each != middle]
        found.append(Cluster((middle, *members)))
        left[[middle, *members]] = False
    return tuple(found)


def same_texts(texts: Sequence[str]) -> dict[str, int]:
    """Each text once, in the order of its first appearance, with how often it came."""
    counted: dict[str, int] = {}
    for text in texts:
        plain = " ".join(text.split())
        counted[plain] = counted.get(plain, 0) + 1
    return counted
