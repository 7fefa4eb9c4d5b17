"""The breaker opens on a provider that fails, probes with single calls, and closes when one succeeds."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.circuit_breaker import CircuitBreaker
from router.outbound.message_dispatcher import BREAKER_POLICY

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def opened() -> CircuitBreaker:
    breaker = CircuitBreaker(BREAKER_POLICY)
    for _ in range(BREAKER_POLICY.failure_threshold):
        breaker.failed(NOW, is_probe=False)
    return breaker


def test_a_few_failures_among_successes_leave_it_closed() -> None:
    breaker = CircuitBreaker(BREAKER_POLICY)
    for _ in range(10):
        for _ in range(2):
            breaker.succeeded(is_probe=False)
        breaker.failed(NOW, is_probe=False)
    assert breaker.free(32, NOW) == 32


def test_half_of_the_latest_calls_failing_opens_it() -> None:
    assert opened().free(32, NOW) == 0


def test_after_the_pause_one_call_may_be_made_and_no_second_until_its_end() -> None:
    breaker, later = opened(), NOW + BREAKER_POLICY.first_pause
    assert breaker.free(32, later) == 1
    breaker.begin_probe()
    assert breaker.free(32, later) == 0


def test_a_clock_that_is_put_back_does_not_keep_it_open() -> None:
    assert opened().free(32, NOW - timedelta(days=1)) == 1


def test_a_probe_that_succeeds_closes_it() -> None:
    breaker = opened()
    breaker.begin_probe()
    breaker.succeeded(is_probe=True)
    assert breaker.free(32, NOW + BREAKER_POLICY.first_pause) == 32


def test_each_probe_that_fails_doubles_the_pause_up_to_the_longest() -> None:
    breaker, now, pauses = opened(), NOW, []
    for _ in range(8):
        start = now
        while breaker.free(1, now) == 0:
            now += timedelta(seconds=1)
        pauses.append(now - start)
        breaker.begin_probe()
        breaker.failed(now, is_probe=True)
    assert pauses[:3] == [BREAKER_POLICY.first_pause, BREAKER_POLICY.first_pause * 2, BREAKER_POLICY.first_pause * 4]
    assert pauses[-1] == BREAKER_POLICY.max_pause


def test_failures_of_calls_begun_before_it_opened_do_not_lengthen_the_pause() -> None:
    breaker = opened()
    for _ in range(BREAKER_POLICY.window):
        breaker.failed(NOW, is_probe=False)
    assert breaker.free(1, NOW + BREAKER_POLICY.first_pause) == 1


def test_a_provider_is_well_when_none_of_enough_calls_failed() -> None:
    breaker, seen = CircuitBreaker(BREAKER_POLICY), []
    for _ in range(BREAKER_POLICY.window):
        seen.append(breaker.is_well)
        breaker.succeeded(is_probe=False)
    assert not any(seen)
    assert breaker.is_well
    breaker.failed(NOW, is_probe=False)
    assert not breaker.is_well


@given(st.lists(st.sampled_from(["succeeded", "failed", "probe", "wait"]), max_size=200))
def test_it_never_stays_open_for_longer_than_the_longest_pause(deeds: list[str]) -> None:
    breaker, now = CircuitBreaker(BREAKER_POLICY), NOW
    for deed in deeds:
        match deed:
            case "succeeded":
                breaker.succeeded(is_probe=False)
            case "failed":
                breaker.failed(now, is_probe=False)
            case "probe" if breaker.free(1, now):
                breaker.begin_probe()
                breaker.failed(now, is_probe=True)
            case _:
                now += timedelta(seconds=1)
    assert breaker.free(1, now + BREAKER_POLICY.max_pause) == 1
