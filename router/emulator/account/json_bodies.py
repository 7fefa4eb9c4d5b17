"""JSON in and out."""

from typing import TypeVar

from msgspec import DecodeError
from msgspec.json import Decoder, encode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

T = TypeVar("T")


async def read(request: Request, decoder: Decoder[T]) -> T:
    try:
        return decoder.decode(await request.body())
    except DecodeError as error:
        raise HTTPException(400, str(error)) from error


def answer(content: object, status: int = 200) -> Response:
    """Content as JSON."""
    return Response(encode(content), status, media_type="application/json")
