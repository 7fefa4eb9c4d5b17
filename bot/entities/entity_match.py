"""Parts of a text that may be an entity, and the choice among those that overlap."""

from collections.abc import Iterable
from enum import IntEnum, auto
from typing import Any, NamedTuple


class How(IntEnum):
    """How it was found. Of two that are as long as each other the first of these counts."""

    BY_NAME = auto()  # the project has it as an example or in a list
    BY_PATTERN = auto()
    BY_SHAPE = auto()  # it looks like an example
    BY_KIND = auto()  # it is asked for, or its neighbours are those of the examples
    BY_CONTEXT = auto()  # nobody knows the word, but its place
    ANY_SUCH = auto()  # any number, any amount


class Found(NamedTuple):
    """A part of the written text that may be an entity."""

    start: int
    end: int
    entity: str
    value: Any
    how: How


def longest_first(found: Iterable[Found]) -> list[Found]:
    """Each part of the text once: the longest wins. From left to right."""
    chosen: list[Found] = []
    for each in sorted(found, key=lambda each: (each.start - each.end, each.how, each.start)):
        if all(each.end <= other.start or other.end <= each.start for other in chosen):
            chosen.append(each)
    return sorted(chosen, key=lambda each: each.start)
