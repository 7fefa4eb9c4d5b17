"""Ways out of a state, and the rules that lead to them."""

from typing import Annotated, Literal

from pydantic import Field

from flows.compiler.grammar.condition_parts import ConditionPart
from flows.compiler.grammar.keyword_parts import Hearing
from flows.compiler.grammar.scalar_parts import Flag, Number, Part, TextPart, Value, Words, named
from flows.protocol.effects import Priority


class EscalationPart(Part):
    """To whom a conversation is handed. Written short as the name of the team."""

    team: str | None = Field(default=None, description="The team; the first of the file when left out.")
    priority: Priority = Field(default=Priority.NORMAL, description="How soon it should be taken.")
    reason: str = Field(default="", description="Why, for the agent's eye.")
    skill: str | None = Field(default=None, description="What the agent must be able to do.")


Escalating = Annotated[EscalationPart, named("team")]


class TemplatePart(Part):
    """A message that the provider has on file (WhatsApp templates, buttons). Where it cannot go, `say` does."""

    id: str = Field(description="The provider's id of it: HX… with Twilio.")
    values: dict[str, str] = Field(default_factory=dict, description="What to put into its gaps, by their names.")


class SayingPart(Part):
    """What the customer is told, and what goes with it."""

    say: TextPart | None = Field(default=None, description="What the customer is told.")
    media: Words = Field(default_factory=list, description="Addresses of pictures or documents to send along.")
    template: Annotated[TemplatePart, named("id")] | None = Field(
        default=None, description="The message on file to send on WhatsApp in place of the text."
    )


class TransitionPart(SayingPart):
    """What to do: say, set, and at most one of go_to, escalate and end."""

    settings: dict[str, Value] = Field(
        default_factory=dict, alias="set", description="Names to save with their values."
    )
    go_to: str | None = Field(default=None, description="The state to go to.")
    escalate: Escalating | None = Field(default=None, description="Hand over to a human.")
    end: Flag = Field(default=False, description="End the conversation.")


class HearingPart(TransitionPart):
    """What is heard, under what condition, and what to do then."""

    hear: Hearing | None = Field(default=None, description="What to hear; one of it must be in the text.")
    condition: ConditionPart | None = Field(default=None, alias="if", description="A condition that must hold.")


class IntentPart(Part):
    """What the bot must have understood. Written short as the name of the intent."""

    name: str = Field(description="The intent.")
    above: Number | None = Field(default=None, ge=0, le=1, description="How sure the bot must be, from 0 to 1.")
    label: TextPart | None = Field(default=None, description="What the customer is asked whether they mean it by.")


FieldType = Literal["text", "number", "yes/no", "date", "time", "list"]


class EventPart(Part):
    """A business event. Written short as its name."""

    name: str = Field(description="The event, like order.shipped.")
    fields: dict[str, FieldType] = Field(default_factory=dict, description="Its fields, and the type of each.")


class RulePart(HearingPart):
    """A rule of a state: what it hears or the bot understands, under what condition, and what to do then."""

    intent: Annotated[IntentPart, named("name")] | None = Field(
        default=None, description="What the bot must have understood."
    )
    save: dict[str, str] = Field(
        default_factory=dict, description="What the bot found in the text, and under which names to keep it."
    )
    event: Annotated[EventPart, named("name")] | None = Field(
        default=None, description="The business event that must have happened."
    )


class KeywordPart(HearingPart):
    """A rule of the whole service."""

    reaches_through: Flag = Field(default=False, description="Heard even while a human holds the conversation.")


class GuardPart(TransitionPart):
    """A rule tried once the answer is there, or at once where nothing is waited for."""

    condition: ConditionPart = Field(alias="if", description="A condition that must hold.")
