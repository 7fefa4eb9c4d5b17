"""Customers' texts, as Twilio posts them: signed beforehand, so that sending them costs next to nothing."""

from collections.abc import Sequence
from uuid import uuid4

from tests.bench.account import ACCOUNT_SID, LINE, signed_post

INBOUND = "/webhooks/twilio/inbound"
WORDS = ("Hi, I would like to see a dentist", "Tuesday afternoon, if you can", "Thanks! One more for my son please")


def customer(number: int) -> str:
    return f"+1646{number:07d}"


def signed_texts(port: int, customers: Sequence[int]) -> list[bytes]:
    """One new text from each of the customers, in that order."""
    host = f"127.0.0.1:{port}"
    return [signed_post(host, INBOUND, _form(customer(number), WORDS[n % 3])) for n, number in enumerate(customers)]


def _form(sender: str, body: str) -> dict[str, str]:
    """All that Twilio sends with a plain SMS."""
    sid = f"SM{uuid4().hex}"
    return {
        "ToCountry": "US",
        "ToState": "NY",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "NEW YORK",
        "FromZip": "10001",
        "SmsSid": sid,
        "FromState": "NY",
        "SmsStatus": "received",
        "FromCity": "NEW YORK",
        "Body": body,
        "FromCountry": "US",
        "To": LINE,
        "ToZip": "10013",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": ACCOUNT_SID,
        "From": sender,
        "ApiVersion": "2010-04-01",
    }
