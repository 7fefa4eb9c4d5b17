"""Parts of a text that may be an entity, and the choice among those that overlap."""

from collections.abc import Iterable
from typing import Any, NamedTuple


class Found(NamedTuple):
    """A part of the written text that may be an entity."""

    start: int
    end: int
    entity: str
    value: Any
    #: Of two as long as each other the one that is surer counts; 0 is the surest.
    rank: int


def longest_first(found: Iterable[Found]) -> list[Found]:
    """Each part of the text once: the longest wins. From left to right."""
    chosen: list[Found] = []
    for each in sorted(found, key=lambda each: (each.start - each.end, each.rank, each.start)):
        if all(each.end <= other.start or other.end <= each.start for other in chosen):
            chosen.append(each)
    return sorted(chosen, key=lambda each: each.start)
