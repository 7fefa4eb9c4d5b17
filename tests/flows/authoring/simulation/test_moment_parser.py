"""Moments as people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from flows.authoring.simulation.moment_parser import parse_when

NEW_YORK = ZoneInfo("America/New_York")
#: A Monday.
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=NEW_YORK)

MOMENTS = {
    "2026-03-02 10:00": "2026-03-02T10:00:00-05:00",
    "2026-03-09 10:00": "2026-03-09T10:00:00-04:00",
    "2026-03-02T15:00Z": "2026-03-02T15:00:00+00:00",
    "2026-03-05": "2026-03-05T00:00:00-05:00",
    "12:30": "2026-03-02T12:30:00-05:00",
    "9:30": "2026-03-03T09:30:00-05:00",
    "tomorrow 9:30": "2026-03-03T09:30:00-05:00",
    "monday 12:00": "2026-03-02T12:00:00-05:00",
    "Monday 08:00": "2026-03-09T08:00:00-04:00",
    "fri 17:00": "2026-03-06T17:00:00-05:00",
}


@pytest.mark.parametrize(("written", "wanted"), MOMENTS.items())
def test_a_moment_is_read(written: str, wanted: str) -> None:
    moment = parse_when(written, NOW.astimezone(UTC), NEW_YORK)
    assert moment is not None
    assert moment.isoformat() == wanted


@pytest.mark.parametrize(
    "written",
    [
        "9999-12-31 23:59",
        "9999-12-31T23:59-14:00",
        "2200-01-01 00:00",
        "1969-12-31 23:59Z",
        "0001-01-01 00:00",
        "0001-01-01T00:00+14:00",
    ],
)
def test_a_moment_that_no_conversation_is_near_to_is_none(written: str) -> None:
    assert parse_when(written, NOW, NEW_YORK) is None


@pytest.mark.parametrize("written", ["", "soon", "25:00", "12:60", "m 10:00", "mondays 10:00", "2026-02-30", "10"])
def test_anything_else_is_no_moment(written: str) -> None:
    assert parse_when(written, NOW, NEW_YORK) is None
