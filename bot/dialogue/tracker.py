"""The conversation as an action sees it: rasa-sdk's tracker."""

from typing import Any

from bot.dialogue.dialogue_state import REQUESTED_SLOT, DialogueState
from bot.dialogue.user_message import UserMessage
from flows.protocol.needs import Entity

CHANNEL = "sms"


def tracker(state: DialogueState, conversation: str, key: str, language: str) -> dict[str, Any]:
    """`key` stays the same when the same deed is done again after a crash."""
    about = {"idempotency_key": key, "conversation": conversation, "language": language}
    return {
        "sender_id": conversation,
        "slots": {**state.slots, REQUESTED_SLOT: state.asked},
        "latest_message": {**message(state.user_message), "metadata": about},
        "latest_event_time": None,
        "events": list(state.events),
        "paused": state.hands_over,
        "followup_action": None,
        "active_loop": {} if state.form is None else {"name": state.form, "is_interrupted": False, "rejected": False},
        "latest_action_name": _latest_action(state),
        "latest_input_channel": CHANNEL,
    }


def message(user_message: UserMessage) -> dict[str, Any]:
    """A text and what it means, as Rasa writes it."""
    return {
        "text": user_message.text,
        "intent": {"name": user_message.intent or None, "confidence": user_message.confidence},
        "entities": [_entity(entity) for entity in user_message.entities],
        "intent_ranking": [{"name": each.name, "confidence": each.confidence} for each in user_message.intents],
    }


def user_event(user_message: UserMessage) -> dict[str, Any]:
    """As /tracker/events shows a text."""
    return {
        "event": "user",
        "timestamp": None,
        "text": user_message.text,
        "parse_data": message(user_message),
        "input_channel": CHANNEL,
        "metadata": {},
    }


def _entity(entity: Entity) -> dict[str, Any]:
    written = {"entity": entity.name, "value": entity.value, "start": entity.start, "end": entity.end}
    return written | {
        name: value for name, value in (("role", entity.role), ("group", entity.group)) if value is not None
    }


def _latest_action(state: DialogueState) -> str | None:
    return next((event["name"] for event in reversed(state.events) if event["event"] == "action"), None)
