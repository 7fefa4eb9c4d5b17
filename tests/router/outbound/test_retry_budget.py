"""Retries stay a fifth of the load, and what is left over drains slowly when the load is over."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from router.outbound.retry_budget import MAX_RETRIES, PER_SECOND, SHARE, RetryBudget

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 5)), max_size=100))
def test_retries_never_exceed_a_fifth_of_first_attempts_and_the_trickle(turns: list[tuple[int, int, int]]) -> None:
    budget, now, firsts, retries = RetryBudget(), NOW, 0, 0
    for first, wanted, seconds in turns:
        now += timedelta(seconds=seconds)
        allowed = min(wanted, budget.available(now))
        budget.retries(allowed)
        budget.first_attempts(first)
        firsts, retries = firsts + first, retries + allowed
    assert retries <= firsts * SHARE + PER_SECOND * (1 + (now - NOW).total_seconds())


def test_savings_are_capped() -> None:
    budget = RetryBudget()
    budget.first_attempts(1_000_000)
    assert budget.available(NOW) == MAX_RETRIES


def test_a_clock_that_steps_back_costs_nothing() -> None:
    budget = RetryBudget()
    budget.available(NOW)
    assert budget.available(NOW - timedelta(hours=1)) >= 1
