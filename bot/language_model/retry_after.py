"""Reads how long a server wants to be left alone."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

#: Nobody asks for more than 11 days; a longer figure is no time at all.
_MAX_DIGITS: Final = 6


def read(retry_after: str | None, now: datetime) -> timedelta | None:
    """A Retry-After header (RFC 9110, 10.2.3): seconds, or a date. None: nothing, or nothing readable."""
    written = (retry_after or "").strip()
    if written.isascii() and written.isdigit():
        return timedelta(seconds=int(written[:_MAX_DIGITS]))
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    return max(moment.replace(tzinfo=moment.tzinfo or UTC) - now, timedelta())
