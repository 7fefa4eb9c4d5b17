"""A whole file."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from flows.compiler.grammar.bot_use_parts import BotUsePart
from flows.compiler.grammar.hours_parts import HoursPart
from flows.compiler.grammar.scalar_parts import (
    Duration,
    DurationOrOff,
    Part,
    TextPart,
    Words,
    nothing_is_empty,
    resolved,
)
from flows.compiler.grammar.state_parts import FlowPart
from flows.compiler.grammar.transition_parts import KeywordPart
from flows.model.service import Assignment, OptOutReplies


class BrandPart(Part):
    """Whose service it is."""

    name: str = Field(description="The name of the business, as customers know it.")
    help: TextPart | None = Field(default=None, description="The answer to HELP.")
    wordings: dict[str, TextPart] = Field(
        default_factory=dict, description="What Parley says by itself, in your words."
    )


class SenderPart(Part):
    """One of your numbers."""

    flow: str = Field(description="The flow that answers it.")
    # Not compliance: that passes by STOP, and belongs to the answers to STOP, START and HELP alone.
    purpose: Literal["transactional", "promotional", "authentication"] = Field(
        default="transactional", description="Why it texts people."
    )
    opt_out_replies: OptOutReplies | None = Field(default=None, description="Who answers STOP, START and HELP.")


class WindowsPart(Part):
    """How long silences may be."""

    burst: DurationOrOff = Field(default=None, description="Texts this close together are read as one.")
    conversation: DurationOrOff = Field(
        default=timedelta(hours=24), description="A text after more silence starts afresh."
    )
    reply: DurationOrOff = Field(
        default=None, description="How long an answer to a question is accepted, where the state does not say."
    )
    reopen: DurationOrOff = Field(
        default=timedelta(days=3), description="How soon a closed one goes back to its human."
    )


class TeamPart(Part):
    """Humans who answer."""

    hours: str | None = Field(default=None, description="When they are there; always, when left out.")
    assign: Assignment = Field(default=Assignment.LEAST_BUSY, description="How a conversation finds its agent.")
    first_reply_within: Duration | None = Field(default=None, description="How soon a human should have answered.")


class ServicePart(Part):
    """A whole file."""

    parley: Annotated[Literal[1], BeforeValidator(resolved)] = Field(description="The version of the language: 1.")
    include: Words = Field(default_factory=list, description="Other files and folders that belong to this one.")
    brand: BrandPart = Field(description="Whose service it is.")
    timezone: str = Field(default="UTC", description="The zone of the hours, like America/New_York.")
    language: str = Field(default="en", description="The language of texts that are written in one language only.")
    senders: dict[str, SenderPart] = Field(default_factory=dict, description="Your numbers, and the flows they start.")
    hours: dict[str, HoursPart] = Field(default_factory=dict, description="Opening hours by name.")
    windows: WindowsPart = Field(default_factory=lambda: WindowsPart(), description="How long silences may be.")
    teams: dict[str, Annotated[TeamPart, BeforeValidator(nothing_is_empty, json_schema_input_type=TeamPart | None)]] = (
        Field(default_factory=dict, description="The humans, by team.")
    )
    bot: BotUsePart = Field(default_factory=lambda: BotUsePart(), description="What understands texts, and how.")
    keywords: list[KeywordPart] = Field(default_factory=list, description="Heard in every state, before its own rules.")
    flows: dict[str, FlowPart] = Field(min_length=1, description="The flows by name.")
