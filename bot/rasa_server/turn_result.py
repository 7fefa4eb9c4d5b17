"""What came of a turn, read from the tracker: the webhook's own answer says less, and is gone after a crash."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from bot.contract import BotUnavailable
from bot.rasa_server.parse_result import understood
from bot.rasa_server.rasa_messages import ParseResult, ServedDomain, ServerTracker, TrackerEvent
from bot.rasa_server.tracker_messages import messages_of
from bot.rasa_server.tracker_sync import ACTION_LISTEN, REQUESTED_SLOT, TWO_STAGE_FALLBACK
from bot.rasa_server.turn_events import TurnEvents
from flows.protocol.bot_turns import BeginForm, BotMemory, BotMessage, BotTurn, BotTurnNeeded, Converse
from flows.protocol.needs import Understood

#: Slots of the server's own.
INTERNAL_SLOTS = frozenset({REQUESTED_SLOT, "session_started_metadata"})
FALLBACK_ACTION, LEAVE_FORM_ACTION = "action_default_fallback", "action_deactivate_loop"
#: What the server says when it gives up, at once or after having asked twice.
FALLBACK_RESPONSE = "utter_default"
#: Actions that say and change nothing when all is well.
SILENT_ACTIONS = frozenset(
    {ACTION_LISTEN, "action_session_start", "action_restart", "action_unlikely_intent", "action_extract_slots"}
)


def turn_of(
    need: BotTurnNeeded, told: TurnEvents, tracker: ServerTracker, domain: ServedDomain, *, left_out: int = 0
) -> BotTurn:
    """The outcome of a turn that was taken. Raises BotUnavailable when nothing came of it."""
    events = told.taken(need.deed)
    if not events:
        raise BotUnavailable("it did not take the turn; its log says why", done=True)
    messages = messages_of(events)
    if not tracker.paused:
        _require_success(events, domain, is_silent=not messages)
    said = BotTurn(
        messages=messages,
        understood=_understood(need, events[0], left_out),
        hands_over=tracker.paused or any(_hands_over(event) for event in events),
    )
    if isinstance(need.deed, Converse) and _gave_up(events):
        return _given_up(said, need.memory)
    return _gone_on(said, need, events, tracker)


def _require_success(events: Sequence[TrackerEvent], domain: ServedDomain, *, is_silent: bool) -> None:
    """A form that could not be validated goes on as if it were complete: "Booked: None on None." """
    failed = [name for name in _actions_without_effect(events) if is_silent or name in domain.forms]
    if failed:
        raise BotUnavailable(f"{failed[0]} came to nothing: is its action server up?", done=True)


def _actions_without_effect(events: Sequence[TrackerEvent]) -> list[str]:
    """Actions directly followed by another action or the end.

    Their action server is down, or they failed or said nothing: a tracker tells no more.
    """
    return [
        event.name
        for event, follower in zip(events, [*events[1:], None], strict=True)
        if event.event == "action" and event.name is not None and event.name not in SILENT_ACTIONS
        if follower is None or follower.event == "action"
    ]


def _understood(need: BotTurnNeeded, heard: TrackerEvent, left_out: int) -> Understood | None:
    if not isinstance(need.deed, Converse) or need.deed.understood is not None:
        return None
    try:
        return understood(msgspec.convert(heard.parse_data, ParseResult), left_out=left_out)
    except msgspec.ValidationError:
        return None


def _gave_up(events: Sequence[TrackerEvent]) -> bool:
    return FALLBACK_ACTION in _actions(events) or any(
        event.noted("utter_action") == FALLBACK_RESPONSE for event in events
    )


def _actions(events: Sequence[TrackerEvent]) -> list[str]:
    return [event.name for event in events if event.event == "action" and event.name is not None]


def _given_up(said: BotTurn, memory: BotMemory) -> BotTurn:
    """The server takes back what it was told before such a text; what is remembered stays, and is told again."""
    # It may give up a second time at once, after an action that was run by itself.
    messages = tuple(dict.fromkeys(said.messages))
    return replace(said, messages=messages, memory=replace(memory, buttons=()), knew=False)


def _gone_on(said: BotTurn, need: BotTurnNeeded, events: Sequence[TrackerEvent], tracker: ServerTracker) -> BotTurn:
    slots = {name: tracker.slots.get(name) for name in _slots_set(events)}
    memory = _memory(need, events, tracker, slots, said.messages)
    return replace(
        said,
        memory=memory,
        slots=slots,
        knew=bool(said.messages) or tracker.paused or not SILENT_ACTIONS.issuperset(_actions(events)),
        form_left=_is_form_left(need, events, memory),
    )


def _slots_set(events: Sequence[TrackerEvent]) -> list[str]:
    names = (event.name for event in events if event.event == "slot")
    return [name for name in names if name is not None and name not in INTERNAL_SLOTS]


def _memory(
    need: BotTurnNeeded,
    events: Sequence[TrackerEvent],
    tracker: ServerTracker,
    slots: dict[str, Any],
    messages: tuple[BotMessage, ...],
) -> BotMemory:
    known = {name: value for name, value in tracker.slots.items() if name not in INTERNAL_SLOTS}
    remembered = {**known, **need.memory.slots, **slots}
    form = _form(need, events, tracker)
    return BotMemory(
        slots={name: value for name, value in remembered.items() if value is not None},
        form=form,
        asked=(tracker.slots.get(REQUESTED_SLOT) or need.memory.asked) if form else None,
        buttons=next((message.buttons for message in reversed(messages) if message.buttons), ()),
    )


def _form(need: BotTurnNeeded, events: Sequence[TrackerEvent], tracker: ServerTracker) -> str | None:
    is_changed = any(event.event == "active_loop" for event in events)
    loop = tracker.active_loop.name
    return loop if is_changed and loop != TWO_STAGE_FALLBACK else need.memory.form


def _hands_over(event: TrackerEvent) -> bool:
    """A pause that was ended in the same turn, or the usual sign to a channel: custom: {"handoff": true}."""
    custom = (event.data or {}).get("custom")
    return event.event == "pause" or (isinstance(custom, dict) and custom.get("handoff") is True)


def _is_form_left(need: BotTurnNeeded, events: Sequence[TrackerEvent], memory: BotMemory) -> bool:
    """A form that comes to its end runs once more; one that is left does not, or is closed by name."""
    form = need.deed.name if isinstance(need.deed, BeginForm) else need.memory.form
    if form is None or memory.form == form:
        return False
    actions = _actions(events)
    return form not in actions or LEAVE_FORM_ACTION in actions
