"""The events of one turn, found in a tracker by the key of the turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.contract import BotUnavailable, TurnIdentity
from bot.rasa_server.rasa_messages import ServerTracker, TrackerEvent
from flows.protocol.bot_turns import BotDeed, Converse

#: Where the key stands in an event's metadata; actions read it there (docs/rasa.md).
KEY_METADATA = "idempotency_key"
#: The event that opens each turn; a server keeps it and makes nothing of it.
OPENING_EVENT = "agent"


def opening_of(turn: TurnIdentity, language: str) -> dict[str, Any]:
    """What is appended to a tracker before a turn, and once more to read it afterwards.

    Appending waits for a turn that is still going on, so that what comes back says whether that one was taken.
    """
    return {"event": OPENING_EVENT, "metadata": noted(turn, language)}


def noted(turn: TurnIdentity, language: str) -> dict[str, str]:
    """What every turn carries for the server's own actions."""
    return {KEY_METADATA: turn.key, "language": language}


@dataclass(frozen=True)
class TurnEvents:
    """All that happened from the opening of a turn to the opening of the next."""

    key: str
    events: Sequence[TrackerEvent]

    def is_taken(self, deed: BotDeed) -> bool:
        """Whether the bot heard the text, or ran the action or form. Only an ended turn is in a tracker."""
        return bool(self.taken(deed))

    def taken(self, deed: BotDeed) -> Sequence[TrackerEvent]:
        """The events of the bot itself, from the one with which it took the turn; none: it did not."""
        for place, event in enumerate(self.events):
            if _takes(event, deed, self.key):
                return tuple(event for event in self.events[place:] if event.event != OPENING_EVENT)
        return ()


def _takes(event: TrackerEvent, deed: BotDeed, key: str) -> bool:
    if isinstance(deed, Converse):
        return event.event == "user" and event.noted(KEY_METADATA) == key
    return event.event == "action" and event.name == deed.name


def turn_events(tracker: ServerTracker, key: str) -> TurnEvents:
    """Empty when the tracker does not know the turn. Raises BotUnavailable for a tracker without events."""
    if tracker.events is None:
        raise BotUnavailable("it does not show the events of a conversation", done=True)
    keys = [event.noted(KEY_METADATA) for event in tracker.events]
    if key not in keys:
        return TurnEvents(key, ())
    began = keys.index(key)
    return TurnEvents(key, tracker.events[began : _end(tracker.events, key, began)])


def _end(events: Sequence[TrackerEvent], key: str, began: int) -> int:
    for place in range(began, len(events)):
        if events[place].event == OPENING_EVENT and events[place].noted(KEY_METADATA) not in (None, key):
            return place
    return len(events)
