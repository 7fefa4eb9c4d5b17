"""The Twilio account that all stacks share, and the signature on its webhooks."""

import hmac
from binascii import b2a_base64
from collections.abc import Mapping
from urllib.parse import urlencode

ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
LINE = "+12125550101"


def signed_post(host: str, path: str, form: Mapping[str, str]) -> bytes:
    """One whole request, as it travels. The SDK's validator, in the tutorial stack, accepts it too."""
    fields = "".join(name + form[name] for name in sorted(form))
    signature = hmac.digest(AUTH_TOKEN.encode(), f"http://{host}{path}{fields}".encode(), "sha1")
    body = urlencode(form).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
        f"I-Twilio-Idempotency-Token: 7a1c1d6e-5d5b-4d0c-9a50-1f0f2b3c4d5e\r\n"
        f"Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        f"X-Twilio-Signature: {b2a_base64(signature, newline=False).decode()}\r\n\r\n"
    )
    return head.encode() + body
