"""The provider fails for a while: nobody is texted twice, retries stay few, answers go out in order when it is over."""

import threading
import time
from collections.abc import Iterable

import pytest
from prometheus_client import REGISTRY

from router.outbound.retry_budget import PER_SECOND, SHARE
from tests.bad_days.emulator_dials import sent_by_us, turn_dials
from tests.bad_days.step_clock import StepClock, let_minutes_pass
from tests.bad_days.stored_messages import attempts, left_to_a_human, statuses, with_provider
from tests.journeys.installation import Installation, eventually
from tests.journeys.webhook import Form, inbound_form, post_signed
from tests.proof import IN_FULL

#: Texts a second while it fails; in full, two minutes of it.
RATE = 25 if IN_FULL else 200
#: When it is over the breaker may look away for half a minute more.
OVER = 120

#: Provably not sent, so every text is answered in the end.
PROVABLE = [{"429": 1.0}, {"429": 0.5}, {"429": 0.2}]
#: In doubt, and the provider has it: it tells in a callback.
TAKEN = [{"bad_json": 1.0}, {"500_after_accept": 1.0}]
#: In doubt, and the provider may not have it: its listing tells.
PERHAPS_TAKEN = [{"500": 1.0}, {"503": 0.5}, {"reset": 1.0}, {"hang": 0.3}, {"500": 0.1, "503": 0.1, "429": 0.1}]


def _name(fault: dict[str, float]) -> str:
    return ", ".join(f"{kind} at {share:.0%}" for kind, share in fault.items())


@pytest.mark.parametrize("fault", PROVABLE, ids=_name)
@pytest.mark.count(30, full=3000)
def test_refused_for_load_then_answered_in_order(
    installation: Installation, fault: dict[str, float], count: int
) -> None:
    began = time.monotonic()
    turn_dials(installation, creates=fault)
    customers = [f"+1212555{number:04}" for number in range(count // 3)]
    _arrive(installation, (inbound_form(customer, text) for text in ("hi", "1", "Monday") for customer in customers))
    _expect_breaker(installation, fault)
    _expect_few_retries(installation, time.monotonic() - began)
    turn_dials(installation)
    eventually(lambda: with_provider(installation) == count, "all answered", within=OVER)
    answers = _answers_by_phone(installation)
    assert answers == {customer: ["Welcome", "Which d", "Booked "] for customer in customers}


@pytest.mark.parametrize("fault", TAKEN + PERHAPS_TAKEN, ids=_name)
@pytest.mark.count(20, full=3000)
def test_in_doubt_then_sent_again_only_when_proven_absent(
    installation: Installation, clock: StepClock, fault: dict[str, float], count: int
) -> None:
    began = time.monotonic()
    turn_dials(installation, creates=fault, hang_seconds=20 if IN_FULL else 1)
    _arrive(installation, (inbound_form(f"+1212555{number:04}", "hi") for number in range(count)))
    eventually(lambda: statuses(installation)["unknown"] or statuses(installation)["delivered"])
    _expect_few_retries(installation, time.monotonic() - began)
    turn_dials(installation)
    assert let_minutes_pass(
        installation, clock, until=lambda: statuses(installation)["delivered"] + left_to_a_human(installation) == count
    )
    assert len(_answers_by_phone(installation)) == len(sent_by_us(installation)) == statuses(installation)["delivered"]
    _expect_few_left_to_a_human(installation, fault, count)


def _arrive(installation: Installation, forms: Iterable[Form]) -> None:
    pause, begin = threading.Event(), time.monotonic()
    for number, form in enumerate(forms):
        pause.wait(begin + number / RATE - time.monotonic())
        assert post_signed(installation, form).status_code == 204


def _expect_breaker(installation: Installation, fault: dict[str, float]) -> None:
    if max(fault.values()) == 1:
        eventually(lambda: REGISTRY.get_sample_value("parley_breaker_open") == 1, "the breaker opens")


def _expect_few_retries(installation: Installation, seconds: float) -> None:
    tried, retried = attempts(installation)
    print(f"{tried} tried, {retried} tried again in {seconds:.0f} s")
    assert retried <= tried * SHARE + seconds * PER_SECOND + 1


def _expect_few_left_to_a_human(installation: Installation, fault: dict[str, float], count: int) -> None:
    """Those that were sent once more while it still failed: nothing is sent a third time."""
    left = left_to_a_human(installation)
    print(f"{left} of {count} left to a human")
    assert left <= (0 if fault in TAKEN else count // 20)


def _answers_by_phone(installation: Installation) -> dict[str, list[str]]:
    answers: dict[str, list[str]] = {}
    for message in sent_by_us(installation):
        answers.setdefault(message["to"], []).append(message["body"][:7])
    return answers
