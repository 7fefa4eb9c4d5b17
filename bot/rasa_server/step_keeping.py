"""What a tracker must be told before a turn, so that it agrees with what the conversation remembers.

Parley's memory holds: a flow may have changed a slot or left a form, another bot may have stood in, the server may have
been started anew and have forgotten everything.
"""

from typing import Any

from bot.rasa_server.wire import Tracker
from flows.bot_turns import BotMemory

REQUESTED = "requested_slot"
#: Asks what was meant, and then lets a form go on that it interrupted.
TWO_STAGE_FALLBACK = "action_two_stage_fallback"
LISTEN = "action_listen"

#: As POST /conversations/{id}/tracker/events takes it.
PostedEvent = dict[str, Any]


def events_for(memory: BotMemory, tracker: Tracker) -> list[PostedEvent]:
    """What to append; nothing when both agree."""
    return [*_slots(memory, tracker), *_form(memory, tracker), *_listening(tracker)]


def _slots(memory: BotMemory, tracker: Tracker) -> list[PostedEvent]:
    """Only slots that the bot's domain has."""
    return [
        {"event": "slot", "name": name, "value": value}
        for name, value in memory.slots.items()
        if name in tracker.slots and tracker.slots[name] != value
    ]


def _form(memory: BotMemory, tracker: Tracker) -> list[PostedEvent]:
    if tracker.active_loop.name in (memory.form, TWO_STAGE_FALLBACK):
        return []
    return [
        {"event": "active_loop", "name": memory.form},
        {"event": "slot", "name": REQUESTED, "value": memory.asked},
    ]


def _listening(tracker: Tracker) -> list[PostedEvent]:
    """Whether a human has the conversation is known to Parley, so a bot that is given a turn is not paused.

    And it must have ended its last turn: after a hand-over, or an action that was run by itself, it has not, and would
    take the next text as part of that turn and do it again.
    """
    resumed: list[PostedEvent] = [{"event": "resume"}] if tracker.paused else []
    ended = tracker.latest_action_name in (LISTEN, None)
    return resumed if ended else [*resumed, {"event": "action", "name": LISTEN}]
