"""A customer's text: Twilio's inbound webhook (twilio.com/docs/messaging/guides/webhook-request) in our words."""

from collections.abc import Collection
from typing import Final

from flows.protocol.events import Channel, TextReceived
from flows.types.location import Location
from flows.types.media import Media
from router.providers.provider_contract import Fragment, InboundText, WebhookMalformed
from router.providers.twilio import vocabulary
from router.providers.twilio.form_parser import Form

NO_SENDERS: Final[frozenset[str]] = frozenset()


def read_text(body: bytes, keyword_replies_disabled: Collection[str] = NO_SENDERS) -> InboundText:
    """Translate the form of an inbound text."""
    form = Form.of(body)
    _require_inbound(form)
    return InboundText(
        provider_id=message_sid(form),
        customer=_address(form, b"From"),
        text=_text_received(form, keyword_replies_disabled),
        segments=max(1, form.number(b"NumSegments", 1)),
    )


def read_fragment(body: bytes) -> Fragment | None:
    """Who texted what, whatever else is wrong with the form of an inbound text."""
    form = Form.of(body)
    status = _readable(form, b"SmsStatus") or _readable(form, b"MessageStatus")
    customer = _readable(form, b"From")
    if status in vocabulary.STATUSES or not vocabulary.ADDRESS.fullmatch(customer):
        return None  # a report on a message of ours comes from us
    text = _readable(form, b"Body") or _readable(form, b"ButtonText")
    return Fragment(customer, text, vocabulary.OPT_OUT_TYPES.get(_readable(form, b"OptOutType")))


def _readable(form: Form, name: bytes) -> str:
    """A field's value, empty where it is absent or makes no sense."""
    try:
        return form.text(name)
    except WebhookMalformed:
        return ""


def message_sid(form: Form) -> str:
    """The message's identity at Twilio."""
    sid = form.text(b"MessageSid")
    if not vocabulary.MESSAGE_SID.fullmatch(sid):
        raise WebhookMalformed("MessageSid is not SM or MM and 32 hex digits" if sid else "MessageSid is absent")
    return sid


def _require_inbound(form: Form) -> None:
    status = form.text(b"SmsStatus") or form.text(b"MessageStatus")
    if status and status not in vocabulary.INBOUND_STATUSES:
        raise WebhookMalformed("a report on a message of ours, not a customer's text")


def _text_received(form: Form, keyword_replies_disabled: Collection[str]) -> TextReceived:
    line = _address(form, b"To")
    # A tap on a WhatsApp quick reply may come as the button's words alone.
    text = form.text(b"Body") or form.text(b"ButtonText")
    channel = Channel.WHATSAPP if line.startswith(vocabulary.WHATSAPP_PREFIX) else Channel.SMS
    answers_keywords = channel is Channel.SMS and line not in keyword_replies_disabled
    return TextReceived(
        line=line,
        text=text,
        channel=channel,
        media=_media(form),
        location=_location(form) if form.text(b"Latitude") else None,
        # OptOutType comes only with Advanced Opt-Out, whose words are the account's own.
        opt_out=vocabulary.OPT_OUT_TYPES.get(form.text(b"OptOutType")),
        answered_by_provider=bool(form.text(b"OptOutType")) or (answers_keywords and vocabulary.is_keyword(text)),
        profile_name=form.text(b"ProfileName") or None,
    )


def _address(form: Form, name: bytes) -> str:
    address = form.text(name)
    if not vocabulary.ADDRESS.fullmatch(address):
        raise WebhookMalformed(f"{name.decode()} is not an address" if address else f"{name.decode()} is absent")
    return address


def _media(form: Form) -> tuple[Media, ...]:
    return tuple(_medium(form, b"%d" % index) for index in range(form.number(b"NumMedia", 0)))


def _medium(form: Form, index: bytes) -> Media:
    url = form.text(b"MediaUrl" + index)
    if not url:
        raise WebhookMalformed(f"MediaUrl{index.decode()} is absent")
    return Media(url=url, content_type=form.text(b"MediaContentType" + index))


def _location(form: Form) -> Location | None:
    """A place shared on WhatsApp. The text that it came with is not worth losing over a strange coordinate."""
    latitude, longitude = _degrees(form, b"Latitude", 90), _degrees(form, b"Longitude", 180)
    if latitude is None or longitude is None:
        return None
    return Location(latitude, longitude, form.text(b"Address"), form.text(b"Label"))


def _degrees(form: Form, name: bytes, most: int) -> float | None:
    try:
        degrees = float(form.text(name))
    except ValueError:
        return None
    return degrees if -most <= degrees <= most else None
