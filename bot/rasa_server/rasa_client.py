"""One call of a Rasa server, and what came of it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import aiohttp
import msgspec
from yarl import URL

from bot.bot_breaker import BotBreaker, BotDown
from bot.contract import BotUnavailable
from bot.http_session import HttpSession
from bot.rasa_server.rasa_messages import ErrorAnswer

#: A tracker grows by about 2 KB with each turn.
MAX_ANSWER_BYTES: Final = 8 * 1024 * 1024
MAX_CONNECT_TIME: Final = timedelta(seconds=1)

Answer = TypeVar("Answer")


class Deadline:
    """The moment by which all the calls of one turn must be answered."""

    def __init__(self, within: timedelta) -> None:
        self.within = within
        self._until = asyncio.get_running_loop().time() + within.total_seconds()

    @property
    def left(self) -> float:
        """In seconds; never quite none, which would mean for ever."""
        return max(self._until - asyncio.get_running_loop().time(), 0.001)


@dataclass(frozen=True)
class RasaCall:
    """What is asked. It may hold a customer's text: it is never logged or shown."""

    method: str
    path: str
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)


class RasaCallRefused(BotUnavailable):
    """The server answered, and not what was hoped for. `message` is its own and is never shown."""

    def __init__(self, problem: str, status: int, message: str) -> None:
        # It may have got far before it failed.
        super().__init__(problem, done=status >= 500)
        self.status = status
        self.message = message


class RasaClient:
    """Calls a Rasa server, each call once and over a connection of its own.

    A kept connection may just have been given up by the other side, and then nobody can tell whether a turn was taken.
    """

    def __init__(self, url: str, token: Callable[[], str], clock: Callable[[], datetime]) -> None:
        self._url = URL(url)
        self._token = token
        self._breaker = BotBreaker(clock)
        # A small answer may unpack to a huge one.
        self._session = HttpSession(force_close=True, auto_decompress=False)

    async def call(self, call: RasaCall, answer: type[Answer], deadline: Deadline) -> Answer:
        """What it answers. Raises BotUnavailable: `done` unless it provably did not hear of the call."""
        with self._breaker.call():
            raw = await self._send(call, deadline)
        return _read(raw, answer)

    async def _send(self, call: RasaCall, deadline: Deadline) -> bytes:
        try:
            return await self._exchange(call, deadline)
        except aiohttp.ClientConnectorError as error:
            raise BotDown(_why_not_reached(error)) from None
        except aiohttp.ConnectionTimeoutError:
            raise BotDown("it does not take connections") from None
        except TimeoutError:
            raise BotDown(f"no answer within {deadline.within.total_seconds():.2g} s", done=True) from None
        except aiohttp.ClientError as error:
            raise BotDown(f"the call broke off ({type(error).__name__})", done=True) from None

    async def _exchange(self, call: RasaCall, deadline: Deadline) -> bytes:
        async with self._session.open().request(
            call.method,
            self._address(call),
            data=None if call.body is None else msgspec.json.encode(call.body),
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "Content-Type": "application/json"},
            # Another host would be shown the token.
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=deadline.left, sock_connect=MAX_CONNECT_TIME.total_seconds()),
        ) as answer:
            raw = await _all_of(answer)
            if answer.status != 200:
                raise _refused(answer.status, raw)
            return raw

    def _address(self, call: RasaCall) -> URL:
        token = self._token()
        return (self._url / call.path).with_query({**call.query, **({"token": token} if token else {})})

    async def close(self) -> None:
        """Let go of the connections."""
        await self._session.close()


async def _all_of(answer: aiohttp.ClientResponse) -> bytes:
    raw = bytearray()
    async for part in answer.content.iter_any():
        raw += part
        if len(raw) > MAX_ANSWER_BYTES:
            raise BotDown(f"its answer is larger than {MAX_ANSWER_BYTES // 1024**2} MiB", done=True)
    return bytes(raw)


def _refused(status: int, raw: bytes) -> BotUnavailable:
    problems = {
        401: "it refuses the token (PARLEY_BOT_TOKEN)",
        403: "it refuses the token (PARLEY_BOT_TOKEN)",
        404: "it does not know what it was asked for: is it a Rasa server, started with --enable-api?",
        409: "it has no model loaded",
    }
    if status in (502, 503, 504):
        return BotDown(f"it answered {status}", done=status != 503)
    return RasaCallRefused(problems.get(status, f"it answered {status}"), status, _message(raw))


def _message(raw: bytes) -> str:
    try:
        return msgspec.json.decode(raw, type=ErrorAnswer).message
    except (ValueError, RecursionError):
        return ""


def _read(raw: bytes, answer: type[Answer]) -> Answer:
    # PostgreSQL keeps no NUL, and no phone shows one.
    if b"\0" in raw or rb"\u0000" in raw:
        raise BotUnavailable("its answer holds a NUL character", done=True)
    try:
        return msgspec.json.decode(raw, type=answer)
    except msgspec.ValidationError:
        raise BotUnavailable("it answered something that no Rasa server says", done=True) from None
    except (ValueError, RecursionError):
        raise BotUnavailable("its answer is not JSON", done=True) from None


def _why_not_reached(error: aiohttp.ClientConnectorError) -> str:
    is_unknown = isinstance(error, aiohttp.ClientConnectorDNSError)
    return "its host is not known" if is_unknown else "it does not take connections"
