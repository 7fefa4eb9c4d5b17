"""Walks over the parts of a text, taking one after the other."""

from collections.abc import Iterable
from typing import Final

from flows.matching.calendar_items import Item, Kind, Meanings

#: Stands behind the last part, and is of no kind.
_END: Final[Meanings] = {}


class ItemCursor:
    """A place in a text; whoever takes parts in vain sets `position` back."""

    __slots__ = ("_items", "position")

    def __init__(self, items: Iterable[Meanings]) -> None:
        self._items = [*items, _END]
        self.position = 0

    @property
    def next(self) -> Meanings:
        """What the next part can mean; of no kind at the end."""
        return self._items[self.position]

    @property
    def before(self) -> Meanings:
        """What the part before can mean; of no kind at the beginning."""
        return self._items[self.position - 1]

    @property
    def second_before(self) -> Meanings:
        """What the part before that can mean."""
        return self._items[self.position - 2] if self.position > 1 else _END

    @property
    def is_at_end(self) -> bool:
        return self._items[self.position] is _END

    def since(self, start: int) -> Iterable[Meanings]:
        """What the parts from a position on, up to this one, can mean."""
        return self._items[start : self.position]

    def sees(self, kinds: frozenset[Kind]) -> bool:
        """Whether the next part can be of one of these kinds."""
        return not kinds.isdisjoint(self._items[self.position])

    def take(self, kind: Kind) -> Item | None:
        """The next part, if it can be of a kind."""
        item = self._items[self.position].get(kind)
        if item is not None:
            self.position += 1
        return item

    def skip(self, kinds: frozenset[Kind]) -> bool:
        """Passes over parts of these kinds; whether there were any."""
        start = self.position
        while not kinds.isdisjoint(self._items[self.position]):
            self.position += 1
        return self.position > start

    def leads_to(self, kinds: frozenset[Kind], between: frozenset[Kind]) -> bool:
        """Whether a part of one of these kinds comes next, or behind parts of the kinds between."""
        start = self.position
        self.skip(between)
        found = self.sees(kinds)
        self.position = start
        return found
