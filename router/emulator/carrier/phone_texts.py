"""A text as a phone sends it, and whether a phone could."""

from collections.abc import Container, Sequence
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from router.emulator.account.channel_addresses import Channel, bare_number, channel_of, is_phone_number, on_channel
from router.emulator.account.create_parameters import MAX_BODY_LENGTH, MAX_MEDIA
from router.emulator.account.sender_types import SenderType, type_of

#: Facts of the channels: an MMS is 5 MB in all, a WhatsApp file 16 MB.
MAX_MEDIA_BYTES = {Channel.SMS: 5 * 1024 * 1024, Channel.WHATSAPP: 16 * 1024 * 1024}


class PhoneMedia(Struct, frozen=True, forbid_unknown_fields=True):
    """A picture that a phone sends: its bytes, or where they are."""

    content_type: str = "image/jpeg"
    data: bytes = b""
    url: str = ""


class PhoneLocation(Struct, frozen=True, forbid_unknown_fields=True):
    """A place that a phone shares on WhatsApp, in degrees."""

    latitude: float
    longitude: float
    address: str = ""
    label: str = ""


class PhoneText(Struct, frozen=True, forbid_unknown_fields=True):
    """A text that a phone sends."""

    sender: str = field(name="from")
    recipient: str = field(name="to")
    body: str = ""
    media: Sequence[PhoneMedia] = ()
    location: PhoneLocation | None = None
    #: With it, `from` and `to` may be bare numbers.
    channel: Literal["sms", "whatsapp"] | None = None
    profile_name: str = "Customer"


class UnsendableTextError(Exception):
    """A text that no phone could send."""


def addressed(text: PhoneText) -> PhoneText:
    if text.channel is None:
        return text
    channel = Channel(text.channel)
    return replace(text, sender=on_channel(text.sender, channel), recipient=on_channel(text.recipient, channel))


def check_text(text: PhoneText, numbers: Container[str]) -> None:
    if not is_phone_number(bare_number(text.sender)):
        raise UnsendableTextError(f"'from' is not a phone number: {text.sender}")
    if text.recipient not in numbers:
        raise UnsendableTextError(f"'to' is not one of our numbers: {text.recipient}")
    if type_of(text.recipient) is SenderType.ALPHANUMERIC:
        raise UnsendableTextError(f"'to' is a name, which nobody can text: {text.recipient}")
    if channel_of(text.sender) is not channel_of(text.recipient):
        raise UnsendableTextError("'from' and 'to' are not on the same channel")
    if not text.body and not text.media and text.location is None:
        raise UnsendableTextError("there is neither a body nor a picture nor a location")
    if text.location is not None and channel_of(text.sender) is not Channel.WHATSAPP:
        raise UnsendableTextError("a location can only be shared on WhatsApp")
    _check_size(text)


def _check_size(text: PhoneText) -> None:
    if len(text.body) > MAX_BODY_LENGTH:
        raise UnsendableTextError(f"the body is longer than {MAX_BODY_LENGTH} characters")
    if len(text.media) > MAX_MEDIA:
        raise UnsendableTextError(f"there are more than {MAX_MEDIA} pictures")
    limit = MAX_MEDIA_BYTES[channel_of(text.recipient)]
    if sum(len(media.data) for media in text.media) > limit:
        raise UnsendableTextError(f"the pictures are larger than {limit // 1024 // 1024} MB")
