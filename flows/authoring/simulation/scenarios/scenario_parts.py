"""What may be written in a test file."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainValidator

from flows.authoring.simulation.scenarios.expectations import Expected, expected_messages, values_of
from flows.compiler.grammar.scalar_parts import (
    Count,
    Duration,
    Flag,
    Number,
    Part,
    ShortForm,
    Words,
    named,
    resolved,
)
from flows.protocol.effects import Priority

Anything = Annotated[Any, PlainValidator(values_of)]
#: 100 to 599.
Status = Annotated[int, BeforeValidator(resolved), Field(ge=0)]
Messages = Annotated[tuple[Expected, ...], PlainValidator(expected_messages)]
METHODS = ("get", "post", "put", "patch", "delete")
#: Turns of the bot.
TURNS = ("action", "form", "answer")


def agents_word(value: Any) -> Any:
    """`agent: takes` stands for the mapping with that key."""
    return {str(value): True} if isinstance(value, str) else value


def hand_back_to(value: Any) -> Any:
    """A state; without one, the flow's start."""
    return "" if value is True or value == "true" else value


class ContactPart(Part):
    """What is known of the customer at the beginning."""

    name: str | None = None
    language: str | None = None
    attributes: dict[str, Anything] = Field(default_factory=dict)
    consents: Words = Field(default_factory=list, description="The purposes they have agreed to be texted for.")
    suppressed: Flag = Field(default=False, description="They have opted out.")
    blocked: Flag = Field(default=False, description="An agent has blocked them.")


class ButtonPart(Part):
    """A button that the bot offers. Written short as its title."""

    title: str
    payload: str | None = None


class TurnPart(Part):
    """What comes of a turn of the bot."""

    say: Words = Field(default_factory=list)
    media: Words = Field(default_factory=list)
    buttons: list[Annotated[ButtonPart, named("title")]] = Field(default_factory=list)
    slots: dict[str, Anything] = Field(default_factory=dict, description="Those that it sets.")
    asks: str | None = Field(default=None, description="The slot that a form asks for, which so stays open.")
    knew: Flag = Field(default=True, description="Whether it has an answer, or could use the text.")
    hands_over: Flag = Field(default=False, description="It wants a human to go on.")
    left: Flag = Field(default=False, description="The form is left unfinished.")


class ReplyPart(TurnPart):
    """What a business system answers, or the bot. Written short as the status."""

    status: Status = 200
    content: Anything = Field(default=None, alias="json")
    text: str | None = None


class CallPart(Part):
    """The answer to a call, named by its method and path; or what comes of a turn of the bot."""

    get: str | None = None
    post: str | None = None
    put: str | None = None
    patch: str | None = None
    delete: str | None = None
    action: str | None = Field(default=None, description="An action of the bot.")
    form: str | None = Field(default=None, description="A form of the bot.")
    answer: str | None = Field(default=None, description="A text that the bot answers by itself, or a payload.")
    reply: Annotated[ReplyPart, named("status")] | None = None
    turns: list[TurnPart] | None = Field(default=None, description="Of a form, one after the other; the last ends it.")
    fails: str | None = Field(default=None, description="There is no answer; the words say why.")
    times: Count | None = Field(default=None, description="For how many calls; for all unless written.")
    after: Duration | None = Field(default=None, description="How long the answer takes, where it is not a get.")


Confidence = Annotated[Number, Field(ge=0, le=1)]


class RankedPart(Part):
    """One thing that a text may mean. Written short as the intent."""

    intent: str
    confidence: Confidence = 0.95


class MeaningPart(Part):
    """What the bot makes of a text. Written short as the intent that it takes it for."""

    intent: str | None = None
    confidence: Confidence = 0.95
    intents: list[Annotated[RankedPart, named("intent")]] = Field(
        default_factory=list, description="Several, the likeliest first."
    )
    entities: dict[str, Anything] = Field(default_factory=dict, description="By name, or name.role.")
    out_of_scope: Flag = Field(default=False, description="It is about nothing that the bot knows.")
    fails: str | None = Field(default=None, description="There is no answer; the words say why.")


class LocationPart(Part):
    """A place on the map, in degrees."""

    latitude: Number
    longitude: Number
    address: str = ""
    label: str = ""


class InPart(Part):
    """The customer texts. Written short as the text."""

    text: str = ""
    media: Words = Field(default_factory=list)
    location: LocationPart | None = None


class EventPart(Part):
    """A business system reports something. Written short as its name."""

    name: str
    fields: dict[str, Anything] = Field(default_factory=dict)


class AgentPart(Part):
    """An agent does one thing: `take`, `close`, `hand_back` (at a state), or `reply` with a text."""

    reply: str | None = None
    take: Flag = False
    hand_back: Annotated[str, BeforeValidator(hand_back_to)] | None = None
    close: Flag = False


class EscalatedPart(Part):
    """The conversation waits for a human, or is with one. Written short as the team."""

    team: str | None = None
    priority: Priority | None = None
    reason: str | None = None
    skill: str | None = None


class CalledPart(Part):
    """A business system was called, or the bot took a turn. What the body or the slots name must be in it."""

    get: str | None = None
    post: str | None = None
    put: str | None = None
    patch: str | None = None
    delete: str | None = None
    action: str | None = None
    form: str | None = None
    answer: str | None = None
    body: Anything = None
    slots: dict[str, Anything] | None = Field(default=None, description="What the bot was given.")


class StepPart(Part):
    """What happens, or what is expected then; both may stand in one step."""

    received: Annotated[InPart, named("text")] | None = Field(default=None, alias="in")
    wait: Duration | None = None
    at: str | None = None
    event: Annotated[EventPart, named("name")] | None = None
    agent: Annotated[AgentPart, ShortForm(agents_word)] | None = None
    out: Messages | None = None
    silent: Flag = False
    escalated: Annotated[EscalatedPart, named("team")] | None = None
    ended: Flag = False
    state: str | None = None
    called: CalledPart | None = None
    saved: dict[str, Anything] | None = None


#: Of a step, at most one; done before anything is looked at.
ACTIONS = ("in", "wait", "at", "event", "agent")
#: Steps that may be written as a bare word.
_BARE = {"ended": True, "silent": True, "escalated": {}}


def bare_step(value: Any) -> Any:
    """`ended` without a value is a step too."""
    return {str(value): _BARE[value]} if isinstance(value, str) and value in _BARE else value


class ScenarioPart(Part):
    """One conversation, from the first text to what is looked at last."""

    at: str | None = Field(default=None, description="When it begins, in the service's timezone.")
    customer: str | None = Field(default=None, alias="from", description="The customer's number.")
    line: str | None = Field(default=None, alias="to", description="Our sender; the first of the file unless written.")
    contact: ContactPart = Field(default_factory=lambda: ContactPart())
    calls: list[CallPart] = Field(default_factory=list, description="What business systems answer.")
    bot: dict[str, Annotated[MeaningPart, named("intent")]] = Field(
        default_factory=dict, description="What the bot makes of texts."
    )
    steps: list[Annotated[StepPart, ShortForm(bare_step)]] = Field(min_length=1)


class TestFilePart(Part):
    """A test file; `calls` and `bot` are for all its scenarios, after their own."""

    parley: Annotated[Literal[1], BeforeValidator(resolved)] = 1
    calls: list[CallPart] = Field(default_factory=list)
    bot: dict[str, Annotated[MeaningPart, named("intent")]] = Field(default_factory=dict)
    scenarios: dict[str, ScenarioPart] = Field(min_length=1)
