"""One HTTP request to a chat-completions endpoint, and what its status says."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import aiohttp

from bot.breaker import BotDown
from bot.language_model import retry_after
from bot.language_model.errors import AnswerUnusable

AT_ONCE: Final = 16
LARGEST_ANSWER: Final = 64 * 1024
_LARGEST_COMPLAINT: Final = 4096


class NotReached(Exception):
    """Provably not sent: the name was not resolved, or the connection refused."""


class NotUnderstood(Exception):
    """The endpoint does not know something of a request; says it in its own words, which may quote the request."""

    def __init__(self, complaint: str) -> None:
        super().__init__("not understood")
        self.complaint = complaint


class Exchange:
    """Posts to one address. Its key is shown nowhere."""

    def __init__(self, url: str, key: str, clock: Callable[[], datetime]) -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._headers = {"Content-Type": "application/json", "Accept-Encoding": "identity", "User-Agent": "Parley"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def post(self, body: bytes) -> bytes:
        """A good answer, unread. Raises NotReached, NotUnderstood, AnswerUnusable, BotDown."""
        try:
            async with self._open().post(self._url, data=body, headers=self._headers, allow_redirects=False) as answer:
                raw = await _read(answer)
                self._require_good(answer, raw)
                return raw
        except aiohttp.ClientConnectorError:
            raise NotReached from None
        except (aiohttp.ClientError, ValueError) as error:
            raise BotDown(f"the call of the language model broke off ({type(error).__name__})") from None

    def _require_good(self, answer: aiohttp.ClientResponse, raw: bytes) -> None:
        match answer.status:
            case 200:
                return
            case 400 | 422:
                raise NotUnderstood(raw[:_LARGEST_COMPLAINT].decode(errors="replace"))
            case 401 | 403:
                problem = f"the language model refuses the key ({answer.status}): check PARLEY_LLM_KEY"
            case 404:
                problem = "the language model is not there (404): check PARLEY_LLM_URL and PARLEY_LLM_MODEL"
            case 429:
                problem = "the language model has too much to do, or its quota is used up (429)"
            case _:
                problem = f"the language model answered {answer.status}"
        pause = retry_after.read(answer.headers.get("Retry-After"), self._clock())
        raise BotDown(problem, asked_for=pause)

    def _open(self) -> aiohttp.ClientSession:
        # Not in __init__: a session belongs to the loop that runs when it is made.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # On a kept connection that the other side has just closed, a question would be lost, and paid for.
                connector=aiohttp.TCPConnector(limit=AT_ONCE, force_close=True),
                cookie_jar=aiohttp.DummyCookieJar(),
                # A small answer may unpack to a huge one.
                auto_decompress=False,
                # Each question has its own time.
                timeout=aiohttp.ClientTimeout(total=None),
            )
        return self._session

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    raw = bytearray()
    async for part in answer.content.iter_any():
        raw += part
        if len(raw) > LARGEST_ANSWER:
            raise AnswerUnusable(f"the language model's answer is larger than {LARGEST_ANSWER // 1024} KiB")
    return bytes(raw)
