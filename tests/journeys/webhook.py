"""Webhooks as Twilio signs them, for what the emulator would never send."""

from typing import Protocol
from urllib.parse import urlencode
from uuid import uuid4

import requests
from twilio.request_validator import RequestValidator

from tests.journeys.installation import ACCOUNT_SID, AUTH_TOKEN, DEADLINE, LINE

INBOUND = "/webhooks/twilio/inbound"
Form = dict[str, str]


class HasAddress(Protocol):
    """An installation, in this process or another."""

    @property
    def url(self) -> str: ...


def inbound_form(customer: str, body: str, line: str = LINE, **fields: str) -> Form:
    sid = f"SM{uuid4().hex}"
    return {
        "MessageSid": sid,
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "AccountSid": ACCOUNT_SID,
        "From": customer,
        "To": line,
        "Body": body,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        **fields,
    }


def sign(url: str, form: Form) -> str:
    return str(RequestValidator(AUTH_TOKEN).compute_signature(url, form))


def post_signed(installation: HasAddress, form: Form, path: str = INBOUND) -> requests.Response:
    url = installation.url + path
    headers = {"X-Twilio-Signature": sign(url, form), "Content-Type": "application/x-www-form-urlencoded"}
    return requests.post(url, data=urlencode(form), headers=headers, timeout=DEADLINE)
