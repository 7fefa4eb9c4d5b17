"""A message and its way, as the API shows it. What a provider sent us word for word stays inside."""

from datetime import datetime
from typing import Any

from router.message_status import MessageStatus
from router.store.message_rows import Fate

_AS_IT_IS = (
    "direction",
    "status",
    "purpose",
    "text",
    "segments",
    "encoding",
    "attempts",
    "provider_id",
    "conversation_id",
)


def shown(fate: Fate) -> dict[str, Any]:
    """A message and its deliveries as JSON, the names as in the API's documentation."""
    message = fate.message
    return {
        "id": message["public_id"],
        "from": message["sender"],
        "to": message["recipient"],
        **{name: message[name] for name in _AS_IT_IS},
        "media": message["media"] or [],
        "template": message["template"],
        "created_at": moment(message["created_at"]),
        "gate": _gate(message),
        "error": _error(message),
        "deliveries": [_delivery(delivery) for delivery in fate.deliveries],
    }


def _gate(message: dict[str, Any]) -> dict[str, Any] | None:
    """Why the gate held or refused it; None when it did neither."""
    if message["status"] not in {MessageStatus.HELD, MessageStatus.REFUSED}:
        return None
    return {"rule": message["rule"], "not_before": moment(message["not_before"])}


def _error(message: dict[str, Any]) -> dict[str, Any] | None:
    error = {"code": message["error_code"], "class": message["error_class"], "detail": message["error"]}
    return error if any(value is not None for value in error.values()) else None


def _delivery(delivery: dict[str, Any]) -> dict[str, Any]:
    return {
        "status": delivery["status"],
        "at": moment(delivery["at"]),
        "source": delivery["source"],
        "provider_id": delivery["provider_id"],
        "error_code": delivery["error_code"],
        "error_class": delivery["error_class"],
    }


def moment(at: datetime | None) -> str | None:
    """RFC 3339 in UTC, always to the microsecond, so that text order is time order."""
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"
