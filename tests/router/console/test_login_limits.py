"""The limits by themselves: who rests, for how long, and how much is remembered."""

import asyncio

import pytest

from router.console.login_attempts import MAX_KEYS, Attempts
from router.console.login_limits import MAX_AT_ONCE, MAX_OF_ACCOUNT, MAX_OF_PAIR, WINDOW, LoginLimits
from router.console.password_check import FailureDelay
from tests.router.clock import Clock

ANA, BEN = 1, 2


def wrong(limits: LoginLimits, account: int, client: str) -> bool:
    """Whether the password was checked."""
    if not limits.begin(account, client):
        return False
    limits.end(account, client, fits=False)
    return True


def test_what_a_stranger_can_have_checked_is_bounded_by_the_accounts() -> None:
    limits = LoginLimits(Clock())
    checked = [wrong(limits, ANA, f"198.51.100.{number % 100}") for number in range(1000)]
    assert checked.count(True) == MAX_OF_ACCOUNT
    assert wrong(limits, BEN, "198.51.100.1")


def test_a_window_slides() -> None:
    clock = Clock()
    limits = LoginLimits(clock)
    assert all(wrong(limits, ANA, "a") for _ in range(MAX_OF_PAIR - 1))
    clock.advance(minutes=4)
    assert [wrong(limits, ANA, "a") for _ in range(2)] == [True, False]
    clock.advance(minutes=1)
    assert [wrong(limits, ANA, "a") for _ in range(MAX_OF_PAIR)] == [True] * (MAX_OF_PAIR - 1) + [False]


def test_passwords_of_one_account_are_checked_a_few_at_once() -> None:
    limits = LoginLimits(Clock())
    assert [limits.begin(ANA, "a") for _ in range(MAX_AT_ONCE + 1)] == [True] * MAX_AT_ONCE + [False]
    assert limits.begin(BEN, "a")
    limits.end(ANA, "a", fits=True)
    assert limits.begin(ANA, "a")


def test_no_more_clients_are_remembered_than_there_is_room_for() -> None:
    attempts = Attempts(1, WINDOW, Clock())
    for number in range(MAX_KEYS + 1):
        attempts.count(number)
    assert attempts.free_at(0) is None
    assert attempts.free_at(1) is not None


@pytest.mark.parametrize(
    ("taken", "waited"),
    [
        pytest.param(0.0, 1.0, id="nothing to check"),
        pytest.param(0.1, 0.9, id="a password was checked"),
        pytest.param(1.25, 0.75, id="one that had to wait for others"),
    ],
)
def test_a_failed_login_takes_whole_seconds(taken: float, waited: float) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    asyncio.run(FailureDelay(1.0, lambda: 100 + taken, sleep).wait(100.0))
    assert slept == [pytest.approx(waited)]
