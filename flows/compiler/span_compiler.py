"""Compiles the hours of a day: `[08:30-12:30, 13:30-17:30]`, `18:00-02:00` or `closed`."""

import re
from typing import Any, Final

from flows.model.opening_hours import DAY, Span
from flows.source.document import Document, Path

_SPAN: Final = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


def compile_spans(value: Any, path: Path, document: Document) -> tuple[Span, ...]:
    """The spans, earliest first; what is none is complained of."""
    if value == "closed":
        return ()
    items = (
        [((*path, number), item) for number, item in enumerate(value)] if isinstance(value, list) else [(path, value)]
    )
    return tuple(sorted(span for place, item in items if (span := _span(item, place, document)) is not None))


def _span(item: Any, path: Path, document: Document) -> Span | None:
    """ "18:00-02:00" ends on the next day; "00:00-24:00" is the whole day."""
    match = _SPAN.fullmatch(item.strip()) if isinstance(item, str) else None
    start, end = (0, 0) if match is None else (_minutes(match[1], match[2]), _minutes(match[3], match[4]))
    if match is None or not _is_day_time(match) or start >= DAY or start == end:
        document.complain(path, f"{_quoted(item)} must be hours like 08:30-12:30, or closed", "bad-hours")
        return None
    return start, end if end > start else end + DAY


def _quoted(item: Any) -> str:
    return f'"{item}"' if isinstance(item, str) else "this"


def _is_day_time(match: re.Match[str]) -> bool:
    minutes_fit = int(match[2]) < 60 and int(match[4]) < 60
    return minutes_fit and _minutes(match[1], match[2]) <= DAY and _minutes(match[3], match[4]) <= DAY


def _minutes(hours: str, minutes: str) -> int:
    return int(hours) * 60 + int(minutes)
