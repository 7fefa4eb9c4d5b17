"""The keys of the language: what may be written where. What the names refer to is checked when they are compiled."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from flows.duration import parse_duration
from flows.effects import Priority
from flows.events import Channel
from flows.loading.document import resolve
from flows.service import Assignment, OptOutReplies


def _resolved(value: Any) -> Any:
    return resolve(value) if isinstance(value, str) else value


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _by_language(value: Any) -> Any:
    return {"": value} if isinstance(value, str) else value


def _named(key: str) -> BeforeValidator:
    """A bare word stands for the key that is nearly always the only one written."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


def _duration(value: Any) -> Any:
    if not isinstance(value, str) or (duration := parse_duration(value)) is None:
        raise ValueError("must be a time like 30s, 15m, 12h or 3d")
    return duration


def _duration_or_off(value: Any) -> Any:
    return None if value == "off" else _duration(value)


Flag = Annotated[bool, BeforeValidator(_resolved)]
Number = Annotated[int | float, BeforeValidator(_resolved)]
Count = Annotated[int, BeforeValidator(_resolved), Field(ge=0, le=100)]
Value = Annotated[str | bool | int | float, BeforeValidator(_resolved)]
Words = Annotated[list[str], BeforeValidator(_listed), Field(min_length=1)]
#: One text, or one by language.
TextPart = Annotated[dict[str, str], BeforeValidator(_by_language), Field(min_length=1)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
DurationOrOff = Annotated[timedelta | None, BeforeValidator(_duration_or_off)]


class Part(BaseModel):
    """A mapping of the language: only the keys named in its class can be written."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ConditionPart(Part):
    """A condition; several keys must all hold."""

    open: str | None = Field(default=None, description="Hours that must be open now.")
    closed: str | None = Field(default=None, description="Hours that must be closed now.")
    equals: dict[str, Value] | None = Field(default=None, description="Names and the values they must have.")
    less: dict[str, Number] | None = Field(default=None, description="Names and the numbers they must be less than.")
    contains: dict[str, Words] | None = Field(default=None, description="Names and words that must be in them.")
    known: Words | None = Field(default=None, description="Names that must have a value.")
    channel: Channel | None = Field(default=None, description="How the customer texts: sms or whatsapp.")
    language: str | None = Field(default=None, description="The customer's language.")
    every: list["ConditionPart"] | None = Field(default=None, alias="all", description="Conditions that must all hold.")
    some: list["ConditionPart"] | None = Field(default=None, alias="any", description="Of these, one must hold.")
    negated: "ConditionPart | None" = Field(default=None, alias="not", description="A condition that must not hold.")


class EscalationPart(Part):
    """To whom a conversation is handed. Written short as the name of the team."""

    team: str | None = Field(default=None, description="The team; the first of the file when left out.")
    priority: Priority = Field(default=Priority.NORMAL, description="How soon it should be taken.")
    reason: str = Field(default="", description="Why, for the agent's eye.")
    skill: str | None = Field(default=None, description="What the agent must be able to do.")


Escalating = Annotated[EscalationPart, _named("team")]


class WayOutPart(Part):
    """What to do: say, set, and at most one of go_to, escalate and end."""

    say: TextPart | None = Field(default=None, description="What the customer is told.")
    settings: dict[str, Value] = Field(
        default_factory=dict, alias="set", description="Names to save with their values."
    )
    go_to: str | None = Field(default=None, description="The state to go to.")
    escalate: Annotated[EscalationPart, _named("team")] | None = Field(
        default=None, description="Hand over to a human."
    )
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


class ChoicePart(Part):
    """One of the choices. Written short as its label."""

    label: TextPart = Field(description="What the customer reads.")
    value: str | None = Field(default=None, description="What is saved; the label when left out.")
    hear: Words = Field(default_factory=list, description="Other words for it.")


class AnswerPart(Part):
    """What the customer must answer, and under which name it is saved."""

    type: Literal["text", "choice", "number", "yes/no"] = Field(description="The kind of answer.")
    save: str | None = Field(default=None, description="The name under which it is saved.")
    retry: TextPart | None = Field(default=None, description="What to say when the text is no such answer.")
    choices: list[Annotated[ChoicePart, _named("label")]] | None = Field(
        default=None, description="The choices, for a choice."
    )
    listed: Flag = Field(default=True, alias="list", description="Whether the choices are listed below the question.")
    least: Number | None = Field(default=None, alias="from", description="The least number that is taken.")
    most: Number | None = Field(default=None, alias="to", description="The greatest number that is taken.")


class NoMatchPart(WayOutPart):
    """What to say to a text that nothing takes, how many times, and what to do after that."""

    times: Count = Field(default=2, description="How many times it is said.")


class SilencePart(WayOutPart):
    """What to do when no text comes."""

    after: Duration = Field(description="How long to wait for one.")


class StatePart(Part):
    """A state: it says, sets, waits if it has rules or an answer, checks, and goes on."""

    say: TextPart | None = Field(default=None, description="What the customer is told on entering.")
    separate: Flag = Field(default=False, description="Send what it says as a message of its own.")
    settings: dict[str, Value] = Field(
        default_factory=dict, alias="set", description="Names to save with their values."
    )
    rules: list[RulePart] = Field(default_factory=list, description="What is heard here, in the order of trial.")
    answer: AnswerPart | None = Field(default=None, description="The answer that is waited for.")
    checks: list[CheckPart] = Field(default_factory=list, description="Conditions tried before going on.")
    no_match: Annotated[NoMatchPart, _named("say")] | None = Field(
        default=None, description="For a text that nothing takes."
    )
    silence: SilencePart | None = Field(default=None, description="For a text that does not come.")
    go_to: str | None = Field(default=None, description="The state to go to.")
    escalate: Annotated[EscalationPart, _named("team")] | None = Field(
        default=None, description="Hand over to a human."
    )
    end: Flag = Field(default=False, description="End the conversation.")


class FlowPart(Part):
    """A flow: its states, and the one it starts in."""

    start: str = Field(description="The state it starts in.")
    states: dict[str, StatePart] = Field(min_length=1, description="Its states by name.")


class BrandPart(Part):
    """Whose service it is."""

    name: str = Field(description="The name of the business, as customers know it.")
    help: str | None = Field(default=None, description="The answer to HELP.")
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

    conversation: DurationOrOff = Field(
        default=timedelta(hours=24), description="A text after more silence starts afresh."
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

    parley: Annotated[Literal[1], BeforeValidator(_resolved)] = Field(description="The version of the language: 1.")
    brand: BrandPart = Field(description="Whose service it is.")
    timezone: str = Field(default="UTC", description="The zone of the hours, like America/New_York.")
    language: str = Field(default="en", description="The language of texts that are written in one language only.")
    senders: dict[str, SenderPart] = Field(default_factory=dict, description="Your numbers, and the flows they start.")
    hours: dict[str, dict[str, Any]] = Field(default_factory=dict, description="Opening hours by name.")
    windows: WindowsPart = Field(default_factory=lambda: WindowsPart(), description="How long silences may be.")
    teams: dict[str, Annotated[TeamPart, BeforeValidator(lambda value: {} if value is None else value)]] = Field(
        default_factory=dict, description="The humans, by team."
    )
    keywords: list[KeywordPart] = Field(default_factory=list, description="Heard in every state, before its own rules.")
    flows: dict[str, FlowPart] = Field(min_length=1, description="The flows by name.")
