"""A message that went through the emulator."""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct, field

from router.emulator.account.api_errors import Failure
from router.emulator.account.channel_addresses import Channel, bare_number, channel_of


class Direction(StrEnum):
    """Twilio's words for who wrote a message."""

    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_REPLY = "outbound-reply"


class Picture(Struct):
    """A media part; `stored` when the emulator holds its bytes under its SID."""

    sid: str
    source_url: str
    content_type: str = ""
    stored: bool = False


class StatusChange(Struct, frozen=True):
    """A status and when the message took it."""

    status: str
    at: datetime


class Report(Struct, frozen=True):
    """How the service answered an HTTP request of ours: a status, or the reason why there was none."""

    about: str
    http_status: int | None
    reason: str | None
    error_code: int | None = None


class Message(Struct, kw_only=True):
    """One text, either way."""

    sid: str
    direction: Direction
    #: Empty while a messaging service has not picked it.
    sender: str
    recipient: str
    body: str
    segments: int
    status: str
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    service_sid: str | None = None
    #: For the messaging service: the one it is told to take, and the one where it finds none.
    pinned_sender: str = ""
    fallback_sender: str = ""
    valid_for: timedelta | None = None
    send_at: datetime | None = None
    pictures: list[Picture] = field(default_factory=list)
    #: What Twilio finds wrong only after it took the message.
    flaw: Failure | None = None
    is_template: bool = False
    error_code: int | None = None
    error_message: str | None = None
    price: str | None = None
    status_callback: str = ""
    #: What the REST API no longer shows; the phone still has it.
    redacted: bool = False
    obfuscated: bool = False
    history: list[StatusChange] = field(default_factory=list)
    #: One for each status callback, or those of the inbound webhook and its fallback.
    reports: list[Report] = field(default_factory=list)
    #: Grows with every change, so that a page never goes back to an older state.
    version: int = 0

    @property
    def inbound(self) -> bool:
        return self.direction is Direction.INBOUND

    @property
    def line(self) -> str:
        """The sender of ours that it goes through."""
        return self.recipient if self.inbound else self.sender

    @property
    def phone(self) -> str:
        """The customer's bare number, one for both channels."""
        return bare_number(self.sender if self.inbound else self.recipient)

    @property
    def channel(self) -> Channel:
        return channel_of(self.recipient)
