"""A message as Twilio's REST API shows it."""

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from router.providers.emulator.messages import Message

API_VERSION = "2010-04-01"

Json = dict[str, Any]


def messages_path(account_sid: str) -> str:
    return f"/{API_VERSION}/Accounts/{account_sid}/Messages"


def media_path(account_sid: str, message_sid: str, media_sid: str) -> str:
    return f"{messages_path(account_sid)}/{message_sid}/Media/{media_sid}"


def created(message: Message, account_sid: str) -> Json:
    """Show a message in the answer to its creation, where Twilio leaves the feedback out."""
    path = f"{messages_path(account_sid)}/{message.sid}"
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": _rfc2822(message.created_at),
        "date_sent": _rfc2822(message.sent_at) if message.sent_at else None,
        "date_updated": _rfc2822(message.updated_at),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": message.error_message,
        "from": message.sender,
        "num_media": str(len(message.pictures)),
        "num_segments": str(message.segments),
        "price": message.price,
        "price_unit": "USD" if message.price else None,
        "messaging_service_sid": None,
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": message.recipient,
        "uri": f"{path}.json",
    }


def fetched(message: Message, account_sid: str) -> Json:
    shown = created(message, account_sid)
    shown["subresource_uris"]["feedback"] = f"{messages_path(account_sid)}/{message.sid}/Feedback.json"
    return shown


def _rfc2822(moment: datetime) -> str:
    return format_datetime(moment)
