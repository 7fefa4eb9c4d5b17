"""The one gate: everything that leaves is judged here, when it is written and again just before the provider is called.

RULES at the end of the file is the gate: every rule in order of trial, the first that objects decides. A rule is a pure
function of the message, the service as its flow file sets it up, and the time.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from msgspec import Struct

from flows import Service
from flows.protocol.effects import Purpose

#: Twilio takes at most 1600 characters of text (docs/api/messaging, Body).
MAX_TEXT_LENGTH = 1600
#: WhatsApp takes free-form texts for this long after the customer's last one (docs/whatsapp, customer service window).
WHATSAPP_WINDOW = timedelta(hours=24)


class OutboundCandidate(Struct, frozen=True):
    """A message to be judged, with what the rules need to know about its recipient."""

    recipient: str
    text: str
    has_media: bool
    purpose: Purpose
    suppressed: bool
    #: They have opted out, perhaps not for good: whatever they had agreed to before counts no more.
    consent_withdrawn: bool
    blocked: bool
    last_text_at: datetime | None
    #: A message that the provider has on file leaves in place of the text.
    on_file: bool = False


class Send(Struct, frozen=True):
    """It may leave now."""


class Hold(Struct, frozen=True):
    """Not now; judge it again at `until`."""

    rule: str
    until: datetime


class Refuse(Struct, frozen=True):
    """Never."""

    rule: str


Verdict = Send | Hold | Refuse


class Never(Enum):
    """A rule's objection to a message for good; one for a while is the moment at which to ask again."""

    NEVER = "never"


NEVER: Final = Never.NEVER
Objection = datetime | Never


class Rule(Struct, frozen=True):
    """What may keep a message from leaving."""

    #: What the message keeps and the API shows.
    id: str
    #: Why the message does not leave, for the agent who wrote it.
    reason: str
    #: None where it has nothing against the message.
    objection: Callable[[OutboundCandidate, Service, datetime], Objection | None]


def judge(candidate: OutboundCandidate, service: Service, now: datetime) -> Verdict:
    """What the first rule that objects says; Send if none does."""
    return judge_by(RULES, candidate, service, now)


def judge_by(rules: tuple[Rule, ...], candidate: OutboundCandidate, service: Service, now: datetime) -> Verdict:
    """The same by other rules than those of the product."""
    for rule in rules:
        match rule.objection(candidate, service, now):
            case Never.NEVER:
                return Refuse(rule.id)
            case datetime() as until:
                return Hold(rule.id, until)
    return Send()


def _suppressed(candidate: OutboundCandidate, _service: Service, _now: datetime) -> Objection | None:
    """The one confirmation of STOP, START or HELP is exempt (DESIGN.md, 8)."""
    return NEVER if candidate.suppressed and candidate.purpose is not Purpose.COMPLIANCE else None


def _without_consent(candidate: OutboundCandidate, _service: Service, _now: datetime) -> Objection | None:
    """START brings messages back, and no consent to promotions (DESIGN.md, 8)."""
    return NEVER if candidate.consent_withdrawn and candidate.purpose is Purpose.PROMOTIONAL else None


def _blocked(candidate: OutboundCandidate, _service: Service, _now: datetime) -> Objection | None:
    return NEVER if candidate.blocked else None


def _empty(candidate: OutboundCandidate, _service: Service, _now: datetime) -> Objection | None:
    return None if candidate.text.strip() or candidate.has_media or candidate.on_file else NEVER


def _too_long(candidate: OutboundCandidate, _service: Service, _now: datetime) -> Objection | None:
    return NEVER if len(candidate.text) > MAX_TEXT_LENGTH and not candidate.on_file else None


def _outside_whatsapp_window(candidate: OutboundCandidate, _service: Service, now: datetime) -> Objection | None:
    """A message on file is how to reach a customer outside of it."""
    if candidate.on_file or not candidate.recipient.startswith("whatsapp:"):
        return None
    is_open = candidate.last_text_at is not None and now - candidate.last_text_at < WHATSAPP_WINDOW
    return None if is_open else NEVER


RULES: Final[tuple[Rule, ...]] = (
    Rule("suppressed", "the customer has opted out", _suppressed),
    Rule("consent", "the customer opted out, and has not agreed to promotions since", _without_consent),
    Rule("blocked", "the customer is blocked", _blocked),
    Rule("empty", "there is nothing in it", _empty),
    Rule("too_long", "it is too long", _too_long),
    Rule(
        "whatsapp_window",
        "WhatsApp takes free replies only within 24 hours of the customer's last text",
        _outside_whatsapp_window,
    ),
)
