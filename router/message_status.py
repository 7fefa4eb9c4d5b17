"""The words for a message on its way: shared by every part of the router, decided by none of them."""

from enum import StrEnum


class Direction(StrEnum):
    """Which way a message travels."""

    INBOUND = "inbound"  # from the customer
    OUTBOUND = "outbound"  # to the customer


class MessageStatus(StrEnum):
    """The fate of a message (docs/operating.md). Never goes back; the first final one stays."""

    RECEIVED = "received"  # inbound: ours
    QUEUED = "queued"  # written, waits to be sent
    HELD = "held"  # the gate says: not now
    REFUSED = "refused"  # the gate says: never, with the rule
    SUBMITTING = "submitting"  # the provider is being called
    UNKNOWN = "unknown"  # the call's result was lost; it may or may not have been sent
    ACCEPTED = "accepted"  # the provider has it
    SENT = "sent"  # handed to the carrier
    DELIVERED = "delivered"  # on the phone
    READ = "read"  # seen by the customer
    UNDELIVERED = "undelivered"  # the carrier gave up
    FAILED = "failed"  # the provider refused it
    EXPIRED = "expired"  # too old to send
    CANCELED = "canceled"  # called off before it was sent


class ErrorClass(StrEnum):
    """Why a provider did not deliver, in words that no provider owns."""

    BAD_NUMBER = "bad_number"  # stop sending to it
    OPTED_OUT = "opted_out"  # the customer told the provider STOP
    SENDER = "sender"  # our sender or its configuration
    CONTENT = "content"  # the text or media
    FILTERED = "filtered"  # a carrier's spam filter
    REGISTRATION = "registration"  # the sender lacks a registration (10DLC, toll-free)
    COMPLIANCE = "compliance"  # a provider's own compliance rule
    GEOGRAPHY = "geography"  # the country is not enabled
    WINDOW = "window"  # outside the channel's reply window
    CAPACITY = "capacity"  # too much at once; later
    TEMPORARY = "temporary"  # the handset or network; later
    EXPIRED = "expired"  # waited too long at the provider
    ACCOUNT = "account"  # credentials, billing, suspension, trial limits
    UNCLASSIFIED = "unclassified"  # a code we have no class for


_UNDER_WAY = frozenset({MessageStatus.QUEUED, MessageStatus.HELD, MessageStatus.SUBMITTING, MessageStatus.UNKNOWN})
_BEFORE_FINAL = _UNDER_WAY | {MessageStatus.ACCEPTED, MessageStatus.SENT}

#: For each status that a provider reports, the statuses it may replace. Reports come unordered and more than once;
#: a status never goes back and the first final one stays, but `delivered` may become `read`.
REPLACES: dict[MessageStatus, frozenset[MessageStatus]] = {
    MessageStatus.ACCEPTED: _UNDER_WAY,
    MessageStatus.SENT: _UNDER_WAY | {MessageStatus.ACCEPTED},
    MessageStatus.DELIVERED: _BEFORE_FINAL,
    MessageStatus.UNDELIVERED: _BEFORE_FINAL,
    MessageStatus.FAILED: _BEFORE_FINAL,
    MessageStatus.CANCELED: _BEFORE_FINAL,
    MessageStatus.READ: _BEFORE_FINAL | {MessageStatus.DELIVERED},
}


#: With the provider, but not yet at its end: a report on it may still come, or be lost.
ON_THE_WAY = frozenset({MessageStatus.ACCEPTED, MessageStatus.SENT})


def masked(address: str) -> str:
    """An address fit for a log: enough to recognise, not enough to call."""
    return address[:-7] + "•••••" + address[-2:] if len(address) > 9 else "•••••"
