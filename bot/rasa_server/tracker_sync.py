"""Brings a Rasa server's tracker in line with Parley's memory before a turn.

Parley's memory wins: a flow may have changed a slot or left a form, another bot may have stood in, the server may have
been started anew and have forgotten everything.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from bot.rasa_server.rasa_messages import ServedDomain, ServerTracker
from flows.protocol.bot_turns import BotMemory

REQUESTED_SLOT = "requested_slot"
#: Asks what was meant, and then lets a form go on that it interrupted.
TWO_STAGE_FALLBACK = "action_two_stage_fallback"
ACTION_LISTEN = "action_listen"
#: A session that would end during the turn has ended.
EXPIRY_MARGIN: Final = timedelta(seconds=30)

#: As POST /conversations/{id}/tracker/events takes it.
PostedEvent = dict[str, Any]


def sync_events(memory: BotMemory, tracker: ServerTracker) -> list[PostedEvent]:
    """What to append; nothing when both agree."""
    slots = [event for event in _slots(memory, tracker) if tracker.slots[event["name"]] != event["value"]]
    is_form_known = tracker.active_loop.name in (memory.form, TWO_STAGE_FALLBACK)
    return [*slots, *([] if is_form_known else _form(memory)), *_listening(tracker)]


def has_ended(tracker: ServerTracker, domain: ServedDomain, now: datetime) -> bool:
    """Whether the next text would begin another session, by the latest text of this one.

    The server closes an open form by that: the text is then heard as if nothing had been asked. People answer a text
    when they like, so a session that has ended is begun anew from what Parley remembers.
    """
    heard = _latest_text(tracker)
    lasting = timedelta(minutes=domain.session_config.session_expiration_time)
    if heard is None or not lasting:
        return False
    return timedelta(seconds=now.timestamp() - heard) + min(EXPIRY_MARGIN, lasting / 2) >= lasting


def _latest_text(tracker: ServerTracker) -> float | None:
    """When the latest text of the latest session was heard; None: it has none, and does not end."""
    for event in reversed(tracker.events or ()):
        if event.event == "session_started":
            return None
        if event.event == "user":
            return event.timestamp
    return None


def new_session_events(memory: BotMemory, tracker: ServerTracker, opening: PostedEvent) -> list[PostedEvent]:
    """What begins a session in which all is as it is remembered, and in which the turn is opened.

    It listens last: when the server gives up on a text it takes back all that was appended after it listened.
    """
    begun = [_action("action_session_start"), {"event": "session_started"}]
    return [*begun, *_slots(memory, tracker), *_form(memory), opening, _action(ACTION_LISTEN)]


def _slots(memory: BotMemory, tracker: ServerTracker) -> list[PostedEvent]:
    """Only slots that the bot's domain has."""
    remembered = memory.slots.items()
    return [{"event": "slot", "name": name, "value": value} for name, value in remembered if name in tracker.slots]


def _form(memory: BotMemory) -> list[PostedEvent]:
    return [
        {"event": "active_loop", "name": memory.form},
        {"event": "slot", "name": REQUESTED_SLOT, "value": memory.asked},
    ]


def _action(name: str) -> PostedEvent:
    return {"event": "action", "name": name}


def _listening(tracker: ServerTracker) -> list[PostedEvent]:
    """Whether a human has the conversation is known to Parley, so a bot that is given a turn is not paused.

    And it must have ended its last turn: after a hand-over, or an action that was run by itself, it has not, and would
    take the next text as part of that turn and do it again.
    """
    resumed: list[PostedEvent] = [{"event": "resume"}] if tracker.paused else []
    ended = tracker.latest_action_name in (ACTION_LISTEN, None)
    return resumed if ended else [*resumed, _action(ACTION_LISTEN)]
