"""The machine's clock is put back, put forward, or the same webhook comes again days later."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from router.app import utc_now
from router.store.tables import events, timers
from tests.bad_days.step_clock import StepClock
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import Installation, eventually, running
from tests.journeys.webhook import inbound_form, post_signed

CUSTOMER = "+12125550123"


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(days=-1), timedelta(hours=1)], ids=str)
def test_a_conversation_goes_on_when_the_clock_steps(
    installation: Installation, clock: StepClock, step: timedelta
) -> None:
    phone = installation.phone(CUSTOMER)
    phone.text("1")
    phone.hears("Which day")
    clock.offset = step
    phone.text("Monday")
    phone.hears("Booked for Monday")


def test_a_day_later_the_next_text_starts_afresh(installation: Installation, clock: StepClock) -> None:
    phone = installation.phone(CUSTOMER)
    phone.text("1")
    phone.hears("Which day")
    clock.offset = timedelta(hours=25)
    phone.text("Monday")
    phone.hears("Welcome")
    assert not any("Booked" in text for text in phone.received())


def test_a_webhook_that_comes_again_two_days_later_changes_nothing(
    installation: Installation, clock: StepClock
) -> None:
    form = inbound_form(CUSTOMER, "1")
    post_signed(installation, form)
    installation.phone(CUSTOMER).hears("Which day")
    clock.offset = timedelta(hours=48)
    assert post_signed(installation, form).status_code == 204
    kept = select(func.count()).select_from(events)
    assert installation.read(lambda connection: connection.execute(kept).scalar_one()) == 1


def test_a_silence_is_noticed_once_however_the_clock_steps(installation: Installation, clock: StepClock) -> None:
    phone = installation.phone(CUSTOMER)
    phone.text("hi")
    phone.hears("Reply 1 to book")
    eventually(lambda: installation.read(lambda connection: connection.execute(select(timers.c.due_at)).scalar()))
    for minutes in (-60, 31, -60, 31, 24 * 60):
        clock.offset = timedelta(minutes=minutes)
        if minutes > 0:
            phone.hears("Still there?")
    assert sum("Still there?" in text for text in phone.received()) == 1


@pytest.mark.parametrize(
    ("night", "opens_at"),
    [
        pytest.param(datetime(2026, 3, 8, 5, tzinfo=UTC), "9:00", id="clocks go forward"),
        pytest.param(datetime(2026, 11, 1, 4, tzinfo=UTC), "9:00", id="clocks go back"),
    ],
)
def test_both_nights_when_the_clocks_change_tell_the_right_opening(
    sqlite_url: str, tmp_path: Path, night: datetime, opens_at: str
) -> None:
    flow_file = _with_hours(tmp_path)
    clock = StepClock(night - utc_now())
    with running(flow_file, sqlite_url, clock) as installation:
        phone = installation.phone(CUSTOMER)
        phone.text("human")
        assert opens_at in eventually(phone.received)[0]


def _with_hours(folder: Path) -> Path:
    flow_file = folder / "hours.yaml"
    text = CLINIC.read_text().replace("reception: {}", "reception: {hours: clinic}")
    flow_file.write_text(text.replace("teams:", "hours:\n  clinic:\n    mon-sun: 09:00-17:00\nteams:"))
    return flow_file
