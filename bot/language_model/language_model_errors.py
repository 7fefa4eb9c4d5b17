"""Why there is no answer from a language model that is there."""

from bot.contract import BotUnavailable


class AnswerUnusable(BotUnavailable):
    """The endpoint works, but this answer is worth nothing. A text may have been written to bring that about."""


class BudgetSpent(BotUnavailable):
    """The operator allows no more of it for now."""
