"""How the service uses its bot."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from flows.compiler.grammar.scalar_parts import Duration, Flag, Part, TextPart, Words
from flows.compiler.grammar.transition_parts import Escalating
from flows.model.bot_use import STANDS_IN, Drafts, Engine


class WhenDownPart(Part):
    """What stands in for a bot that does not answer: another bot, or people. `embedded` is short for the first."""

    engine: Literal["embedded"] | None = Field(default=None, description="The bot that answers in its place: embedded.")
    escalate: Escalating | None = Field(default=None, description="Hand over to a human.")


def _standing_in(value: Any) -> Any:
    if isinstance(value, str) and value != STANDS_IN.value:
        raise ValueError(f'must be {STANDS_IN.value}, or have "escalate" below it')
    return {"engine": value} if isinstance(value, str) else value


StandingIn = Annotated[
    WhenDownPart, BeforeValidator(_standing_in, json_schema_input_type=WhenDownPart | Literal["embedded"])
]


class LanguageModelPart(Part):
    """What a language model is given, and what becomes of what it writes."""

    sees: Words = Field(default_factory=list, description="The values of the conversation that it may see, by name.")
    texts: dict[str, TextPart] = Field(default_factory=dict, description="What it may answer from, by name.")
    drafts: Drafts = Field(default=Drafts.AGENTS, description="Who reads what it writes.")


class BotUsePart(Part):
    """Which bot understands texts, for how long it is waited for, and what happens without it."""

    engine: Engine | None = Field(
        default=None, description="Which bot; the Rasa server where there is one, else the embedded one."
    )
    within: Duration = Field(default=timedelta(seconds=2), description="How long a text waits for it; at most 30s.")
    when_down: StandingIn | None = Field(
        default=None, description="What to do when it does not answer; as with a text that nothing takes when left out."
    )
    ask_when_unsure: Flag = Field(default=True, description="Ask the customer which of several things is meant.")
    language_model: LanguageModelPart = Field(
        default_factory=lambda: LanguageModelPart(), description="What a language model sees and may do."
    )
