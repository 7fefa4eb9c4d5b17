"""What became of a message of ours: Twilio's status callback in our words.

twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
"""

from router.message_status import MessageStatus
from router.providers.provider_contract import DeliveryReport, WebhookMalformed
from router.providers.twilio import vocabulary
from router.providers.twilio.form_parser import Form
from router.providers.twilio.inbound_message import message_sid
from router.providers.twilio.twilio_errors import class_of


def read_report(body: bytes) -> DeliveryReport:
    """Translate the form of a status callback."""
    form = Form.of(body)
    return report(message_sid(form), _status(form), form.number(b"ErrorCode", 0) or None)


def report(sid: str, status: MessageStatus, code: int | None) -> DeliveryReport:
    """A report on one message; the code's class comes with it."""
    return DeliveryReport(sid, status, code, class_of(code) if code else None)


def _status(form: Form) -> MessageStatus:
    # Channels other than SMS tell of reading by an event of their own.
    if form.text(b"EventType") == "READ":
        return MessageStatus.READ
    word = form.text(b"MessageStatus") or form.text(b"SmsStatus")
    if word not in vocabulary.STATUSES:
        raise WebhookMalformed("MessageStatus is none of an outbound message's" if word else "MessageStatus is absent")
    return vocabulary.STATUSES[word]
