"""What a Rasa server says, as far as it is read here; measured against 3.6.21."""

from typing import Any

from msgspec import Struct, field


class ParsedIntent(Struct, frozen=True):
    #: None where no classifier took part.
    name: str | None = None
    confidence: float = 0.0


class ParsedEntity(Struct, frozen=True):
    entity: str
    value: Any = None
    start: int | None = None
    end: int | None = None
    role: str | None = None
    group: str | None = None


class ParseResult(Struct, frozen=True):
    """What POST /model/parse answers, and what stands in the tracker's event of a text."""

    intent: ParsedIntent | None = None
    intent_ranking: tuple[ParsedIntent, ...] = ()
    entities: tuple[ParsedEntity, ...] = ()


class TrackerEvent(Struct, frozen=True):
    """One of several kinds, told apart by `event`; fields that its kind does not have are None."""

    event: str
    timestamp: float | None = None
    #: Of an action, a slot or a form.
    name: str | None = None
    value: Any = None
    text: str | None = None
    #: What a bot says beside its text: "buttons", "image", "custom"…
    data: dict[str, Any] | None = None
    metadata: dict[str, Any] | None = None
    #: Read as `ParseResult` where it is needed.
    parse_data: Any = None

    def noted(self, name: str) -> Any:
        """What its metadata says under that name."""
        return (self.metadata or {}).get(name)


class ActiveLoop(Struct, frozen=True):
    name: str | None = None


class ServerTracker(Struct, frozen=True):
    """The state of a conversation, and its events, the oldest first."""

    slots: dict[str, Any]
    paused: bool = False
    events: tuple[TrackerEvent, ...] | None = ()
    active_loop: ActiveLoop = field(default_factory=ActiveLoop)
    latest_action_name: str | None = None


class SessionConfig(Struct, frozen=True):
    #: In minutes; 0: for ever.
    session_expiration_time: float = 60


class ServedDomain(Struct, frozen=True):
    session_config: SessionConfig = field(default_factory=SessionConfig)
    #: By name.
    forms: dict[str, Any] = field(default_factory=dict)


class ErrorAnswer(Struct, frozen=True):
    """What comes with a status of 4xx and 5xx. Its message may hold a customer's text: it is never shown."""

    message: str = ""
