"""A page's form, read no further than a page's form can be long."""

from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

_TYPE = "application/x-www-form-urlencoded"
#: A text of 1600 characters is at most 20 KB; more is taken, so that a longer reply can be given back with a word.
_MAX_BODY_SIZE = 512 * 1024
_MAX_FIELDS = 20

Form = dict[str, str]


async def read_form(request: Request) -> Form:
    """The form's fields. HTTPException: 415 another type, 413 past the cap, 400 cut short or not a form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise HTTPException(415, f"send {_TYPE}")
    body = await _read_capped(request)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        raise HTTPException(400, "this is not a form of ours") from None
    return dict(pairs)


async def _read_capped(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MAX_BODY_SIZE:
                raise HTTPException(413, "this form is too large")
    except ClientDisconnect:
        raise HTTPException(400, "the request ended before its body did") from None
    return bytes(body)
