"""Parts of a text that may be an entity, and the choice among those that overlap."""

from collections.abc import Iterable
from enum import IntEnum, auto
from typing import Any, NamedTuple


class MatchKind(IntEnum):
    """The extractor that found it, in order of precedence between matches of equal length."""

    BY_NAME = auto()  # the project has it as an example or in a list
    BY_PATTERN = auto()
    BY_SHAPE = auto()  # it looks like an example
    BY_KIND = auto()  # it is asked for, or its neighbours are those of the examples
    BY_CONTEXT = auto()  # nobody knows the word, but its place
    ANY_SUCH = auto()  # any number, any amount


class EntityMatch(NamedTuple):
    """A part of the written text that may be an entity."""

    start: int
    end: int
    entity: str
    value: Any
    kind: MatchKind


def longest_matches(found: Iterable[EntityMatch]) -> list[EntityMatch]:
    """Each part of the text once: the longest wins. From left to right."""
    chosen: list[EntityMatch] = []
    for each in sorted(found, key=lambda each: (each.start - each.end, each.kind, each.start)):
        if all(each.end <= other.start or other.end <= each.start for other in chosen):
            chosen.append(each)
    return sorted(chosen, key=lambda each: each.start)
