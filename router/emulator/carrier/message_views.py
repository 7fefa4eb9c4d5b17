"""A message as tests and the phone page see it: more than Twilio would tell."""

from collections.abc import Sequence

from msgspec import UNSET, Struct, UnsetType, field

from router.emulator.account.channel_addresses import Channel
from router.emulator.account.emulated_message import Direction, Message, Picture, Report, StatusChange


class PictureView(Struct, frozen=True):
    """A media part; `url` is set when this emulator can show it."""

    source_url: str
    content_type: str
    url: str | None


class MessageView(Struct, frozen=True, kw_only=True):
    """One message, either way."""

    sid: str
    version: int
    direction: Direction
    channel: Channel
    phone: str
    line: str
    sender: str = field(name="from")
    recipient: str = field(name="to")
    body: str
    media: Sequence[PictureView]
    segments: int
    status: str
    error_code: int | None
    error_message: str | None
    created_at: str
    history: Sequence[StatusChange]
    reports: Sequence[Report]
    status_callback: str
    messaging_service: str | None
    send_at: str | None
    price: str | None
    #: How many creates carried this StatusCallback; only where the log as a whole is asked.
    create_requests: int | UnsetType = UNSET


def view(message: Message, create_requests: int | UnsetType = UNSET) -> MessageView:
    return MessageView(
        sid=message.sid,
        version=message.version,
        direction=message.direction,
        channel=message.channel,
        phone=message.phone,
        line=message.line,
        sender=message.sender,
        recipient=message.recipient,
        body=message.body,
        media=[_picture_view(picture) for picture in message.pictures],
        segments=message.segments,
        status=message.status,
        error_code=message.error_code,
        error_message=message.error_message,
        created_at=message.created_at.isoformat(),
        history=message.history,
        reports=message.reports,
        status_callback=message.status_callback,
        messaging_service=message.service_sid,
        send_at=message.send_at.isoformat() if message.send_at else None,
        price=message.price,
        create_requests=create_requests,
    )


def _picture_view(picture: Picture) -> PictureView:
    url = f"/_emulator/media/{picture.sid}" if picture.stored else None
    return PictureView(picture.source_url, picture.content_type, url)
