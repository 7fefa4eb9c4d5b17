"""Opening hours, on ordinary days and on the two nights when clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.model.opening_hours import Hours
from tests.flows.scenario import service_of

NEW_YORK = ZoneInfo("America/New_York")


def hours_of(yaml: str, timezone: str = "America/New_York") -> Hours:
    return service_of("a: {say: Hi}", f"timezone: {timezone}\nhours: {{it: {{{yaml}}}}}").hours["it"]


def local(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("week", "at", "is_open"),
    [
        ("mon-fri: [08:30-12:30, 13:30-17:30]", "2026-03-02 08:29", False),
        ("mon-fri: [08:30-12:30, 13:30-17:30]", "2026-03-02 08:30", True),
        ("mon-fri: [08:30-12:30, 13:30-17:30]", "2026-03-02 12:30", False),
        ("mon-fri: [08:30-12:30, 13:30-17:30]", "2026-03-02 17:29", True),
        ("mon-fri: [08:30-12:30, 13:30-17:30]", "2026-03-07 10:00", False),
        ("fri: 18:00-02:00", "2026-03-07 01:59", True),
        ("fri: 18:00-02:00", "2026-03-07 02:00", False),
        ("fri: 18:00-02:00", "2026-03-06 01:00", False),
        ("daily: 00:00-24:00", "2026-03-07 03:00", True),
        ("sat-mon: 10:00-12:00", "2026-03-01 11:00", True),
        ("'sat, mon': 10:00-12:00", "2026-03-01 11:00", False),
        ("mon: 8:00 - 9:00", "2026-03-02 08:30", True),
        ("daily: 10:00-12:00, sun: closed", "2026-03-01 11:00", False),
        ("daily: 10:00-12:00, dates: {2026-03-02: closed}", "2026-03-02 11:00", False),
        ("daily: 10:00-12:00, dates: {2026-03-02: [15:00-16:00]}", "2026-03-02 15:30", True),
        ("daily: 20:00-02:00, dates: {2026-03-02: closed}", "2026-03-02 01:00", True),
        ("daily: 20:00-02:00, dates: {2026-03-02: closed}", "2026-03-03 01:00", False),
        ("timezone: Europe/Berlin, mon: 08:00-09:00", "2026-03-02 02:30", True),
        ("daily: 10:00-12:00, holidays: US-NY", "2026-02-12 11:00", False),
        ("daily: 10:00-12:00, holidays: US", "2026-02-12 11:00", True),
        ("daily: 10:00-12:00, holidays: [US, US-NY]", "2026-02-12 11:00", False),
        ("daily: 10:00-12:00, holidays: US", "2026-07-03 11:00", False),
        ("daily: 10:00-12:00, holidays: US, dates: {2026-07-04: 11:00-12:00}", "2026-07-04 11:30", True),
        ("daily: 10:00-12:00, holidays: US, dates: {2026-07-04: 11:00-12:00}", "2026-07-04 10:30", False),
        ("daily: 10:00-12:00, holidays: {calendar: US, hours: [14:00-15:00]}", "2026-12-25 14:30", True),
        ("daily: 10:00-12:00, holidays: {calendar: US, hours: [14:00-15:00]}", "2026-12-25 11:00", False),
        ("daily: 10:00-12:00, holidays: {calendar: [US], hours: closed}", "2026-12-25 11:00", False),
        ("daily: 20:00-02:00, holidays: US", "2026-12-25 01:00", True),
        ("daily: 20:00-02:00, holidays: US", "2026-12-26 01:00", False),
    ],
)
def test_open_or_closed(week: str, at: str, is_open: bool) -> None:
    assert hours_of(week).is_open(local(at)) is is_open


@pytest.mark.parametrize(
    ("week", "at", "opening"),
    [
        ("mon-fri: [08:30-12:30, 13:30-17:30]", "2026-03-02 07:00", "2026-03-02 08:30"),
        ("mon-fri: [13:30-17:30, 08:30-12:30]", "2026-03-02 13:00", "2026-03-02 13:30"),
        ("mon-fri: 08:30-12:30", "2026-03-06 18:00", "2026-03-09 08:30"),
        ("mon-fri: 08:30-12:30, dates: {2026-03-09: closed}", "2026-03-06 18:00", "2026-03-10 08:30"),
        ("dates: {2026-12-24: 08:00-12:00}", "2026-03-06 18:00", "2026-12-24 08:00"),
        ("daily: 08:00-12:00, holidays: US", "2026-12-31 18:00", "2027-01-02 08:00"),
    ],
)
def test_the_next_opening(week: str, at: str, opening: str) -> None:
    assert hours_of(week).next_opening(local(at)) == local(opening)


def test_hours_that_never_open_have_no_next_opening() -> None:
    assert hours_of("mon: closed").next_opening(local("2026-03-02 10:00")) is None


class TestTheNightsWhenClocksChange:
    def test_hours_that_begin_in_the_skipped_hour_begin_with_the_skip(self) -> None:
        hours = hours_of("sun: 02:30-05:00")
        assert not hours.is_open(datetime(2026, 3, 8, 6, 59, 59, tzinfo=UTC))
        assert hours.is_open(datetime(2026, 3, 8, 7, 0, tzinfo=UTC))
        assert hours.is_open(datetime(2026, 3, 8, 8, 59, tzinfo=UTC))
        assert not hours.is_open(datetime(2026, 3, 8, 9, 0, tzinfo=UTC))

    def test_hours_that_begin_in_the_repeated_hour_begin_the_first_time(self) -> None:
        hours = hours_of("sun: 01:30-05:00")
        first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
        assert not hours.is_open(first - timedelta(seconds=1))
        assert all(hours.is_open(first + timedelta(minutes=minutes)) for minutes in range(0, 270, 5))
        assert not hours.is_open(datetime(2026, 11, 1, 10, 0, tzinfo=UTC))

    def test_a_night_shift_lasts_an_hour_less_or_more(self) -> None:
        hours = hours_of("sat: 22:00-06:00")
        assert _minutes_open(hours, "2026-03-07 12:00") == 7 * 60
        assert _minutes_open(hours, "2026-10-31 12:00") == 9 * 60

    def test_a_zone_that_skips_at_midnight(self) -> None:
        hours = hours_of("sun: 00:00-02:00", timezone="Africa/Cairo")
        assert hours.next_opening(datetime(2026, 4, 24, 12, tzinfo=UTC)) == datetime(2026, 4, 25, 21, tzinfo=UTC)
        friday = hours_of("fri: 00:00-02:00", timezone="Africa/Cairo")
        assert friday.next_opening(datetime(2026, 4, 23, 12, tzinfo=UTC)) == datetime(2026, 4, 23, 22, tzinfo=UTC)


def _minutes_open(hours: Hours, start: str) -> int:
    return sum(hours.is_open(local(start) + timedelta(minutes=minute)) for minute in range(24 * 60))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda naive: naive.replace(tzinfo=UTC)))  # noqa: DTZ001
def test_at_the_next_opening_it_is_open_and_just_before_it_is_not(now: datetime) -> None:
    hours = Hours(NEW_YORK, dict.fromkeys(range(6), ((90, 150), (1320, 1500))))
    opening = hours.next_opening(now)
    assert opening is not None
    assert opening > now
    assert hours.is_open(opening)
    assert not hours.is_open(opening - timedelta(seconds=1))
