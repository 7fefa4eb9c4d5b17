"""All there is to know of a simulation at one moment, as a value: taking something back is keeping the one before."""

from dataclasses import dataclass
from datetime import datetime

from flows.protocol.conversation import Conversation
from flows.protocol.effects import QueueConversation
from flows.protocol.events import Event
from flows.types.contact import Contact


@dataclass(frozen=True, slots=True)
class Due:
    """An event that will happen at a time, unless it is made void before."""

    at: datetime
    event: Event


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a simulation stands."""

    now: datetime
    contact: Contact
    conversation: Conversation | None = None
    #: In the order in which they were set.
    due: tuple[Due, ...] = ()
    #: How the conversation was last handed to humans; None when it was not, or they have handed it back.
    queued: QueueConversation | None = None
    #: They have opted out, perhaps not for good: no promotion leaves.
    consent_withdrawn: bool = False
