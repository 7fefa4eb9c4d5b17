"""Reads what a business system answers: little, and nothing that could not be kept."""

import re
from typing import Any, Final

import aiohttp
import msgspec

from flows.protocol.needs import Fetched

MAX_ANSWER_SIZE: Final = 64 * 1024
_JSON: Final = re.compile(r"application/(?:[\w.+-]+\+)?json", re.IGNORECASE)


class UnreadableAnswer(Exception):
    """It answered something that cannot be used; says what, in a few words."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(problem)
        self.status = status


async def read_answer(answer: aiohttp.ClientResponse) -> Fetched:
    """JSON as values, anything else as text, nothing as None. Raises UnreadableAnswer."""
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnreadableAnswer(answer.status, "its answer is compressed, which was not asked for")
    raw = await _read(answer)
    is_json = _JSON.fullmatch(answer.content_type) is not None
    return Fetched(answer.status, (_json(answer, raw) if is_json else _text(answer, raw)) if raw else None)


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    raw = bytearray()
    async for part in answer.content.iter_any():
        raw += part
        if len(raw) > MAX_ANSWER_SIZE:
            raise UnreadableAnswer(answer.status, f"its answer is larger than {MAX_ANSWER_SIZE // 1024} KiB")
    return bytes(raw)


def _json(answer: aiohttp.ClientResponse, raw: bytes) -> Any:
    try:
        value = msgspec.json.decode(raw)
        _require_no_nul(answer, msgspec.json.encode(value), rb"\u0000")
    except (ValueError, RecursionError):
        raise UnreadableAnswer(answer.status, "its answer says it is JSON and is not") from None
    return value


def _text(answer: aiohttp.ClientResponse, raw: bytes) -> str:
    _require_no_nul(answer, raw, b"\0")
    try:
        return raw.decode(answer.charset or "utf-8", errors="replace")
    except LookupError:  # a character set that nobody knows
        return raw.decode(errors="replace")


def _require_no_nul(answer: aiohttp.ClientResponse, raw: bytes, nul: bytes) -> None:
    """PostgreSQL keeps no NUL, and no phone shows one."""
    if nul in raw:
        raise UnreadableAnswer(answer.status, "its answer holds a NUL character")
