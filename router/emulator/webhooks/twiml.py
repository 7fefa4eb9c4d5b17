"""What a webhook's answer says to the customer."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from msgspec import Struct

from router.emulator.webhooks.webhook_client import Answer

XML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})


class Reply(Struct, frozen=True):
    """One text to send back."""

    body: str
    media_urls: Sequence[str] = ()


class TwimlError(Exception):
    """An answer that Twilio cannot read: its warning code says why."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_replies(answer: Answer) -> list[Reply]:
    text = answer.body.strip()
    if not text:
        return []
    if answer.content_type == "text/plain":
        # Not a slip: Twilio texts a plain body to the customer (docs api/twiml/sms/your_response).
        return [Reply(text)]
    if answer.content_type not in XML_TYPES:
        raise TwimlError(12300, f"Invalid Content-Type: {answer.content_type}")
    return [_read_message(message) for message in _parse(text).findall("Message")]


def _parse(text: str) -> ET.Element:
    try:
        root = ET.fromstring(text)  # noqa: S314 (the service under test is no stranger)
    except ET.ParseError as error:
        raise TwimlError(12100, f"Document parse failure: {error}") from error
    if root.tag != "Response":
        raise TwimlError(12200, f"Schema validation warning: <{root.tag}> instead of <Response>")
    return root


def _read_message(message: ET.Element) -> Reply:
    body = message.find("Body")
    text = (message if body is None else body).text or ""
    return Reply(text.strip(), [media.text.strip() for media in message.findall("Media") if media.text])
