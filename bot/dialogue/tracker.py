"""The conversation as an action sees it: rasa-sdk's tracker."""

from typing import Any

from bot.dialogue.dialogue_state import ASKED, Course
from bot.dialogue.user_message import Heard
from flows.protocol.needs import Entity

CHANNEL = "sms"


def tracker(course: Course, conversation: str, key: str, language: str) -> dict[str, Any]:
    """`key` stays the same when the same deed is done again after a crash."""
    about = {"idempotency_key": key, "conversation": conversation, "language": language}
    return {
        "sender_id": conversation,
        "slots": {**course.slots, ASKED: course.asked},
        "latest_message": {**message(course.heard), "metadata": about},
        "latest_event_time": None,
        "events": list(course.events),
        "paused": course.hands_over,
        "followup_action": None,
        "active_loop": {} if course.form is None else {"name": course.form, "is_interrupted": False, "rejected": False},
        "latest_action_name": _latest_action(course),
        "latest_input_channel": CHANNEL,
    }


def message(heard: Heard) -> dict[str, Any]:
    """A text and what it means, as Rasa writes it."""
    return {
        "text": heard.text,
        "intent": {"name": heard.intent or None, "confidence": heard.confidence},
        "entities": [_entity(entity) for entity in heard.entities],
        "intent_ranking": [{"name": each.name, "confidence": each.confidence} for each in heard.intents],
    }


def user_event(heard: Heard) -> dict[str, Any]:
    """As /tracker/events shows a text."""
    return {
        "event": "user",
        "timestamp": None,
        "text": heard.text,
        "parse_data": message(heard),
        "input_channel": CHANNEL,
        "metadata": {},
    }


def _entity(entity: Entity) -> dict[str, Any]:
    written = {"entity": entity.name, "value": entity.value, "start": entity.start, "end": entity.end}
    return written | {
        name: value for name, value in (("role", entity.role), ("group", entity.group)) if value is not None
    }


def _latest_action(course: Course) -> str | None:
    return next((event["name"] for event in reversed(course.events) if event["event"] == "action"), None)
