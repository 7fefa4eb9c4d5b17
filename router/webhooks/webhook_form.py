"""A provider's form, read no further than a provider's form can be long."""

from collections.abc import Mapping

from starlette.responses import PlainTextResponse
from starlette.types import Receive

#: Twilio's longest forms are a few kilobytes; whoever sends more is not Twilio.
MAX_BODY_SIZE = 64 * 1024
FORM = "application/x-www-form-urlencoded"


class RequestRefused(Exception):
    """The request is not one that a provider makes; `status` is the answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status

    def response(self) -> PlainTextResponse:
        """The status with its reason; the connection is closed."""
        # What is left of the body is not read, so the connection can serve nothing else.
        return PlainTextResponse(f"{self}\n", self.status, {"Connection": "close"})


async def read_form(headers: Mapping[str, str], receive: Receive) -> bytes:
    """The raw body of a urlencoded form. RequestRefused: 415 another type, 413 past the cap, 400 cut short."""
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != FORM or headers.get("content-encoding", "identity").lower() != "identity":
        raise RequestRefused(415, f"send {FORM}")
    declared = headers.get("content-length", "0")
    if not declared.isascii() or not declared.isdigit() or int(declared) > MAX_BODY_SIZE:
        raise _TOO_LARGE
    return await _read_capped(receive)


async def _read_capped(receive: Receive) -> bytes:
    body, is_more = b"", True
    while is_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestRefused(400, "the request ended before its body did")
        body += message.get("body", b"")
        is_more = message.get("more_body", False)
        if len(body) > MAX_BODY_SIZE:
            raise _TOO_LARGE
    return body


_TOO_LARGE = RequestRefused(413, f"a form is at most {MAX_BODY_SIZE} bytes")
