"""What a circuit breaker promises of every call, whatever the policy: of a bot's server, and of the provider."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import bot_breaker
from bot.circuit_breaker import BreakerPolicy, CircuitBreaker
from router.outbound import message_dispatcher

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
A_BIT = timedelta(milliseconds=1)
POLICIES = [
    pytest.param(bot_breaker.POLICY, id="a bot's server"),
    pytest.param(message_dispatcher.BREAKER_POLICY, id="the provider"),
]


@pytest.fixture(params=POLICIES)
def policy(request: pytest.FixtureRequest) -> BreakerPolicy:
    policy = request.param
    assert isinstance(policy, BreakerPolicy)
    return policy


def opened(policy: BreakerPolicy) -> CircuitBreaker:
    breaker = CircuitBreaker(policy)
    for _ in range(policy.failure_threshold):
        breaker.failed(NOW, is_probe=False)
    return breaker


def test_a_probe_that_goes_on_is_not_decided_by_a_call_that_began_before_it(policy: BreakerPolicy) -> None:
    breaker, later = opened(policy), NOW + policy.first_pause
    breaker.begin_probe()
    breaker.failed(later, is_probe=False)
    assert breaker.free(1, later) == 0
    breaker.given_up(is_probe=True)
    assert breaker.free(1, later) == 1


def test_a_call_that_began_before_it_opened_and_succeeds_closes_it(policy: BreakerPolicy) -> None:
    breaker = opened(policy)
    breaker.succeeded(is_probe=False)
    assert breaker.free(7, NOW) == 7


def test_a_probe_that_fails_after_another_call_closed_it_is_one_failure_among_others(policy: BreakerPolicy) -> None:
    breaker = opened(policy)
    breaker.begin_probe()
    breaker.succeeded(is_probe=False)
    breaker.failed(NOW, is_probe=True)
    assert not breaker.is_open


def test_the_pause_begins_anew_once_enough_calls_in_a_row_went_well(policy: BreakerPolicy) -> None:
    assert _second_pause(policy, successes=policy.recovered_after) == policy.first_pause


def test_the_pause_goes_on_growing_when_fewer_went_well() -> None:
    policy = message_dispatcher.BREAKER_POLICY
    assert _second_pause(policy, successes=policy.recovered_after - 1) == 2 * policy.first_pause


def _second_pause(policy: BreakerPolicy, successes: int) -> timedelta:
    """Of a breaker that opened, was closed by so many successes, and opens once more."""
    breaker = opened(policy)
    for _ in range(successes):
        breaker.succeeded(is_probe=False)
    while not breaker.is_open:
        breaker.failed(NOW, is_probe=False)
    return next(pause for each in range(10) if breaker.free(1, NOW + (pause := timedelta(seconds=each))))


def test_a_clock_that_is_put_back_by_however_little_ends_the_pause(policy: BreakerPolicy) -> None:
    assert opened(policy).free(1, NOW - A_BIT) == 1


def test_a_pause_that_is_asked_for_does_not_lengthen_the_next(policy: BreakerPolicy) -> None:
    breaker = CircuitBreaker(policy)
    breaker.failed(NOW, is_probe=False, requested_pause=timedelta(minutes=1))
    later = NOW + timedelta(minutes=1)
    assert (breaker.free(1, later - A_BIT), breaker.free(1, later)) == (0, 1)
    breaker.begin_probe()
    breaker.failed(later, is_probe=True)
    assert breaker.free(1, later + policy.first_pause) == 1


@pytest.mark.parametrize("policy", POLICIES)
@given(ends=st.lists(st.sampled_from(["succeeded", "failed", "asked", "probe", "given up", "wait"]), max_size=100))
def test_a_call_may_be_made_again_after_the_longest_pause(policy: BreakerPolicy, ends: list[str]) -> None:
    breaker, now = CircuitBreaker(policy), NOW
    for end in ends:
        match end:
            case "succeeded":
                breaker.succeeded(is_probe=False)
            case "failed":
                breaker.failed(now, is_probe=False)
            case "asked":
                breaker.failed(now, is_probe=False, requested_pause=timedelta(hours=1))
            case "probe" if breaker.is_open and breaker.free(1, now):
                breaker.begin_probe()
                breaker.failed(now, is_probe=True)
            case "given up" if breaker.is_open and breaker.free(1, now):
                breaker.begin_probe()
                breaker.given_up(is_probe=True)
            case _:
                now += timedelta(seconds=1)
    assert breaker.free(1, now + policy.max_requested_pause) == 1
