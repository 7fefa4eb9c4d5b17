"""The events of one turn, found in a tracker by the key of the turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.contract import BotUnavailable, TurnTaken
from bot.rasa_server.step_keeping import LISTEN
from bot.rasa_server.wire import Tracker, TrackerEvent
from flows.bot_turns import BotDeed, Converse

#: Where the key stands in an event's metadata; actions read it there (docs/rasa.md).
KEY = "idempotency_key"
#: The event that opens each turn; a server keeps it and makes nothing of it.
OPENING = "agent"
#: Actions that say and change nothing when all is well.
QUIET = frozenset({LISTEN, "action_session_start", "action_restart", "action_unlikely_intent", "action_extract_slots"})


def opening_of(turn: TurnTaken, language: str) -> dict[str, Any]:
    """What is appended to a tracker before a turn.

    Appending waits for a turn that is still going on, so that what comes back says whether that one was taken.
    """
    return {"event": OPENING, "metadata": noted(turn, language)}


def noted(turn: TurnTaken, language: str) -> dict[str, str]:
    """What every turn carries for the server's own actions."""
    return {KEY: turn.key, "language": language}


@dataclass(frozen=True)
class TurnEvents:
    """All that happened from the opening of a turn to the opening of the next."""

    key: str
    events: Sequence[TrackerEvent]

    def is_taken(self, deed: BotDeed) -> bool:
        """Whether the bot heard the text, or ran the action or form. Only an ended turn is in a tracker."""
        if isinstance(deed, Converse):
            return self.heard is not None
        return deed.name in self.actions

    @property
    def heard(self) -> TrackerEvent | None:
        """The event of the text."""
        return next((event for event in self.events if event.event == "user" and event.noted(KEY) == self.key), None)

    @property
    def actions(self) -> list[str]:
        return [event.name for event in self.events if event.event == "action" and event.name is not None]

    def failed_action(self) -> str | None:
        """The last action that came to nothing: its server is down, or it raised an error. A server does not tell."""
        followers = [*self.events[1:], None]
        return next(
            (
                event.name
                for event, follower in reversed(list(zip(self.events, followers, strict=True)))
                if event.event == "action"
                and event.name not in QUIET
                and (follower is None or follower.event == "action")
            ),
            None,
        )

    @property
    def slots_set(self) -> list[str]:
        return [event.name for event in self.events if event.event == "slot" and event.name is not None]


def turn_events(tracker: Tracker, key: str) -> TurnEvents:
    """Empty when the tracker does not know the turn. Raises BotUnavailable for a tracker without events."""
    if tracker.events is None:
        raise BotUnavailable("it does not show the events of a conversation", done=True)
    keys = [event.noted(KEY) for event in tracker.events]
    if key not in keys:
        return TurnEvents(key, ())
    began = keys.index(key)
    ended = next(
        (
            place
            for place, event in enumerate(tracker.events)
            if place > began and event.event == OPENING and keys[place] not in (None, key)
        ),
        len(keys),
    )
    return TurnEvents(key, tracker.events[began:ended])
