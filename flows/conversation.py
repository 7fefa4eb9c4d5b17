"""One stretch of a thread, from opening to closing, as a value."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, field


class ConversationStatus(StrEnum):
    """Who holds the conversation."""

    AUTOMATED = "automated"  # the flow answers
    QUEUED = "queued"  # waits for a human
    ASSIGNED = "assigned"  # an agent holds it; the flow is silent
    SNOOZED = "snoozed"  # an agent put it aside until later
    CLOSED = "closed"  # over


class Conversation(Struct, frozen=True, omit_defaults=True):
    """Everything `step` needs to go on; survives JSON unchanged at every wait."""

    flow: str
    #: Where the customer is in the flow. A sub-flow's callers will stand below it on a stack.
    state: str
    status: ConversationStatus = ConversationStatus.AUTOMATED
    #: Our sender that the customer texts; it names the purpose of what the flow says.
    line: str = ""
    #: Counts the waits entered, so that a timer of an earlier wait is known to be stale.
    wait: int = 0
    #: Silences in a row since the last text, so that a flow cannot go on nudging a customer who has gone.
    silences: int = 0
    #: Texts in a row that the current wait did not understand.
    misses: int = 0
    #: Names saved by `answer` and `set`.
    values: dict[str, Any] = field(default_factory=dict)
    team: str | None = None
    agent: str | None = None
    #: A text sent while the conversation was queued has been acknowledged; the next ones are only recorded.
    acknowledged: bool = False
    #: When the customer last texted, and when anything last happened. UTC.
    last_text_at: datetime | None = None
    last_event_at: datetime | None = None
    closed_at: datetime | None = None
    #: A human had it when it was closed: a text within the reopen window goes back to that team.
    closed_by_human: bool = False
