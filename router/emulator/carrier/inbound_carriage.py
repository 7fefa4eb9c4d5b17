"""A customer's text on its way to the service's webhook."""

from collections.abc import Sequence

from router.emulator.account.channel_addresses import Channel, channel_of
from router.emulator.account.emulated_message import Direction, Message, Picture, Report
from router.emulator.account.emulator_config import EmulatorConfig
from router.emulator.account.media_store import StoredMedia
from router.emulator.account.messaging_services import Service
from router.emulator.account.opt_out_handling import Handling, Keyword
from router.emulator.account.representation import media_path
from router.emulator.account.segment_count import count_segments
from router.emulator.account.sids import new_sid
from router.emulator.carrier.carrier_outbox import Outbox
from router.emulator.carrier.emulator_state import State
from router.emulator.carrier.inbound_fields import inbound_fields, location_fields
from router.emulator.carrier.phone_texts import PhoneMedia, PhoneText, addressed, check_text
from router.emulator.carrier.prices import price_of
from router.emulator.webhooks.inbound_webhook import Target, call_service
from router.emulator.webhooks.webhook_client import Webhooks


class Inbound:
    """Takes texts from phones to the webhook."""

    def __init__(self, config: EmulatorConfig, state: State, webhooks: Webhooks, outbox: Outbox) -> None:
        self._config = config
        self._state = state
        self._webhooks = webhooks
        self._outbox = outbox

    async def receive(self, text: PhoneText) -> Message:
        """Take a text, hand it to the webhook, and return it with the webhook's answer."""
        text = addressed(text)
        check_text(text, self._state.numbers)
        service = self._state.services.of(text.recipient)
        message, target = self._message(text, service), self._target(service)
        if target is None:
            # Twilio drops these without a trace; the sender's phone never learns.
            message.reports.append(Report("received", None, "the messaging service has no inbound_request_url"))
            return message
        self._state.messages.add(message)
        keyword = self._hear(message, service)
        fields = inbound_fields(message, self._config.account_sid, text.profile_name, self._shown(keyword))
        fields |= location_fields(text.location)
        outcome = await call_service(self._webhooks, target, fields)
        message.reports.extend(outcome.reports)
        for reply in outcome.replies:
            self._reply(message, reply.body, reply.media_urls)
        self._state.messages.changed(message)
        return message

    def _target(self, service: Service | None) -> Target | None:
        if service is None or service.use_inbound_webhook_on_number:
            return Target(self._config.webhook_url, self._config.fallback_url)
        if service.inbound_request_url is None:
            return None
        return Target(service.inbound_request_url, service.fallback_url or "")

    def _message(self, text: PhoneText, service: Service | None) -> Message:
        now = self._state.clock()
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
            service_sid=service.sid if service else None,
            pictures=[self._stored(sid, media) for media in text.media],
        )
        message.price = price_of(message)
        return message

    def _stored(self, message_sid: str, media: PhoneMedia) -> Picture:
        sid = new_sid("ME")
        if media.url:
            return Picture(sid, media.url, media.content_type)
        self._state.media.add(sid, StoredMedia(media.content_type, media.data))
        url = self._config.base_url + media_path(self._config.account_sid, message_sid, sid)
        return Picture(sid, url, media.content_type, stored=True)

    def _hear(self, message: Message, service: Service | None) -> Keyword | None:
        """What Twilio itself makes of a text, before the service hears of it."""
        customer, line = message.sender, message.recipient
        if service:
            self._state.sender_choice.stick(service, customer, line)
        if message.channel is Channel.WHATSAPP:
            self._state.windows.open(customer, line, message.created_at)
            return None
        keyword = self._state.opt_outs.understand(message.body)
        reply = self._state.opt_outs.obey(customer, line, keyword)
        if reply is not None:
            self._outbox.reply(line, customer, reply)
        return keyword

    def _shown(self, keyword: Keyword | None) -> Keyword | None:
        return keyword if self._state.opt_outs.handling is Handling.ADVANCED else None

    def _reply(self, message: Message, body: str, media_urls: Sequence[str]) -> None:
        line, customer = message.recipient, message.sender
        if self._state.opt_outs.blocks(customer, line):
            self._outbox.refuse_reply(line, customer, body)
        else:
            self._outbox.reply(line, customer, body, media_urls)


def _segments(text: PhoneText) -> int:
    if text.media or channel_of(text.recipient) is Channel.WHATSAPP:
        return 1
    return count_segments(text.body)
