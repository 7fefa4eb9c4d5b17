"""The time of day, as an argument."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    """The time of day, in UTC."""
    return datetime.now(UTC)
