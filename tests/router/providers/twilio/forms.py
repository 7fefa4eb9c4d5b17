"""Forms as Twilio sends them, for the tests."""

from base64 import b64encode
from hmac import digest
from urllib.parse import urlencode

from router.providers.provider_contract import WebhookRequest
from router.providers.twilio import TwilioConfig

ACCOUNT = "AC" + "0" * 32
MESSAGE = "SM" + "1" * 32
TOKEN = "12345"
PUBLIC_URL = "https://bot.example.com"
CONFIG = TwilioConfig(account_sid=ACCOUNT, public_url=PUBLIC_URL, auth_tokens=(TOKEN,))

#: An SMS from the United States with all that Twilio adds to it (values from its documentation).
SMS = {
    "ToCountry": "US",
    "ToState": "CA",
    "SmsMessageSid": MESSAGE,
    "NumMedia": "0",
    "ToCity": "",
    "FromZip": "94103",
    "SmsSid": MESSAGE,
    "FromState": "CA",
    "SmsStatus": "received",
    "FromCity": "SAN FRANCISCO",
    "Body": "Where is my order? It's number 12345 & it's late",
    "FromCountry": "US",
    "To": "+15005550006",
    "ToZip": "",
    "NumSegments": "1",
    "MessageSid": MESSAGE,
    "AccountSid": ACCOUNT,
    "From": "+14155550100",
    "ApiVersion": "2010-04-01",
}
WHATSAPP = SMS | {
    "From": "whatsapp:+14155550100",
    "To": "whatsapp:+15005550006",
    "ProfileName": "Zoë 🌻",
    "WaId": "14155550100",
}
STATUS = {
    "AccountSid": ACCOUNT,
    "MessageSid": MESSAGE,
    "SmsSid": MESSAGE,
    "MessageStatus": "delivered",
    "SmsStatus": "delivered",
    "From": "+15005550006",
    "To": "+14155550100",
    "ApiVersion": "2010-04-01",
    "RawDlrDoneDate": "2611230915",
}


def form(fields: dict[str, str], **changes: str) -> bytes:
    """The urlencoded form, with some fields changed."""
    return urlencode(fields | changes).encode()


def without(fields: dict[str, str], *names: str) -> bytes:
    return urlencode({name: value for name, value in fields.items() if name not in names}).encode()


def signed(body: bytes, signed_fields: bytes, path: str = "/webhooks/twilio/inbound") -> WebhookRequest:
    """A request whose signature covers its URL and these bytes."""
    signature = b64encode(digest(TOKEN.encode(), (PUBLIC_URL + path).encode() + signed_fields, "sha1")).decode()
    return WebhookRequest(path, {"x-twilio-signature": signature}, body)
