"""A customer's text on its way to the service's webhook."""

from collections.abc import Container, Sequence
from typing import Literal

from msgspec import Struct, field

from router.providers.emulator.addresses import Channel, bare_number, channel_of, is_phone_number, on_channel
from router.providers.emulator.config import EmulatorConfig
from router.providers.emulator.creation import BODY_LIMIT, MEDIA_LIMIT
from router.providers.emulator.inbound_fields import inbound_fields
from router.providers.emulator.media import StoredMedia
from router.providers.emulator.messages import Clock, Direction, Message, Picture, Report, new_sid
from router.providers.emulator.outbox import Outbox
from router.providers.emulator.representation import media_path
from router.providers.emulator.segments import count_segments
from router.providers.emulator.state import State
from router.providers.emulator.twiml import TwimlError, read_replies
from router.providers.emulator.webhooks import Answer, Webhooks

#: Facts of the channels: an MMS is 5 MB in all, a WhatsApp file 16 MB.
MEDIA_BYTES_LIMIT = {Channel.SMS: 5 * 1024 * 1024, Channel.WHATSAPP: 16 * 1024 * 1024}


class PhoneMedia(Struct, frozen=True, forbid_unknown_fields=True):
    """A picture that a phone sends: its bytes, or where they are."""

    content_type: str = "image/jpeg"
    data: bytes = b""
    url: str = ""


class PhoneText(Struct, frozen=True, forbid_unknown_fields=True):
    """A text that a phone sends."""

    sender: str = field(name="from")
    recipient: str = field(name="to")
    body: str = ""
    media: Sequence[PhoneMedia] = ()
    #: With it, `from` and `to` may be bare numbers.
    channel: Literal["sms", "whatsapp"] | None = None
    profile_name: str = "Customer"


class UnsendableTextError(Exception):
    """A text that no phone could send."""


class Inbound:
    """Takes texts from phones to the webhook."""

    def __init__(self, config: EmulatorConfig, state: State, webhooks: Webhooks, outbox: Outbox, clock: Clock) -> None:
        self._config = config
        self._log = state.messages
        self._media = state.media
        self._opt_outs = state.opt_outs
        self._webhooks = webhooks
        self._outbox = outbox
        self._clock = clock

    async def receive(self, text: PhoneText) -> Message:
        """Take a text, hand it to the webhook, and return it with the webhook's answer."""
        message = self._write(_checked(_addressed(text), self._config.numbers))
        self._hear_keyword(message)
        answer = await self._webhooks.post(
            self._config.webhook_url, inbound_fields(message, self._config.account_sid, text.profile_name)
        )
        self._deliver_replies(message, answer)
        return message

    def _write(self, text: PhoneText) -> Message:
        now = self._clock()
        sid = new_sid("MM" if text.media else "SM")
        message = Message(
            sid=sid,
            direction=Direction.INBOUND,
            sender=text.sender,
            recipient=text.recipient,
            body=text.body,
            segments=_segments(text),
            status="received",
            created_at=now,
            updated_at=now,
            sent_at=now,
            pictures=[self._stored(sid, media) for media in text.media],
        )
        self._log.add(message)
        return message

    def _stored(self, message_sid: str, media: PhoneMedia) -> Picture:
        if media.url:
            return Picture(media.url, media.content_type)
        media_sid = self._media.add(StoredMedia(media.content_type, media.data))
        url = self._config.base_url + media_path(self._config.account_sid, message_sid, media_sid)
        return Picture(url, media.content_type, media_sid)

    def _hear_keyword(self, message: Message) -> None:
        if message.channel is Channel.WHATSAPP:
            return
        reply = self._opt_outs.hear(message.sender, message.recipient, message.body)
        if reply is not None:
            self._outbox.reply(message.recipient, message.sender, reply)

    def _deliver_replies(self, message: Message, answer: Answer) -> None:
        try:
            replies = [] if answer.reason else read_replies(answer)
        except TwimlError as error:
            message.reports.append(Report("received", answer.http_status, str(error), error.code))
        else:
            message.reports.append(Report("received", answer.http_status, answer.reason, answer.error_code))
            for reply in replies:
                self._reply(message, reply.body, reply.media_urls)
        self._log.changed(message)

    def _reply(self, message: Message, body: str, media_urls: Sequence[str]) -> None:
        line, customer = message.recipient, message.sender
        if (customer, line) in self._opt_outs:
            self._outbox.refuse_reply(line, customer, body)
        else:
            self._outbox.reply(line, customer, body, media_urls)


def _addressed(text: PhoneText) -> PhoneText:
    if text.channel is None:
        return text
    channel = Channel(text.channel)
    return PhoneText(
        sender=on_channel(text.sender, channel),
        recipient=on_channel(text.recipient, channel),
        body=text.body,
        media=text.media,
        profile_name=text.profile_name,
    )


def _checked(text: PhoneText, numbers: Container[str]) -> PhoneText:
    if not is_phone_number(bare_number(text.sender)):
        raise UnsendableTextError(f"'from' is not a phone number: {text.sender}")
    if text.recipient not in numbers:
        raise UnsendableTextError(f"'to' is not one of our numbers: {text.recipient}")
    if channel_of(text.sender) is not channel_of(text.recipient):
        raise UnsendableTextError("'from' and 'to' are not on the same channel")
    if not text.body and not text.media:
        raise UnsendableTextError("there is neither a body nor a picture")
    _check_size(text)
    return text


def _check_size(text: PhoneText) -> None:
    if len(text.body) > BODY_LIMIT:
        raise UnsendableTextError(f"the body is longer than {BODY_LIMIT} characters")
    if len(text.media) > MEDIA_LIMIT:
        raise UnsendableTextError(f"there are more than {MEDIA_LIMIT} pictures")
    limit = MEDIA_BYTES_LIMIT[channel_of(text.recipient)]
    if sum(len(media.data) for media in text.media) > limit:
        raise UnsendableTextError(f"the pictures are larger than {limit // 1024 // 1024} MB")


def _segments(text: PhoneText) -> int:
    if text.media or channel_of(text.recipient) is Channel.WHATSAPP:
        return 1
    return count_segments(text.body)
