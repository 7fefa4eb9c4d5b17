"""A node of a YAML document with its mark.

Each getter checks the type: whatever is of another is complained of once, at its place, and reads as nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.project.notes import Notes
from flows.source.document import Map, Mark, Plain, Sequence, resolve


@dataclass(frozen=True, slots=True)
class YamlNode:
    """A value with its mark."""

    value: Any
    mark: Mark
    notes: Notes

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, Map)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, Sequence)

    @property
    def is_text(self) -> bool:
        return isinstance(self.value, str)

    @property
    def plain(self) -> Any:
        """The value as Python's own types, by YAML 1.2: a plain `12` is a number, `no` is a text."""
        return plain(self.value)

    def get(self, key: str) -> "YamlNode | None":
        """What stands under a key; None where nothing does."""
        if not isinstance(self.value, Map) or self.value.get(key) is None:
            return None
        return YamlNode(self.value[key], self.value.values_at[key], self.notes)

    def has(self, key: str) -> bool:
        """Whether the key is there, even with nothing under it."""
        return isinstance(self.value, Map) and key in self.value

    def key_mark(self, key: str) -> Mark:
        return self.value.keys_at[key] if self.has(key) else self.mark

    def entries(self, what: str) -> Iterator[tuple[str, Mark, "YamlNode"]]:
        """The keys of a mapping, their marks, and what stands under each."""
        if isinstance(self.value, Map):
            for key, value in self.value.items():
                yield key, self.value.keys_at[key], YamlNode(value, self.value.values_at[key], self.notes)
        elif self.value is not None:
            self.notes.error(self.mark, f"{what} must be a mapping of keys to values", "bad-value")

    def items(self, what: str) -> Iterator["YamlNode"]:
        """The items of a list."""
        if isinstance(self.value, Sequence):
            for value, mark in zip(self.value, self.value.values_at, strict=True):
                yield YamlNode(value, mark, self.notes)
        elif self.value is not None:
            self.notes.error(self.mark, f"{what} must be a list, each item on its line after a dash", "bad-value")

    def key_marks(self) -> Iterator[tuple[str, Mark]]:
        if isinstance(self.value, Map):
            yield from self.value.keys_at.items()

    def text(self, what: str) -> str | None:
        """A text, as it was written: `12` is "12"."""
        if isinstance(self.value, str):
            return str(self.value)
        self.notes.error(self.mark, f"{what} must be a text", "bad-value")
        return None

    def text_at(self, key: str, what: str) -> str | None:
        """The text under a key; None where nothing stands there."""
        found = self.get(key)
        return None if found is None else found.text(what)

    def number_at(self, key: str, default: float, what: str) -> float:
        """The number under a key, or the default one."""
        found = self.get(key)
        if found is None:
            return default
        number = found.plain
        if isinstance(number, int | float) and not isinstance(number, bool):
            return float(number)
        self.notes.error(found.mark, f"{what} must be a number", "bad-value")
        return default

    def bool_at(self, key: str, what: str, *, default: bool) -> bool:
        """The true or false under a key, or the default one."""
        found = self.get(key)
        if found is None:
            return default
        if isinstance(found.plain, bool):
            return found.plain
        self.notes.error(found.mark, f"{what} must be true or false", "bad-value")
        return default

    def texts_at(self, key: str, what: str) -> tuple[str, ...]:
        """The texts under a key, one or a list of them."""
        found = self.get(key)
        if found is None:
            return ()
        if found.is_text:
            return (str(found.value),)
        return tuple(text for item in found.items(what) if (text := item.text(f"each of {what}")) is not None)


def plain(value: Any) -> Any:
    """A value of a document as Python's own types."""
    if isinstance(value, Map):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [plain(each) for each in value]
    if isinstance(value, Plain):
        return resolve(value)
    return value if value is None else str(value)
