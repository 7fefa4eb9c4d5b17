"""Reads the JSON that a client posts."""

from typing import TypeVar

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

MAX_BODY_SIZE = 64 * 1024

Wanted = TypeVar("Wanted")


async def read_body(request: Request, type_: type[Wanted]) -> Wanted:
    """The body as a value of this type. Raises HTTPException: 413, 415, or 400 with what is wrong."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "Send JSON: Content-Type: application/json.")
    raw = bytearray()
    async for part in request.stream():
        raw += part
        if len(raw) > MAX_BODY_SIZE:
            raise HTTPException(413, f"The body is larger than {MAX_BODY_SIZE // 1024} KiB.")
    try:
        return msgspec.json.decode(raw, type=type_)
    except msgspec.ValidationError as error:
        raise HTTPException(400, f"{error}.") from None
    except (ValueError, RecursionError):
        raise HTTPException(400, "The body is not JSON.") from None
