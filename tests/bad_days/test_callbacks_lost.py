"""Status callbacks are best effort: without them every message still reaches its true status, by the listing."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from router.store.message_rows import FIRST_FOLLOW_UP
from router.store.tables import deliveries, messages
from tests.bad_days.emulator_dials import sent_by_us, turn_dials
from tests.bad_days.step_clock import StepClock
from tests.bad_days.stored_messages import is_asked_about, statuses
from tests.journeys.installation import Installation, eventually
from tests.journeys.webhook import inbound_form, post_signed

#: What becomes of a text to each phone: its status and code at the carrier.
PHONES = {"on": ("delivered", None), "off": ("undelivered", 30003), "landline": ("undelivered", 30006)}
FATES = [*PHONES.values(), ("undelivered", 30007)]

Fate = tuple[str, int | None]


def _customer(number: int) -> str:
    return f"+1212555{number:04}"


@pytest.mark.count(20, full=800)
def test_all_lost_then_every_true_status_is_found_by_asking(
    installation: Installation, clock: StepClock, count: int
) -> None:
    filtered = {_customer(number): 30007 for number in range(3, count, len(FATES))}
    turn_dials(installation, callbacks={"lost": 1.0}, rejects=filtered)
    for number in range(count):
        for_phone = list(PHONES)[number % len(FATES) % len(PHONES)]
        installation.set_up_phone(_customer(number), for_phone)
        post_signed(installation, inbound_form(_customer(number), "hi"))
    eventually(lambda: statuses(installation) == {"accepted": count}, "all accepted", within=60)
    clock.offset = FIRST_FOLLOW_UP + timedelta(seconds=10)
    eventually(lambda: not is_asked_about(installation, clock()), "all asked about", within=60)
    assert _fates(installation) == {_customer(number): FATES[number % len(FATES)] for number in range(count)}
    assert _fates(installation) == _fates_at_the_provider(installation)
    assert _sources(installation) == {"submission", "listing"}


@pytest.mark.count(20, full=800)
def test_lost_doubled_late_and_out_of_order_they_end_at_the_true_status(
    installation: Installation, clock: StepClock, count: int
) -> None:
    turn_dials(installation, callbacks={"lost": 0.3, "doubled": 0.3, "late": 0.2, "reordered": 0.3}, late_ms=300)
    for number in range(count):
        post_signed(installation, inbound_form(_customer(number), "hi"))
    eventually(lambda: len(sent_by_us(installation)) == count, "all sent", within=60)

    def all_delivered() -> bool:
        """Later and later, since a late callback puts the first follow-up off."""
        clock.offset += timedelta(seconds=10)
        return statuses(installation) == {"delivered": count}

    eventually(all_delivered, "the true status of each", within=60)


def _fates(installation: Installation) -> dict[str, Fate]:
    query = select(messages.c.recipient, messages.c.status, messages.c.error_code).where(
        messages.c.direction == "outbound"
    )

    def look(connection: Connection) -> dict[str, Fate]:
        return {row.recipient: (row.status, row.error_code) for row in connection.execute(query)}

    return installation.read(look)


def _fates_at_the_provider(installation: Installation) -> dict[str, Fate]:
    return {message["to"]: (message["status"], message["error_code"]) for message in sent_by_us(installation)}


def _sources(installation: Installation) -> set[str]:
    query = select(deliveries.c.source).distinct()
    return installation.read(lambda connection: set(connection.execute(query).scalars()))
