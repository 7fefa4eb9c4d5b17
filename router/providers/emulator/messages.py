"""The messages that went through the emulator, in memory and bounded."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from uuid import uuid4

from msgspec import Struct, field

from router.providers.emulator.addresses import Channel, bare_number, channel_of

Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    return datetime.now(UTC)


class Direction(StrEnum):
    """Twilio's words for who wrote a message."""

    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_REPLY = "outbound-reply"


class Picture(Struct):
    """A media part; `media_sid` is set when the emulator holds its bytes."""

    source_url: str
    content_type: str = ""
    media_sid: str | None = None


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

    @property
    def taken(self) -> bool:
        return self.reason is None


class Message(Struct, kw_only=True):
    """One text, either way."""

    sid: str
    direction: Direction
    sender: str
    recipient: str
    body: str
    segments: int
    status: str
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    pictures: list[Picture] = field(default_factory=list)
    error_code: int | None = None
    error_message: str | None = None
    price: str | None = None
    status_callback: str = ""
    history: list[StatusChange] = field(default_factory=list)
    #: One for each status callback, or the one of the inbound webhook.
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
        return channel_of(self.line)


def new_sid(prefix: str) -> str:
    """Make a SID that no earlier run of the emulator has used: the service drops texts whose SID it has seen."""
    return prefix + uuid4().hex


class MessageLog:
    """All messages by SID, oldest first; forgets the oldest beyond the limit."""

    def __init__(self, limit: int, clock: Clock, on_change: Callable[[Message], None]) -> None:
        self._limit = limit
        self._clock = clock
        self._on_change = on_change
        self._messages: dict[str, Message] = {}

    def __len__(self) -> int:
        return len(self._messages)

    def __iter__(self) -> Iterator[Message]:
        return iter(self._messages.values())

    def newest_first(self) -> Iterator[Message]:
        return reversed(self._messages.values())

    def get(self, sid: str) -> Message | None:
        return self._messages.get(sid)

    def latest(self, count: int) -> list[Message]:
        return list(islice(self.newest_first(), count))[::-1]

    def add(self, message: Message) -> None:
        message.history.append(StatusChange(message.status, message.created_at))
        self._messages[message.sid] = message
        if len(self._messages) > self._limit:
            del self._messages[next(iter(self._messages))]
        self._on_change(message)

    def change_status(self, message: Message, status: str) -> None:
        message.status, message.updated_at = status, self._clock()
        message.history.append(StatusChange(status, message.updated_at))
        self.changed(message)

    def changed(self, message: Message) -> None:
        message.version += 1
        self._on_change(message)

    def clear(self) -> None:
        self._messages.clear()
