"""What can happen to a conversation. Names are past tense; every event is a value that survives JSON unchanged."""

from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from flows.matching.opt_out_words import OptOutWord
from flows.protocol.bot_turns import BotTurn
from flows.protocol.needs import Fetched
from flows.types.location import Location
from flows.types.media import Media


class Channel(StrEnum):
    """How a text travelled."""

    SMS = "sms"  # SMS and MMS, one inbox on the phone
    WHATSAPP = "whatsapp"  # free-form replies only within 24 h of the last inbound text


class TextReceived(Struct, frozen=True, omit_defaults=True, tag="text_received"):
    """The customer texted us."""

    #: Our sender that was texted; names the flow that answers.
    line: str
    text: str
    channel: Channel = Channel.SMS
    media: tuple[Media, ...] = ()
    location: Location | None = None
    #: The provider already answered this opt-out, opt-in or help word itself, so Parley must not answer it again.
    answered_by_provider: bool = False
    #: What `opt_out_words.classify` made of the text, where the webhook acted on it: START acts only while suppressed.
    opt_out: OptOutWord | None = None
    #: They had opted out before, so this STOP is not confirmed once more.
    opted_out_before: bool = False
    #: The customer's name as their channel profile gives it (WhatsApp), if any.
    profile_name: str | None = None


class SilenceElapsed(Struct, frozen=True, tag="silence_elapsed"):
    """A question stayed unanswered for as long as its `silence:` says."""

    #: The `Conversation.wait` the timer was started for; the event does nothing when that wait is over.
    wait: int


class BurstElapsed(Struct, frozen=True, tag="burst_elapsed"):
    """No further text came close behind the last one."""

    #: The `Conversation.burst` the timer was started for.
    burst: int


class CallAnswered(Struct, frozen=True, tag="call_answered"):
    """A business system answered a call that changes something, or the bot took its turn; or they did not."""

    #: The `Conversation.wait` the call was made for; the event does nothing when that wait is over.
    wait: int
    result: Fetched | BotTurn


class BusinessEventReceived(Struct, frozen=True, omit_defaults=True, tag="business_event_received"):
    """A business system says that something happened: an order was shipped."""

    #: Our sender that the customer is texted from.
    line: str
    name: str
    #: The payload, by the fields that the flow declares.
    fields: dict[str, Any] = field(default_factory=dict)


class AgentReplied(Struct, frozen=True, omit_defaults=True, tag="agent_replied"):
    """A human wrote to the customer; any human reply takes the conversation."""

    agent: str
    text: str
    media: tuple[Media, ...] = ()


class ConversationTaken(Struct, frozen=True, tag="conversation_taken"):
    """An agent took the conversation out of the queue."""

    agent: str


class ConversationReturned(Struct, frozen=True, omit_defaults=True, tag="conversation_returned"):
    """An agent handed the conversation back to the flow, at a named state or at the flow's start."""

    agent: str
    state: str | None = None


class ConversationClosed(Struct, frozen=True, tag="conversation_closed"):
    """An agent closed the conversation."""

    agent: str


class HandlingFailed(Struct, frozen=True, omit_defaults=True, tag="handling_failed"):
    """An event could not be handled after several tries: the customer gets the fallback text and a human."""

    reason: str
    details: dict[str, Any] = field(default_factory=dict)


Event = (
    TextReceived
    | SilenceElapsed
    | BurstElapsed
    | CallAnswered
    | BusinessEventReceived
    | AgentReplied
    | ConversationTaken
    | ConversationReturned
    | ConversationClosed
    | HandlingFailed
)
