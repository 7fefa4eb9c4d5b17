"""The first minutes with `make run`: the example answers, and books in the calendar that it calls."""

from pathlib import Path

import requests

from tests.dev_process import developing
from tests.journeys.installation import Phone
from tests.waiting import DEADLINE

#: No holiday is near, whenever this runs.
MONDAY = "2027-03-01T10:00"
EXAMPLE = Path(__file__).parents[2] / "flows.yaml"


def test_a_newcomer_books_an_appointment_with_the_example(tmp_path: Path) -> None:
    flow_file = tmp_path / "flows.yaml"
    flow_file.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    with developing(flow_file, tmp_path) as dev:
        moved = requests.post(f"{dev.phone_page}/_emulator/clock", json={"at": MONDAY}, timeout=DEADLINE)
        assert moved.status_code == 200, moved.text
        phone = Phone(dev.phone_page, "+12125550123", "+12125550101")
        for text, answer in (
            ("book", "Which day suits you?"),
            ("tomorrow", "On Tuesday, March 2 these times are free"),
            ("1", "shall we book that?"),
            ("yes", "What is your name?"),
            ("Ana", "See you then, Ana!"),
        ):
            phone.text(text)
            phone.hears(answer)
