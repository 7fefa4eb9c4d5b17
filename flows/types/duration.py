"""Durations as people write them."""

import re
from datetime import timedelta
from typing import Final

#: A hundred years: now and then a few of these is still a date that a calendar can hold.
MAX_DURATION: Final = timedelta(days=36_500)

_SECONDS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_PART: Final = re.compile(r"(\d{1,6})\s*([smhdw])")
_WHOLE: Final = re.compile(r"(?:\d{1,6}\s*[smhdw]\s*)+")


def parse_duration(text: str) -> timedelta | None:
    """`30m`, `12h`, `1h 30m`, `3d`; whatever is longer is MAX_DURATION. None for anything else."""
    if not _WHOLE.fullmatch(text.strip()):
        return None
    seconds = sum(int(count) * _SECONDS[unit] for count, unit in _PART.findall(text))
    return timedelta(seconds=min(seconds, int(MAX_DURATION.total_seconds())))
