"""Messages and their parts as Twilio's REST API shows them."""

from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from router.emulator.account.emulated_message import Message, Picture

API_VERSION = "2010-04-01"

Json = dict[str, Any]


def is_api_path(path: str) -> bool:
    """Whether it is one of api.twilio.com or messaging.twilio.com, and not of what the emulator adds."""
    return path.startswith((f"/{API_VERSION}/", "/v1/"))


def messages_path(account_sid: str) -> str:
    return f"/{API_VERSION}/Accounts/{account_sid}/Messages"


def message_path(account_sid: str, message: Message) -> str:
    return f"{messages_path(account_sid)}/{message.sid}"


def media_path(account_sid: str, message_sid: str, media_sid: str) -> str:
    return f"{messages_path(account_sid)}/{message_sid}/Media/{media_sid}"


def created(message: Message, account_sid: str) -> Json:
    """Show a message in the answer to its creation, where Twilio leaves the feedback out."""
    path = message_path(account_sid, message)
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": rfc2822(message.created_at),
        "date_sent": rfc2822(message.sent_at) if message.sent_at else None,
        "date_updated": rfc2822(message.updated_at),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": message.error_message,
        "from": message.sender or None,
        "num_media": str(len(message.pictures)),
        # Twilio counts once a messaging service has picked the sender.
        "num_segments": str(message.segments) if message.sender else "0",
        "price": message.price,
        "price_unit": "USD" if message.price else None,
        "messaging_service_sid": message.service_sid,
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": message.recipient,
        "uri": f"{path}.json",
    }


def fetched(message: Message, account_sid: str) -> Json:
    shown = created(message, account_sid)
    shown["subresource_uris"]["feedback"] = f"{message_path(account_sid, message)}/Feedback.json"
    if message.redacted:
        shown["body"] = ""
    if message.obfuscated:
        shown["to"] = message.recipient[:-4] + "XXXX"
    return shown


def media_shown(picture: Picture, message: Message, account_sid: str) -> Json:
    return {
        "account_sid": account_sid,
        "content_type": picture.content_type or "application/octet-stream",
        "date_created": rfc2822(message.created_at),
        "date_updated": rfc2822(message.created_at),
        "parent_sid": message.sid,
        "sid": picture.sid,
        "uri": f"{media_path(account_sid, message.sid, picture.sid)}.json",
    }


def feedback_shown(outcome: str, message: Message, account_sid: str, at: datetime) -> Json:
    return {
        "account_sid": account_sid,
        "date_created": rfc2822(at),
        "date_updated": rfc2822(at),
        "message_sid": message.sid,
        "outcome": outcome,
        "uri": f"{message_path(account_sid, message)}/Feedback.json",
    }


@lru_cache(maxsize=1024)
def rfc2822(moment: datetime) -> str:
    """A moment as the older API writes it: `Mon, 02 Mar 2026 10:00:00 +0000`."""
    return format_datetime(moment)
