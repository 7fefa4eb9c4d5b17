"""What became of a message of ours: Twilio's status callback in our words.

twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
"""

from router.messages import MessageStatus
from router.providers.base import DeliveryReport, WebhookMalformed
from router.providers.twilio import words
from router.providers.twilio.errors import class_of
from router.providers.twilio.forms import Form
from router.providers.twilio.inbound import message_sid


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
    if word not in words.STATUSES:
        raise WebhookMalformed("MessageStatus is none of an outbound message's" if word else "MessageStatus is absent")
    return words.STATUSES[word]
