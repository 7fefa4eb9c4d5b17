"""No more leaves than the operator allows."""

from datetime import UTC, datetime

import pytest

from bot.contract import Bot, BotUnavailable, TurnIdentity
from bot.language_model.language_model_settings import BudgetLimits
from bot.language_model.token_budget import BudgetSpent, TokenBudget
from tests.bot.language_model.chat_server import ChatServer, complains, completion, says
from tests.bot.language_model.questions import CHOICE, Clock, drafting, problems, with_model

TODAY = "the language model's budget for today is used up"
THIS_HOUR = "the language model's budget for this hour is used up"


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        pytest.param(BudgetLimits(requests_per_day=2), ["", "", TODAY, TODAY], id="requests a day"),
        pytest.param(BudgetLimits(requests_per_hour=2), ["", "", THIS_HOUR, ""], id="requests an hour"),
        pytest.param(BudgetLimits(tokens_per_day=100), [TODAY] * 4, id="not even one question"),
        pytest.param(BudgetLimits(tokens_per_hour=1_100), ["", "", "", ""], id="by what it says it took"),
        pytest.param(BudgetLimits(), ["", "", "", ""], id="as usual"),
    ],
)
def test_requests_and_tokens(server: ChatServer, limits: BudgetLimits, found: list[str]) -> None:
    """The fourth question comes in the next hour."""
    clock = Clock(datetime(2026, 11, 23, 12, 25, tzinfo=UTC))
    assert problems(server, 4, lambda number: clock.advance(minutes=10), clock=clock, limits=limits) == found
    assert len(server.bodies) == found.count("")


def test_an_endpoint_that_does_not_tell_what_it_took_is_counted_by_what_it_may_have_taken(server: ChatServer) -> None:
    answer = {"message": {"content": '{"intent": "book", "certainty": "likely"}'}, "finish_reason": "stop"}
    server.will(*[completion(answer, tokens=None)] * 2)
    assert problems(server, 2, limits=BudgetLimits(tokens_per_hour=1_500)) == ["", THIS_HOUR]


def test_a_question_that_the_endpoint_did_not_know_takes_a_request_but_no_tokens(server: ChatServer) -> None:
    server.will(complains("logprobs"), says(CHOICE))
    assert problems(server, 2, limits=BudgetLimits(tokens_per_hour=1_100, requests_per_hour=3)) == ["", ""]


def test_a_budget_that_is_used_up_is_no_failure_of_the_endpoint(server: ChatServer) -> None:
    clock = Clock()
    found = problems(
        server,
        6,
        lambda number: clock.advance(hours=number == 5),
        clock=clock,
        limits=BudgetLimits(requests_per_hour=1),
    )
    assert found == ["", *[THIS_HOUR] * 4, ""]


def test_one_conversation_cannot_use_up_what_there_is_for_all(server: ChatServer) -> None:
    server.will(*[says({"knew": False, "used": [], "answer": ""})] * 3)

    async def use(model: Bot) -> None:
        await model.take_turn(TurnIdentity("a" * 32, "1"), drafting())
        await model.take_turn(TurnIdentity("a" * 32, "2"), drafting())
        with pytest.raises(BotUnavailable, match="budget for this conversation is used up"):
            await model.take_turn(TurnIdentity("a" * 32, "3"), drafting())
        await model.take_turn(TurnIdentity("b" * 32, "1"), drafting())

    with_model(server, use, limits=BudgetLimits(drafts_per_conversation=2))
    assert len(server.bodies) == 3


def test_a_new_day_begins_at_midnight_utc() -> None:
    clock = Clock(datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC))
    budget = TokenBudget(BudgetLimits(requests_per_day=1, drafts_per_conversation=1), clock)
    budget.take(1)
    budget.take_draft("a")
    with pytest.raises(BudgetSpent, match="today"):
        budget.take(1)
    clock.advance(seconds=1)
    budget.take(1)
    budget.take_draft("a")


def test_a_clock_that_is_put_back_gives_no_budget_back() -> None:
    clock = Clock()
    budget = TokenBudget(BudgetLimits(requests_per_hour=1), clock)
    budget.take(1)
    clock.advance(hours=-2)
    with pytest.raises(BudgetSpent, match="this hour"):
        budget.take(1)


def test_what_an_earlier_hour_took_is_put_right_in_that_hour_only() -> None:
    clock = Clock()
    budget = TokenBudget(BudgetLimits(tokens_per_hour=100), clock)
    taken = budget.take(100)
    clock.advance(hours=1)
    budget.take(90)
    budget.correct(taken, 0)
    with pytest.raises(BudgetSpent, match="this hour"):
        budget.take(20)
