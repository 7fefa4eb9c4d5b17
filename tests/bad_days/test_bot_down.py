"""The bot is down: customers get the fallback in time, others wait for nothing, and it is used again by itself."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from router.bot_settings import BotSettings
from router.store.tables import messages
from tests.bad_days.rasa_that_fails import FailingRasa, Health, failing_rasa
from tests.journeys.installation import Installation, Phone, eventually, running
from tests.journeys.webhook import inbound_form, post_signed
from tests.proof import IN_FULL

FLOW = Path(__file__).with_name("bot.yaml")
QUESTION = "when can one come by"
_WRITTEN = select(messages.c.text).where(messages.c.direction == "outbound").order_by(messages.c.id)
#: Texts a second, while it is down.
RATE = 10 if IN_FULL else 200


@pytest.fixture
def rasa() -> Iterator[FailingRasa]:
    with failing_rasa() as rasa:
        yield rasa


@pytest.fixture
def installation(sqlite_url: str, rasa: FailingRasa) -> Iterator[Installation]:
    with running(FLOW, sqlite_url, bot=BotSettings(url=rasa.url)) as installation:
        yield installation


def answers(installation: Installation, customer: str) -> list[str]:
    return installation.phone(customer).received()


@pytest.mark.parametrize(
    "health",
    [
        Health.HANGS,
        Health.ANSWERS_503,
        pytest.param(Health.RESETS, marks=pytest.mark.proof),
        pytest.param(Health.TALKS_NONSENSE, marks=pytest.mark.proof),
    ],
)
@pytest.mark.count(24, full=3000)
def test_the_fallback_stands_in_and_the_bot_is_used_again(
    installation: Installation, rasa: FailingRasa, health: Health, count: int
) -> None:
    """In full: ten minutes of ten texts a second, in each way to be down."""
    customers = [f"+1212555{number:04}" for number in range(count)]
    _open_conversations(installation, customers)
    rasa.health = health
    _arrive(installation, customers, QUESTION)
    _arrive(installation, customers[: count // 4], "menu")
    eventually(lambda: _has(installation, customers, "Sorry?"), "the fallback for everybody", within=60)
    eventually(lambda: _has(installation, customers[: count // 4], "There is soup."), "the keyword for its quarter")
    asked = rasa.asked
    _arrive(installation, customers, QUESTION)
    eventually(lambda: _has(installation, customers, "Sorry?", times=2), "the fallback at once", within=60)
    if health is not Health.TALKS_NONSENSE:  # which takes no time, and may be about this one text
        assert rasa.asked - asked < count / 2, "it was left alone"
    rasa.health = Health.WELL
    phone = installation.phone("+12125559999")
    eventually(lambda: _is_understood(phone), "it is used again", within=60)


def test_a_word_that_a_rule_hears_waits_for_no_bot(installation: Installation, rasa: FailingRasa) -> None:
    waiting, quick = installation.phone("+12125550001"), installation.phone("+12125550002")
    _open_conversations(installation, [waiting.number, quick.number])
    rasa.health = Health.HANGS
    waiting.text(QUESTION)
    quick.text("menu")
    quick.hears("There is soup.")
    waiting.hears("Sorry?")
    written = installation.read(lambda connection: connection.execute(_WRITTEN).scalars().all())
    assert written.index("There is soup.") < written.index("Sorry?")


def _open_conversations(installation: Installation, customers: list[str]) -> None:
    _arrive(installation, customers, "hm")
    eventually(lambda: _answered(installation, customers), "everybody is in the flow", within=60)


def _arrive(installation: Installation, customers: list[str], text: str) -> None:
    pause, begin = threading.Event(), time.monotonic()
    for number, customer in enumerate(customers):
        pause.wait(max(0.0, begin + number / RATE - time.monotonic()))
        assert post_signed(installation, inbound_form(customer, text)).status_code == 204


def _answered(installation: Installation, customers: list[str]) -> bool:
    return all(answers(installation, customer) for customer in customers)


def _has(installation: Installation, customers: list[str], text: str, times: int = 1) -> bool:
    return all(answers(installation, customer).count(text) == times for customer in customers)


def _is_understood(phone: Phone) -> bool:
    before = len(phone.received())
    phone.text(QUESTION)
    eventually(lambda: len(phone.received()) > before, "an answer")
    return phone.received()[-1] == "Nine to five."
