"""The provider fails for a while: nobody is texted twice, retries stay few, answers go out in order when it is over."""

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from router.app import utc_now
from router.outbound.retry_budget import PER_SECOND, SHARE
from router.store import lookups
from router.store.tables import messages
from tests.bad_days.provider import seen, sent_by_us, turn_dials
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import Installation, eventually, running
from tests.journeys.webhook import inbound_form, post_signed

#: Texts during the fault; in full, minutes of them.
TEXTS = 1500 if os.environ.get("PARLEY_PROOF") else 60

#: Provably not sent, so every text is answered in the end.
PROVABLE = [{"429": 1.0}, {"429": 0.5}, {"429": 0.2}]
#: In doubt: what was sent is found out, what was not stays visibly unknown until it is proven absent.
IN_DOUBT = [{"500": 1.0}, {"503": 0.5}, {"reset": 1.0}, {"bad_json": 1.0}, {"500_after_accept": 1.0}, {"hang": 0.3}]


def _name(fault: dict[str, float]) -> str:
    return " ".join(f"{kind} at {share:.0%}" for kind, share in fault.items())


@pytest.fixture
def installation(sqlite_url: str) -> Iterator[Installation]:
    with running(CLINIC, sqlite_url) as installation:
        yield installation


@pytest.mark.parametrize("fault", PROVABLE, ids=_name)
def test_refused_for_load_then_answered_in_order(installation: Installation, fault: dict[str, float]) -> None:
    turn_dials(installation, creates=fault)
    for text in ("hi", "1", "Monday"):
        for number in range(TEXTS // 3):
            post_signed(installation, inbound_form(f"+1212555{number:04}", text))
    turn_dials(installation)
    eventually(lambda: _count(installation, "delivered") == TEXTS, "all answered", within=60)
    assert len(sent_by_us(installation)) == TEXTS
    assert all(answers == ["Welcome", "Which d", "Booked "] for answers in _answers_by_phone(installation).values())
    assert seen(installation)["create_requests"] - TEXTS <= TEXTS * SHARE + PER_SECOND * 60


@pytest.mark.parametrize("fault", IN_DOUBT, ids=_name)
def test_in_doubt_then_never_texted_twice(installation: Installation, fault: dict[str, float]) -> None:
    turn_dials(installation, creates=fault)
    for number in range(TEXTS):
        post_signed(installation, inbound_form(f"+1212555{number:04}", "hi"))
    eventually(lambda: _count(installation, "unknown") > 0 or _count(installation, "delivered") > 0, within=30)
    turn_dials(installation)
    eventually(lambda: _count(installation, "queued", "submitting", "accepted", "sent") == 0, "decided", within=60)
    addressed = [message["status_callback"] for message in sent_by_us(installation)]
    assert len(addressed) == len(set(addressed)), "no message reached the provider twice"
    assert _count(installation, "delivered", "unknown") == TEXTS
    assert _count(installation, "delivered") >= TEXTS // 2, "the breaker kept most of them for better times"


def test_callbacks_that_are_lost_doubled_late_and_out_of_order_end_at_the_true_status(
    installation: Installation,
) -> None:
    turn_dials(installation, callbacks={"lost": 0.3, "doubled": 0.3, "late": 0.2, "reordered": 0.3}, late_ms=300)
    for number in range(TEXTS):
        post_signed(installation, inbound_form(f"+1212555{number:04}", "hi"))
    eventually(lambda: len(sent_by_us(installation)) == TEXTS, "all sent")

    def all_delivered() -> bool:
        """Asked for again, since a late callback puts the first follow-up off by two minutes."""
        installation.parley.database.write_now(lambda connection: lookups.ask_after_all(connection, utc_now()))
        return _count(installation, "delivered") == TEXTS

    eventually(all_delivered, "the true status of each")


def _count(installation: Installation, *statuses: str) -> int:
    query = select(func.count()).where(messages.c.direction == "outbound", messages.c.status.in_(statuses))
    return int(installation.read(lambda connection: connection.execute(query).scalar_one()))


def _answers_by_phone(installation: Installation) -> dict[str, list[str]]:
    answers: dict[str, list[str]] = {}
    for message in sent_by_us(installation):
        answers.setdefault(message["to"], []).append(message["body"][:7])
    return answers
