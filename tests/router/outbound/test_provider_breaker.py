"""The breaker opens on a provider that fails, probes with single calls, and closes when one succeeds."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from router.outbound.provider_breaker import FAILURES, FIRST_PAUSE, MAX_PAUSE, WINDOW, Breaker

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def opened() -> Breaker:
    breaker = Breaker()
    for _ in range(FAILURES):
        breaker.failed(NOW)
    return breaker


def test_a_few_failures_among_successes_leave_it_closed() -> None:
    breaker = Breaker()
    for _ in range(10):
        for _ in range(2):
            breaker.succeeded()
        breaker.failed(NOW)
    assert breaker.free(32, NOW) == 32


def test_half_of_the_latest_calls_failing_opens_it() -> None:
    assert opened().free(32, NOW) == 0


def test_after_the_pause_one_call_may_be_made_and_no_second_until_its_end() -> None:
    breaker, later = opened(), NOW + FIRST_PAUSE
    assert breaker.free(32, later) == 1
    breaker.probing()
    assert breaker.free(32, later) == 0


def test_a_clock_that_is_put_back_does_not_keep_it_open() -> None:
    assert opened().free(32, NOW - timedelta(days=1)) == 1


def test_a_probe_that_succeeds_closes_it() -> None:
    breaker = opened()
    breaker.probing()
    breaker.succeeded()
    assert breaker.free(32, NOW + FIRST_PAUSE) == 32


def test_each_probe_that_fails_doubles_the_pause_up_to_the_longest() -> None:
    breaker, now, pauses = opened(), NOW, []
    for _ in range(8):
        start = now
        while breaker.free(1, now) == 0:
            now += timedelta(seconds=1)
        pauses.append(now - start)
        breaker.probing()
        breaker.failed(now)
    assert pauses[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pauses[-1] == MAX_PAUSE


def test_failures_of_calls_begun_before_it_opened_do_not_lengthen_the_pause() -> None:
    breaker = opened()
    for _ in range(WINDOW):
        breaker.failed(NOW)
    assert breaker.free(1, NOW + FIRST_PAUSE) == 1


def test_a_provider_is_well_when_none_of_enough_calls_failed() -> None:
    breaker, seen = Breaker(), []
    for _ in range(WINDOW):
        seen.append(breaker.is_provider_well)
        breaker.succeeded()
    assert not any(seen)
    assert breaker.is_provider_well
    breaker.failed(NOW)
    assert not breaker.is_provider_well


@given(st.lists(st.sampled_from(["succeeded", "failed", "probe", "wait"]), max_size=200))
def test_it_never_stays_open_for_longer_than_the_longest_pause(deeds: list[str]) -> None:
    breaker, now = Breaker(), NOW
    for deed in deeds:
        match deed:
            case "succeeded":
                breaker.succeeded()
            case "failed":
                breaker.failed(now)
            case "probe" if breaker.free(1, now):
                breaker.probing()
                breaker.failed(now)
            case _:
                now += timedelta(seconds=1)
    assert breaker.free(1, now + MAX_PAUSE) == 1
