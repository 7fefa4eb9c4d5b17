"""Why there is no answer from a language model."""

from datetime import timedelta

from bot.contract import BotUnavailable


class EndpointFailed(BotUnavailable):
    """It cannot be reached, or gives no completion at all. `asked_for`: it wants to be left alone for so long."""

    def __init__(self, problem: str, asked_for: timedelta | None = None) -> None:
        super().__init__(problem)
        self.asked_for = asked_for


class AnswerUnusable(BotUnavailable):
    """The endpoint works, but this answer is worth nothing. A text may have been written to bring that about."""


class BudgetSpent(BotUnavailable):
    """The operator allows no more of it for now."""
