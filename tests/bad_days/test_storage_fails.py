"""The database takes nothing for a while: no text is acknowledged and lost, and a few seconds later all goes on."""

import resource
import time
from pathlib import Path
from threading import Event

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from tests.bad_days.emulator_dials import calls, seen, sent_by_us, turn_dials
from tests.bad_days.storage_trouble import Trouble, full, read_only, standby
from tests.bad_days.stored_messages import with_provider
from tests.crash.process import process_with_emulator
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import Installation, eventually, running
from tests.journeys.webhook import Form, HasAddress, inbound_form, post_signed

TEXTS = 10
#: More than is free in the pages that are there; Twilio adds fields unannounced.
FILLER = "x" * 20_000
RESUMES_WITHIN = 10
#: Of one second: each waiting part may try once, and say so.
MOST_COMPLAINTS = 10 + TEXTS


@pytest.mark.parametrize("trouble", [full, read_only])
def test_sqlite_that_takes_nothing(sqlite_url: str, trouble: Trouble) -> None:
    _live_through(sqlite_url, trouble)


def test_postgresql_that_takes_nothing(postgresql_url: str) -> None:
    _live_through(postgresql_url, standby)


def _live_through(database_url: str, trouble: Trouble) -> None:
    before, meanwhile = _forms(0), _forms(TEXTS)
    with capture_logs() as logs, running(CLINIC, database_url) as installation:
        turn_dials(installation, creates={"slow": 1.0}, slow_ms=500)
        assert [_post(installation, form) for form in before] == [204] * TEXTS
        eventually(lambda: calls(installation) > 0, "a call is under way")
        with trouble(installation):
            logs.clear()
            assert [_post(installation, form) for form in meanwhile] == [503] * TEXTS
            Event().wait(1)
            complaints = [line for line in logs if line["log_level"] == "error"]
        _expect_clear_words(complaints)
        assert len([line for line in complaints if line["event"] != "webhook_not_stored"]) <= 2 * MOST_COMPLAINTS
        began = time.monotonic()
        assert [_post(installation, form) for form in meanwhile] == [204] * TEXTS
        eventually(lambda: with_provider(installation) == 2 * TEXTS, "all answered", within=RESUMES_WITHIN)
        print(f"resumed in {time.monotonic() - began:.1f} s")
        _expect_one_text_each(installation, before + meanwhile)


def _forms(first: int) -> list[Form]:
    return [inbound_form(f"+1212555{number:04}", "hi", Filler=FILLER) for number in range(first, first + TEXTS)]


def _post(installation: HasAddress, form: Form) -> int:
    return post_signed(installation, form).status_code


def _expect_clear_words(complaints: list[EventDict]) -> None:
    refused = [line for line in complaints if line["event"] == "webhook_not_stored" and line["kind"] == "inbound"]
    assert len(refused) == TEXTS
    assert all("the database cannot be used" in str(line["error"]) for line in refused)
    assert not [line for line in complaints if "exc_info" in line], "nothing is a traceback"


def _expect_one_text_each(installation: Installation, forms: list[Form]) -> None:
    assert sorted(message["to"] for message in sent_by_us(installation)) == sorted(form["From"] for form in forms)
    assert seen(installation)["repeated"] == {}


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits the files of a running process")
def test_a_disk_that_takes_no_more_bytes(sqlite_url: str, tmp_path: Path) -> None:
    """Writing to the real file fails, in a process of its own."""
    with process_with_emulator(sqlite_url, tmp_path) as served:
        served.start()
        before, meanwhile = _forms(0), _forms(TEXTS)
        assert [_post(served, form) for form in before] == [204] * TEXTS
        served.limit_files((tmp_path / "parley.db-wal").stat().st_size)
        assert [_post(served, form) for form in meanwhile] == [503] * TEXTS
        served.limit_files(resource.RLIM_INFINITY)
        assert [_post(served, form) for form in meanwhile] == [204] * TEXTS
        eventually(lambda: len(sent_by_us(served)) == 2 * TEXTS, "all answered", within=RESUMES_WITHIN)
        assert served.stop() == 0
        assert seen(served)["repeated"] == {}
        assert "Traceback" not in served.log.read_text()
