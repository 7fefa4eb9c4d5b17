"""A memory with an end."""

from collections.abc import Iterator, MutableMapping
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(MutableMapping[Key, Value]):
    """A mapping that forgets what was set longest ago beyond its limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: dict[Key, Value] = {}

    def __getitem__(self, key: Key) -> Value:
        return self._values[key]

    def __setitem__(self, key: Key, value: Value) -> None:
        self._values.pop(key, None)
        self._values[key] = value
        if len(self._values) > self._limit:
            del self._values[next(iter(self._values))]

    def __delitem__(self, key: Key) -> None:
        del self._values[key]

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[Key]:
        return iter(self._values)

    def newest_first(self) -> Iterator[Value]:
        """The values that are still remembered."""
        return reversed(self._values.values())

    def __len__(self) -> int:
        return len(self._values)

    def clear(self) -> None:
        # The mixin's takes the items out one by one.
        self._values.clear()
