"""The one gate: everything that leaves is judged here, when it is written and again just before the provider is called.

Rules are pure and stand in order of trial; the first that objects decides. Each has an id that the message keeps.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

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
Rule = Callable[[OutboundCandidate, datetime], Hold | Refuse | None]


def judge(candidate: OutboundCandidate, now: datetime) -> Verdict:
    """What the first rule that objects says; Send if none does."""
    for rule in RULES:
        objection = rule(candidate, now)
        if objection is not None:
            return objection
    return Send()


def _suppression(candidate: OutboundCandidate, now: datetime) -> Refuse | None:  # noqa: ARG001
    """The one confirmation of STOP, START or HELP is exempt (DESIGN.md, 8)."""
    if candidate.suppressed and candidate.purpose is not Purpose.COMPLIANCE:
        return Refuse("suppressed")
    return None


def _blocked(candidate: OutboundCandidate, now: datetime) -> Refuse | None:  # noqa: ARG001
    return Refuse("blocked") if candidate.blocked else None


def _empty(candidate: OutboundCandidate, now: datetime) -> Refuse | None:  # noqa: ARG001
    return None if candidate.text.strip() or candidate.has_media or candidate.on_file else Refuse("empty")


def _too_long(candidate: OutboundCandidate, now: datetime) -> Refuse | None:  # noqa: ARG001
    return Refuse("too_long") if len(candidate.text) > MAX_TEXT_LENGTH and not candidate.on_file else None


def _whatsapp_window(candidate: OutboundCandidate, now: datetime) -> Refuse | None:
    """A message on file is how to reach a customer outside of it."""
    if candidate.on_file or not candidate.recipient.startswith("whatsapp:"):
        return None
    is_open = candidate.last_text_at is not None and now - candidate.last_text_at < WHATSAPP_WINDOW
    return None if is_open else Refuse("whatsapp_window")


RULES: tuple[Rule, ...] = (_suppression, _blocked, _empty, _too_long, _whatsapp_window)
