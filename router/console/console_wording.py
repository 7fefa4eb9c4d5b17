"""A message's fate and a conversation's standing, in words for agents."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flows.protocol.conversation import ConversationStatus
from flows.protocol.understood_texts import Gist
from router.message_status import ErrorClass, MessageStatus
from router.outbound.gate import RULES
from router.store.thread_history import ThreadMessage

_STATUSES = {
    MessageStatus.RECEIVED: "received",
    MessageStatus.QUEUED: "waiting to be sent",
    MessageStatus.HELD: "held",
    MessageStatus.REFUSED: "not sent",
    MessageStatus.SUBMITTING: "being sent",
    MessageStatus.UNKNOWN: "may or may not have been sent",
    MessageStatus.ACCEPTED: "accepted by the provider",
    MessageStatus.SENT: "handed to the carrier",
    MessageStatus.DELIVERED: "delivered",
    MessageStatus.READ: "read",
    MessageStatus.UNDELIVERED: "not delivered",
    MessageStatus.FAILED: "not sent",
    MessageStatus.EXPIRED: "not sent: it became too old",
    MessageStatus.CANCELED: "called off",
}
_ERRORS: dict[str, str] = {
    ErrorClass.BAD_NUMBER: "a landline, or a number that cannot be reached",
    ErrorClass.OPTED_OUT: "the customer has opted out",
    ErrorClass.SENDER: "our number or its settings",
    ErrorClass.CONTENT: "the text or picture was not accepted",
    ErrorClass.FILTERED: "filtered by the carrier as unwanted",
    ErrorClass.REGISTRATION: "our number is not registered for this",
    ErrorClass.COMPLIANCE: "against a rule of the provider",
    ErrorClass.GEOGRAPHY: "the country is not enabled",
    ErrorClass.WINDOW: "outside the hours in which the customer may be answered freely",
    ErrorClass.CAPACITY: "too many messages at once",
    ErrorClass.TEMPORARY: "the phone or network was not reachable",
    ErrorClass.EXPIRED: "it waited too long at the provider",
    ErrorClass.ACCOUNT: "our account at the provider",
    ErrorClass.UNCLASSIFIED: "a reason that we have no words for",
}
_RULES = {rule.id: rule.reason for rule in RULES}
_FAILED = frozenset(
    {
        MessageStatus.REFUSED,
        MessageStatus.UNDELIVERED,
        MessageStatus.FAILED,
        MessageStatus.EXPIRED,
        MessageStatus.CANCELED,
    }
)


def fate(message: ThreadMessage) -> str:
    """ "delivered", "not delivered: 30006, a landline, or …", "held until 24 Nov 08:00 UTC: quiet hours"."""
    words = _STATUSES[message.status]
    if message.not_before is not None and message.status is MessageStatus.HELD:
        words += f" until {moment(message.not_before)}"
    reasons = [str(message.error_code or ""), _reason(message)]
    why = ", ".join(reason for reason in reasons if reason)
    return f"{words}: {why}" if why else words


def _reason(message: ThreadMessage) -> str:
    if message.status in {MessageStatus.HELD, MessageStatus.REFUSED} and message.rule:
        return _RULES.get(message.rule, f"the rule “{message.rule}”")
    if message.error_class:
        return _ERRORS.get(message.error_class, message.error_class)
    return ""


def mood(status: MessageStatus) -> str:
    """How a fate looks: "bad" needs an agent's eye, "doubtful" may come to need it."""
    if status in _FAILED:
        return "bad"
    return "doubtful" if status in {MessageStatus.UNKNOWN, MessageStatus.HELD} else "good"


_STANDINGS = {
    ConversationStatus.AUTOMATED: "The flow answers",
    ConversationStatus.QUEUED: "Waits for a human",
    ConversationStatus.ASSIGNED: "Taken",
    ConversationStatus.SNOOZED: "Set aside for later",
    ConversationStatus.CLOSED: "Closed",
}


def standing(status: str) -> str:
    """A status in an agent's words."""
    return _STANDINGS[ConversationStatus(status)]


def understood(gist: Gist) -> str:
    """What the bot made of a text: "opening hours (42 % sure), day: friday"."""
    named = "no topic found"
    if gist.intent is not None:
        named = f"{in_words(gist.intent)} ({round(gist.confidence * 100)} % sure)"
    found = (f"{in_words(name)}: {value}" for name, value in gist.entities.items())
    return ", ".join([named, *found])


def in_words(name: str) -> str:
    """A name that an author gave: `opening_hours`, `time.from`, `faq/parking`."""
    return re.sub(r"[_./]+", " ", name).strip()


_EVENTS = {
    "text_received": "A text",
    "silence_elapsed": "A silence",
    "burst_elapsed": "The end of several texts",
    "call_answered": "An answer of a business system, or the bot",
    "business_event_received": "An event of a business system",
    "agent_replied": "A reply",
    "conversation_taken": "Taking the conversation",
    "conversation_returned": "Handing the conversation back",
    "conversation_closed": "Closing the conversation",
    "handling_failed": "A fallback",
    "unreadable": "A text that could not be read",
}


def event_kind(kind: str) -> str:
    """A kind of event in an agent's words."""
    return _EVENTS.get(kind, kind.replace("_", " "))


def moment(at: datetime) -> str:
    """The page's script puts it into the reader's own time zone."""
    return f"{at:%-d %b %H:%M} UTC"


def duration(elapsed: timedelta) -> str:
    """In words: `under a minute`, `5 min`, `3 h 20 min`, `2 days`."""
    minutes = max(0, int(elapsed.total_seconds()) // 60)
    if minutes < 60:
        return f"{minutes} min" if minutes else "under a minute"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {rest} min" if hours < 6 and rest else f"{hours} h"
    return f"{hours // 24} days"


def is_web_address(url: str) -> bool:
    """Whether it may be a link: never `javascript:` and its like."""
    try:
        return urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False


FILTERS: dict[str, Callable[..., Any]] = {
    "fate": fate,
    "mood": mood,
    "standing": standing,
    "event_kind": event_kind,
    "understood": understood,
    "in_words": in_words,
    "moment": moment,
    "is_web_address": is_web_address,
}
