"""Which language model is asked, and how much of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class BudgetLimits:
    """The most that leaves for the language model, counted in each process; days and hours are UTC's.

    A request is counted with the tokens that it may take, and corrected by what the endpoint says it took.
    """

    requests_per_hour: int = 500
    requests_per_day: int = 5_000
    tokens_per_hour: int = 500_000
    tokens_per_day: int = 3_000_000
    #: Of one conversation, a day.
    drafts_per_conversation: int = 20


@dataclass(frozen=True)
class LanguageModelSettings:
    """An OpenAI-compatible endpoint, up to and including its version: `https://host/v1`."""

    url: str
    model: str
    #: A secret: sent as a bearer token, shown nowhere. Empty for an endpoint that asks for none.
    key: str = field(default="", repr=False)
    #: The most that it may write. A model that thinks before it answers needs more.
    answer_tokens: int = 400
    limits: BudgetLimits = BudgetLimits()
