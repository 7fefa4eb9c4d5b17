"""Durations as people write them."""

import re
from datetime import timedelta
from typing import Final

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PART: Final = re.compile(r"(\d{1,6})\s*([smhdw])")
_WHOLE: Final = re.compile(r"(?:\d{1,6}\s*[smhdw]\s*)+")


def parse_duration(text: str) -> timedelta | None:
    """`30m`, `12h`, `1h 30m`, `3d`; None for anything else."""
    if not _WHOLE.fullmatch(text.strip()):
        return None
    return sum((timedelta(**{_UNITS[unit]: int(count)}) for count, unit in _PART.findall(text)), timedelta())
