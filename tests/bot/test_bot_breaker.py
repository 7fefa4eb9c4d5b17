"""A server that fails is left alone, and asked again by single calls."""

from asyncio import CancelledError
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from bot.bot_breaker import POLICY, BotBreaker, BotDown
from bot.contract import BotUnavailable

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
A_BIT = timedelta(milliseconds=1)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def turn(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> BotBreaker:
    return BotBreaker(clock)


def call(breaker: BotBreaker, error: type[BaseException] | None = None) -> bool:
    """Whether it was made."""
    is_made = False
    try:
        with breaker.call():
            is_made = True
            if error is not None:
                raise error("as told")
    except (BotUnavailable, CancelledError):
        pass
    return is_made


def fail(breaker: BotBreaker, times: int = POLICY.failure_threshold) -> None:
    for _ in range(times):
        call(breaker, BotDown)


def test_opens_after_several_failures_in_a_row(breaker: BotBreaker) -> None:
    fail(breaker, POLICY.failure_threshold - 1)
    call(breaker)
    fail(breaker, POLICY.failure_threshold - 1)
    assert call(breaker)
    fail(breaker)
    assert not call(breaker)


def test_what_a_server_refuses_does_not_count(breaker: BotBreaker) -> None:
    assert all(call(breaker, BotUnavailable) for _ in range(10))


def test_a_call_after_the_pause_closes_it(breaker: BotBreaker, clock: Clock) -> None:
    fail(breaker)
    clock.turn(POLICY.first_pause - A_BIT)
    assert not call(breaker)
    clock.turn(A_BIT)
    assert call(breaker)
    assert call(breaker)


def test_only_one_call_finds_out(breaker: BotBreaker, clock: Clock) -> None:
    fail(breaker)
    clock.turn(POLICY.first_pause)
    with breaker.call():
        assert not call(breaker)
    assert call(breaker)


def test_the_pause_grows_to_its_longest_and_begins_anew(breaker: BotBreaker, clock: Clock) -> None:
    fail(breaker)
    assert [_pause(breaker, clock) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    clock.turn(POLICY.max_pause)
    call(breaker)
    fail(breaker)
    assert _pause(breaker, clock) == 1


def _pause(breaker: BotBreaker, clock: Clock) -> float:
    """In seconds, until the next call is made, which fails."""
    began = clock.now
    while not call(breaker, BotDown):
        clock.turn(timedelta(seconds=1))
    return (clock.now - began).total_seconds()


def test_a_call_that_is_given_up_says_nothing(breaker: BotBreaker, clock: Clock) -> None:
    fail(breaker)
    clock.turn(POLICY.first_pause)
    assert call(breaker, CancelledError)
    assert breaker.is_open
    assert call(breaker)


def test_a_call_that_began_before_it_opened_does_not_lengthen_the_pause(breaker: BotBreaker, clock: Clock) -> None:
    with suppress(BotDown), breaker.call():
        fail(breaker)
        raise BotDown("late")
    clock.turn(POLICY.first_pause)
    assert call(breaker)


def test_a_call_that_began_before_it_opened_lets_no_second_one_find_out(breaker: BotBreaker, clock: Clock) -> None:
    early = breaker.call()
    early.__enter__()
    fail(breaker)
    clock.turn(POLICY.first_pause)
    with breaker.call():
        early.__exit__(CancelledError, CancelledError(), None)
        assert not call(breaker)


def test_a_clock_that_is_put_back_does_not_keep_it_open(breaker: BotBreaker, clock: Clock) -> None:
    fail(breaker)
    clock.turn(-timedelta(days=1))
    assert call(breaker)


@pytest.mark.parametrize(
    ("requested", "pause"),
    [(timedelta(seconds=20), timedelta(seconds=20)), (timedelta(days=9), POLICY.max_requested_pause)],
)
def test_a_server_that_asks_for_a_pause_gets_it_at_once_within_reason(
    breaker: BotBreaker, clock: Clock, requested: timedelta, pause: timedelta
) -> None:
    with suppress(BotDown), breaker.call():
        raise BotDown("too much to do", requested_pause=requested)
    clock.turn(pause - A_BIT)
    assert not call(breaker)
    clock.turn(A_BIT)
    assert call(breaker)
