"""How often somebody may try: a sliding window in memory, lost at a restart, which is no harm."""

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

#: Keys remembered at once; past it the ones that are over are swept.
_REMEMBERED = 10_000


class Attempts:
    """At most `most` attempts per key within `window`; an attempt that turns out well is forgiven."""

    def __init__(self, most: int, window: timedelta, clock: Callable[[], datetime]) -> None:
        self._most = most
        self._window = window
        self._clock = clock
        self._made: dict[str, deque[datetime]] = {}

    def try_again_at(self, keys: Iterable[str]) -> datetime | None:
        """Count one attempt for every key; or, when one of them has none left, when it will have."""
        keys, now = list(keys), self._clock()
        full = [made[0] + self._window for key in keys if len(made := self._recent(key, now)) >= self._most]
        if full:
            return max(full)
        for key in keys:
            self._made.setdefault(key, deque()).append(now)
        self._sweep(now)
        return None

    def forgive(self, keys: Iterable[str]) -> None:
        """The attempt counted last went well."""
        for key in keys:
            made = self._made.get(key)
            if made:
                made.pop()

    def _recent(self, key: str, now: datetime) -> deque[datetime]:
        made = self._made.get(key, deque())
        while made and made[0] + self._window <= now:
            made.popleft()
        return made

    def _sweep(self, now: datetime) -> None:
        if len(self._made) > _REMEMBERED:
            self._made = {key: made for key in self._made if (made := self._recent(key, now))}
