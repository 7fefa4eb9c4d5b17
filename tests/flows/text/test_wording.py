"""Everything that Parley says by itself is said in every language it speaks."""

from datetime import datetime
from importlib.resources import files

import pytest
import yaml

from flows.compiler import built_in
from flows.matching.calendar_vocabulary import KEYS
from flows.model.situation import Brand

LANGUAGES = {"en", "es", "fr", "de"}
SATURDAY = datetime(2026, 3, 7, 9, 30)  # noqa: DTZ001 - wall time of the hours


def test_every_wording_calendar_and_yes_is_there_in_every_language() -> None:
    for key, text in built_in.wordings().items():
        assert set(text.by_language) == LANGUAGES, key
    assert set(built_in.calendars()) == set(built_in.yes_no_words()) == set(built_in.neither_words()) == LANGUAGES


def test_the_words_for_days_and_times_stand_under_keys_that_are_read() -> None:
    written = yaml.safe_load((files("flows.text.wording") / "spoken.yaml").read_text("utf-8"))
    assert set(written) == set(built_in.calendar_words()) == LANGUAGES
    for entry in written.values():
        assert set(entry) <= KEYS


@pytest.mark.parametrize("key", sorted(built_in.wordings()))
def test_every_wording_renders(key: str) -> None:
    names = {"brand": Brand("Harbour Dental"), "opening": "tomorrow", "meant": "1 book an appointment"}
    for template in built_in.wordings()[key].by_language.values():
        assert template.names <= built_in.WORDING_NAMES
        assert 0 < len(template.render(names)) <= 160


@pytest.mark.parametrize(
    ("language", "now", "written"),
    [
        ("en", "2026-03-07 08:00", "today at 9:30 am"),
        ("en", "2026-03-06 18:00", "tomorrow at 9:30 am"),
        ("en", "2026-03-02 18:00", "on Saturday at 9:30 am"),
        ("en", "2026-02-28 18:00", "on March 7 at 9:30 am"),
        ("es", "2026-02-20 18:00", "el 7 de marzo a las 09:30"),
        ("fr", "2026-03-02 18:00", "samedi à 09:30"),
        ("de", "2026-02-20 18:00", "am 7. März um 09:30 Uhr"),
    ],
)
def test_an_opening_is_written_as_people_say_it(language: str, now: str, written: str) -> None:
    assert built_in.calendars()[language].write(SATURDAY, datetime.fromisoformat(now)) == written


@pytest.mark.parametrize(("hour", "written"), [(0, "12:30 am"), (11, "11:30 am"), (12, "12:30 pm"), (13, "1:30 pm")])
def test_a_clock_of_twelve_hours(hour: int, written: str) -> None:
    opening = SATURDAY.replace(hour=hour)
    assert built_in.calendars()["en"].write(opening, SATURDAY) == f"today at {written}"
