"""What a step asks the world to do. Names are imperative; the engine commits them with the new state."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from flows.protocol.bot_turns import BotTurnNeeded
from flows.protocol.understood_texts import Gist
from flows.types.media import Media


class Purpose(StrEnum):
    """Why a message is sent; consent is judged per purpose."""

    TRANSACTIONAL = "transactional"  # about something the customer asked for
    PROMOTIONAL = "promotional"  # marketing
    AUTHENTICATION = "authentication"  # one-time codes
    COMPLIANCE = "compliance"  # the answer to STOP, START or HELP; exempt from suppression


class Priority(StrEnum):
    """How soon a queued conversation should be taken."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class MessageTemplate(Struct, frozen=True, omit_defaults=True):
    """A message that the provider has on file, and what to put into its gaps."""

    #: The provider's id of it, HX… with Twilio.
    id: str
    values: dict[str, str] = field(default_factory=dict)


class SendMessage(Struct, frozen=True, omit_defaults=True, tag="send_message"):
    """Text the customer from the line that was texted."""

    text: str
    purpose: Purpose = Purpose.TRANSACTIONAL
    media: tuple[Media, ...] = ()
    #: Sent in place of the text where the channel needs one (WhatsApp outside its window, buttons).
    template: MessageTemplate | None = None
    #: The agent who wrote it; None when the flow did.
    agent: str | None = None


class StartSilenceTimer(Struct, frozen=True, tag="start_silence_timer"):
    """After this long without a text, tell the conversation so.

    The time runs from when the step's last message was really sent, not from when it was written (docs/flows.md);
    from now if the step sent none.
    """

    after: timedelta
    wait: int


class StartBurstTimer(Struct, frozen=True, tag="start_burst_timer"):
    """After this long, counted from now, tell the conversation that the burst of texts is over."""

    after: timedelta
    burst: int


class CallBusiness(Struct, frozen=True, omit_defaults=True, tag="call_business"):
    """Call a business system to change something, once; the result comes back as `CallAnswered`.

    The call carries an idempotency key of its own: after a crash it may have to be made again.
    """

    wait: int
    method: str
    url: str
    within: timedelta
    #: May hold secrets: never to be logged or shown.
    headers: dict[str, str] = field(default_factory=dict)
    #: Sent as JSON; None: without a body.
    body: Any = None


class AskBot(Struct, frozen=True, tag="ask_bot"):
    """Let the bot take a turn, once; what comes of it comes back as `CallAnswered`, like a call's answer."""

    wait: int
    need: BotTurnNeeded


#: What is done once the step is kept, under an idempotency key of its own, and answered by `CallAnswered`.
Deed = CallBusiness | AskBot


class QueueConversation(Struct, frozen=True, omit_defaults=True, tag="queue_conversation"):
    """Put the conversation in front of a human."""

    team: str
    priority: Priority = Priority.NORMAL
    reason: str = ""
    skill: str | None = None
    #: Values gathered so far, for the agent's eye.
    summary: dict[str, Any] = field(default_factory=dict)
    #: The last texts that the bot was asked about, and what it made of them.
    heard: tuple[Gist, ...] = ()
    #: What a language model would answer, for the agent to read first; nothing of it was sent.
    draft: str = ""


class SetContactAttribute(Struct, frozen=True, tag="set_contact_attribute"):
    """Keep one attribute of the contact for good (`contact.*`), alone: a contact may have several threads."""

    name: str
    value: Any


Effect = SendMessage | StartSilenceTimer | StartBurstTimer | Deed | QueueConversation | SetContactAttribute
