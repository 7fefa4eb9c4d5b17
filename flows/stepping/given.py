"""What a step is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.contact import Contact
from flows.conversation import Conversation
from flows.needs import Met
from flows.service import Service
from flows.stepping.trace import Trace


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of `step`, but for the event."""

    service: Service
    #: The thread's latest conversation, open or closed.
    before: Conversation | None
    now: datetime
    contact: Contact
    met: Mapping[str, Met]
    trace: Trace
