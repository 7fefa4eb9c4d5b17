"""How often somebody may try: a sliding window in memory, lost at a restart, which is no harm."""

from collections import deque
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta

#: Keys remembered at once; past it the one that was counted longest ago is forgotten.
MAX_KEYS = 10_000


class Attempts:
    """At most `most` attempts per key within `window`."""

    def __init__(self, most: int, window: timedelta, clock: Callable[[], datetime]) -> None:
        self._most = most
        self._window = window
        self._clock = clock
        #: In the order in which they were counted last.
        self._made: dict[Hashable, deque[datetime]] = {}

    def free_at(self, key: Hashable) -> datetime | None:
        """When the key may try again; None when it may now."""
        made = self._recent(key)
        return made[0] + self._window if len(made) >= self._most else None

    def count(self, key: Hashable) -> None:
        """One attempt more; without effect on a key that has none left."""
        made = self._recent(key)
        if len(made) >= self._most:
            return
        made.append(self._clock())
        self._made.pop(key, None)
        self._made[key] = made
        if len(self._made) > MAX_KEYS:
            del self._made[next(iter(self._made))]

    def forgive(self, key: Hashable) -> None:
        """The attempt counted last went well."""
        made = self._made.get(key)
        if made:
            made.pop()

    def _recent(self, key: Hashable) -> deque[datetime]:
        made, now = self._made.get(key, deque()), self._clock()
        while made and made[0] + self._window <= now:
            made.popleft()
        return made
