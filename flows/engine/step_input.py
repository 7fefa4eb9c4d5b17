"""What a step is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.engine.trace import Trace
from flows.model.service import Service
from flows.protocol.conversation import Conversation
from flows.protocol.needs import Met
from flows.types.contact import Contact


@dataclass(frozen=True, slots=True)
class StepInput:
    """The arguments of `step`, but for the event."""

    service: Service
    #: The thread's latest conversation, open or closed.
    before: Conversation | None
    now: datetime
    contact: Contact
    met: Mapping[str, Met]
    trace: Trace
