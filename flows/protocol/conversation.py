"""One stretch of a thread, from opening to closing, as a value."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from flows.protocol.bot_turns import BotMemory
from flows.protocol.events import BusinessEventReceived, TextReceived
from flows.protocol.understood_texts import Gist, Offer


class ConversationStatus(StrEnum):
    """Who holds the conversation."""

    AUTOMATED = "automated"  # the flow answers
    QUEUED = "queued"  # waits for a human
    ASSIGNED = "assigned"  # an agent holds it; the flow is silent
    SNOOZED = "snoozed"  # an agent put it aside until later
    CLOSED = "closed"  # over


class Frame(Struct, frozen=True, omit_defaults=True):
    """A flow that waits for the sub-flow above it to end."""

    flow: str
    state: str
    values: dict[str, Any] = field(default_factory=dict)
    #: The sub-flow's results to keep: their names there, and here.
    save: dict[str, str] = field(default_factory=dict)
    #: A business event came in between: the question that was open is open again afterwards.
    interrupted: bool = False
    #: What the bot was asking there.
    bot: BotMemory | None = None


class Conversation(Struct, frozen=True, omit_defaults=True):
    """Everything `step` needs to go on; survives JSON unchanged at every wait."""

    flow: str
    #: Where the customer is in the flow.
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
    #: Names saved by `answer`, `set` and `call` in the flow it is in.
    values: dict[str, Any] = field(default_factory=dict)
    #: Names of the whole conversation: `conversation.*`.
    shared: dict[str, Any] = field(default_factory=dict)
    #: What the customer was asked to choose from when the bot was unsure, while that is open.
    offered: Offer | None = None
    #: The last texts that the bot was asked about, and what it made of them.
    heard: tuple[Gist, ...] = ()
    #: The flows that called the present one, the nearest last.
    stack: tuple[Frame, ...] = ()
    #: What the bot knows; None: it has not taken a turn.
    bot: BotMemory | None = None
    #: A business system was called, or the bot; texts wait until it has answered.
    calling: bool = False
    #: Such calls since the flow last waited for the customer, so that none calls without end.
    calls: int = 0
    #: The customer's last text has no answer yet: it led to that call.
    owed: bool = False
    #: What is to be heard once a burst of texts is over, or the call that is under way.
    pending: tuple[TextReceived | BusinessEventReceived, ...] = ()
    #: Counts the texts of bursts, so that the timer of an earlier one is known to be stale.
    burst: int = 0
    pending_since: datetime | None = None
    #: Since when the open question waits, where its answer is accepted for a time only.
    waiting_since: datetime | None = None
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
