"""The example's bot with customers: it understands, asks back, goes through a form, and lets humans do the rest."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import requests
from starlette.applications import Starlette

from router.bot_settings import BotSettings
from router.emulator.demo_bookings import DemoBookings
from tests.journeys.agent import Agent
from tests.journeys.conftest import EXAMPLE_BOT
from tests.journeys.installation import DEADLINE, Installation, Phone, running
from tests.served import free_socket, served

FLOW_FILE = Path(__file__).parent / "bot.yaml"


@pytest.fixture(scope="module")
def bookings() -> Iterator[str]:
    """The address of the practice's own booking system."""
    with served(Starlette(routes=DemoBookings().routes()), free_socket()) as address:
        yield f"{address}/demo"


@pytest.fixture(scope="module")
def practice(bookings: str, sqlite_of_module: str, example_model: Path) -> Iterator[Installation]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOOKING_API", bookings)
        with running(FLOW_FILE, sqlite_of_module, bot=BotSettings(EXAMPLE_BOT, example_model)) as practice:
            yield practice


@pytest.fixture(scope="module")
def agent(practice: Installation) -> Agent:
    return Agent(practice)


def talk(phone: Phone, *turns: tuple[str, str]) -> str:
    """Say each text, and wait for an answer with that in it. The last answer."""
    for text, answer in turns:
        phone.text(text)
        said = phone.hears(answer)
    return said


def test_a_text_in_the_customer_s_own_words_is_answered(practice: Installation) -> None:
    phone = practice.phone("+12125550131")
    talk(phone, ("helo there", "Tell us what you need"), ("wat time do u close today??", "We are open from 9 to 5."))


def test_what_the_bot_does_not_understand_twice_goes_to_a_human_who_sees_what_was_said(
    practice: Installation, agent: Agent
) -> None:
    phone = practice.phone("+12125550132")
    talk(
        phone,
        ("when are you open on saturday", "We are open from 9 to 5."),
        ("what is the capital of mongolia", "Please say that in other words."),
        ("quantum gravity explains galaxies", "A person will be with you"),
    )
    page = agent.sees("Waits for a human", "not understood", of=phone.number)
    for gist in (
        r"when are you open on saturday opening hours \(\d+ % sure\), day: saturday",
        r"what is the capital of mongolia no topic found",
        r"quantum gravity explains galaxies no topic found",
    ):
        assert re.search(gist, page), gist


def test_the_bot_is_silent_while_a_human_holds_the_conversation(practice: Installation, agent: Agent) -> None:
    phone = practice.phone("+12125550133")
    talk(phone, ("can i talk to a real person", "A person will be with you"))
    conversation = agent.finds_conversation(phone.number)
    agent.post(f"{conversation}/reply", agent.page(conversation), text="Hello, this is Ana.")
    phone.hears("this is Ana")
    phone.text("when are you open")
    agent.sees("Customer when are you open", of=phone.number)
    agent.post(f"{conversation}/reply", agent.page(conversation), text="From 9 to 5, as ever.")
    phone.hears("as ever")
    assert len(phone.received()) == 3, phone.received()


def test_a_form_is_filled_in_over_five_texts_with_one_correction_and_books_once(
    practice: Installation, bookings: str
) -> None:
    phone = practice.phone("+12125550134")
    talk(
        phone,
        ("i'd like to make an appointment", "Which day suits you?"),
        ("thursday", "On Thursday "),
        ("no, make it friday", "On Friday "),
        ("10:30", "In whose name?"),
        ("Ann Miller", "Booked: "),
    )
    assert re.search(r"^Booked: Friday \d+ \w+ at 10:30, number A1001\.", phone.received()[-1])
    assert phone.received()[-1].endswith("See you then, Ann Miller!\nAnything else?")
    assert booked_times(bookings) == {("Friday", "10:30")}
    free_day = {"day": f"{today() + timedelta(30)}", "time": "09:00"}
    later = requests.post(f"{bookings}/appointments", json=free_day, timeout=DEADLINE).json()
    assert later["id"] == "A1002", "it was the only booking"


def today() -> date:
    return datetime.now(UTC).date()


def booked_times(bookings: str) -> set[tuple[str, str]]:
    """Of the next eight days, those of the morning that are not free."""
    booked = set()
    for day in (today() + timedelta(later) for later in range(9)):
        free = requests.get(f"{bookings}/slots", params={"day": f"{day}"}, timeout=DEADLINE).json()["slots"]
        booked |= {(f"{day:%A}", time) for time in ("09:00", "10:30", "11:30") if free and time not in free}
    return booked
