"""What came of a turn, read from the tracker: the webhook's own answer says less, and is gone after a crash."""

from typing import Any

import msgspec

from bot.contract import BotUnavailable
from bot.rasa_server.step_keeping import REQUESTED, TWO_STAGE_FALLBACK
from bot.rasa_server.turn_events import TurnEvents
from bot.rasa_server.understanding import understood
from bot.rasa_server.wire import Parsed, Tracker, TrackerEvent
from flows.bot_turns import BeginForm, BotMemory, BotMessage, BotTurn, BotTurnNeeded, Button, Converse
from flows.needs import Understood

#: Slots of the server's own.
INTERNAL = frozenset({REQUESTED, "session_started_metadata"})
FALLBACK, LEAVING = "action_default_fallback", "action_deactivate_loop"
#: What the server says when it gives up, at once or after having asked twice.
FALLBACK_RESPONSE = "utter_default"


def turn_of(need: BotTurnNeeded, told: TurnEvents, tracker: Tracker, *, left_out: int = 0) -> BotTurn:
    """The outcome of a turn that was taken. Raises BotUnavailable when nothing came of it."""
    if not told.is_taken(need.deed):
        raise BotUnavailable("it did not take the turn; its log says why", done=True)
    messages = tuple(message for event in told.events if (message := _message(event)) is not None)
    if not messages and not tracker.paused:
        _require_success(told)
    memory = _memory(need, tracker, messages)
    return BotTurn(
        messages=messages,
        memory=memory,
        slots={name: tracker.slots.get(name) for name in told.slots_set if _is_changed(name, need, tracker)},
        understood=_understood(need, told, left_out),
        knew=_knew(need, told, tracker, messages),
        hands_over=tracker.paused or any(_hands_over(event) for event in told.events),
        form_left=_is_form_left(need, told, memory),
    )


def _message(event: TrackerEvent) -> BotMessage | None:
    """None for an event that says nothing to the customer."""
    if event.event != "bot":
        return None
    data = event.data or {}
    # The attachment is often the image once more.
    media = tuple(dict.fromkeys(_addresses(data.get("image"), data.get("attachment"))))
    buttons = tuple(_buttons(data.get("buttons") or data.get("quick_replies")))
    message = BotMessage(event.text or "", media, buttons)
    return None if message == BotMessage() else message


def _addresses(*values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str) and value.startswith(("https://", "http://"))]


def _buttons(offered: Any) -> list[Button]:
    return [
        Button(str(button["title"]), str(button.get("payload") or button["title"]))
        for button in (offered if isinstance(offered, list) else [])
        if isinstance(button, dict) and button.get("title")
    ]


def _require_success(told: TurnEvents) -> None:
    failed = told.failed_action()
    if failed is not None:
        raise BotUnavailable(f"{failed} came to nothing: is its action server up?", done=True)


def _memory(need: BotTurnNeeded, tracker: Tracker, messages: tuple[BotMessage, ...]) -> BotMemory:
    loop = tracker.active_loop.name
    form = need.memory.form if loop == TWO_STAGE_FALLBACK else loop
    return BotMemory(
        slots={name: value for name, value in tracker.slots.items() if value is not None and name not in INTERNAL},
        form=form,
        asked=tracker.slots.get(REQUESTED) if form else None,
        buttons=next((message.buttons for message in reversed(messages) if message.buttons), ()),
    )


def _is_changed(name: str, need: BotTurnNeeded, tracker: Tracker) -> bool:
    return name not in INTERNAL and tracker.slots.get(name) != need.memory.slots.get(name)


def _understood(need: BotTurnNeeded, told: TurnEvents, left_out: int) -> Understood | None:
    if not isinstance(need.deed, Converse) or need.deed.understood is not None or told.heard is None:
        return None
    try:
        return understood(msgspec.convert(told.heard.parse_data, Parsed), left_out=left_out)
    except msgspec.ValidationError:
        return None


def _knew(need: BotTurnNeeded, told: TurnEvents, tracker: Tracker, messages: tuple[BotMessage, ...]) -> bool:
    if not isinstance(need.deed, Converse) or tracker.paused:
        return True
    gave_up = FALLBACK in told.actions or any(event.noted("utter_action") == FALLBACK_RESPONSE for event in told.events)
    did_something = bool(messages) or any(
        name not in ("action_listen", "action_session_start") for name in told.actions
    )
    return did_something and not gave_up


def _hands_over(event: TrackerEvent) -> bool:
    """A pause that was ended in the same turn, or the usual sign to a channel: custom: {"handoff": true}."""
    custom = (event.data or {}).get("custom")
    return event.event == "pause" or (isinstance(custom, dict) and custom.get("handoff") is True)


def _is_form_left(need: BotTurnNeeded, told: TurnEvents, memory: BotMemory) -> bool:
    """A form that comes to its end runs once more; one that is left does not, or is closed by name."""
    form = need.deed.name if isinstance(need.deed, BeginForm) else need.memory.form
    if form is None or memory.form == form:
        return False
    return form not in told.actions or LEAVING in told.actions
