"""Ways out of a state, and the rules that lead to them."""

from typing import Annotated

from pydantic import Field

from flows.effects import Priority
from flows.loading.grammar.conditions import ConditionPart
from flows.loading.grammar.scalars import Flag, Part, TextPart, Value, Words, named


class EscalationPart(Part):
    """To whom a conversation is handed. Written short as the name of the team."""

    team: str | None = Field(default=None, description="The team; the first of the file when left out.")
    priority: Priority = Field(default=Priority.NORMAL, description="How soon it should be taken.")
    reason: str = Field(default="", description="Why, for the agent's eye.")
    skill: str | None = Field(default=None, description="What the agent must be able to do.")


Escalating = Annotated[EscalationPart, named("team")]


class WayOutPart(Part):
    """What to do: say, set, and at most one of go_to, escalate and end."""

    say: TextPart | None = Field(default=None, description="What the customer is told.")
    settings: dict[str, Value] = Field(
        default_factory=dict, alias="set", description="Names to save with their values."
    )
    go_to: str | None = Field(default=None, description="The state to go to.")
    escalate: Escalating | None = Field(default=None, description="Hand over to a human.")
    end: Flag = Field(default=False, description="End the conversation.")


class RulePart(WayOutPart):
    """A rule of a state: what it hears, under what condition, and what to do then."""

    hear: Words | None = Field(default=None, description="Words and phrases, one of which must be in the text.")
    condition: ConditionPart | None = Field(default=None, alias="if", description="A condition that must hold.")


class KeywordPart(RulePart):
    """A rule of the whole service."""

    reaches_through: Flag = Field(default=False, description="Heard even while a human holds the conversation.")


class CheckPart(WayOutPart):
    """A rule tried once the answer is there, or at once where nothing is waited for."""

    condition: ConditionPart = Field(alias="if", description="A condition that must hold.")
