"""Durations as people write them."""

from datetime import timedelta

import pytest

from flows.types.duration import MAX_DURATION, parse_duration

DURATIONS = {
    "30s": timedelta(seconds=30),
    " 1h 30m ": timedelta(minutes=90),
    "2w1d": timedelta(days=15),
    "36500d": MAX_DURATION,
    "999999w": MAX_DURATION,
    "999999w " * 1000: MAX_DURATION,
}


@pytest.mark.parametrize(("written", "wanted"), DURATIONS.items())
def test_a_duration_is_read(written: str, wanted: timedelta) -> None:
    assert parse_duration(written) == wanted


@pytest.mark.parametrize("written", ["", "30", "m", "1.5h", "-1h", "1h, 30m", "1234567s"])
def test_anything_else_is_none(written: str) -> None:
    assert parse_duration(written) is None
