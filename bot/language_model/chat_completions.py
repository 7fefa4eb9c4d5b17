"""One HTTP request to a chat-completions endpoint, and what its status says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp

from bot.bot_breaker import BotDown
from bot.contract import BotUnavailable
from bot.http_session import HttpSession
from bot.language_model.completion import AnswerUnusable

MAX_CONNECTIONS: Final = 16
MAX_ANSWER_BYTES: Final = 64 * 1024
_MAX_COMPLAINT_BYTES: Final = 4096
#: Nobody asks for more than 11 days; a longer figure is no time at all.
_MAX_DIGITS: Final = 6
_PROBLEMS: Final = {
    401: "the language model refuses the key (401): check PARLEY_LLM_KEY",
    403: "the language model refuses the key (403): check PARLEY_LLM_KEY",
    404: "the language model is not there (404): check PARLEY_LLM_URL and PARLEY_LLM_MODEL",
    429: "the language model has too much to do, or its quota is used up (429)",
}


class EndpointNotReached(Exception):
    """Provably not sent: the name was not resolved, or the connection refused."""


class NotUnderstood(Exception):
    """The endpoint does not know something of a request; says it in its own words, which may quote the request."""

    def __init__(self, complaint: str, otherwise: BotUnavailable) -> None:
        """`otherwise`: what to raise when nothing of the request can be left out."""
        super().__init__("not understood")
        self.complaint = complaint
        self.otherwise = otherwise


class ChatCompletions:
    """Posts to one address. Its key is shown nowhere."""

    def __init__(self, url: str, key: str, clock: Callable[[], datetime]) -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._headers = {"Content-Type": "application/json", "Accept-Encoding": "identity", "User-Agent": "Parley"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._clock = clock
        self._session = HttpSession(
            limit=MAX_CONNECTIONS,
            # On a kept connection that the other side has just closed, a question would be lost, and paid for.
            force_close=True,
            # A small answer may unpack to a huge one.
            auto_decompress=False,
        )

    async def post(self, body: bytes) -> bytes:
        """A good answer, unread. Raises EndpointNotReached, NotUnderstood, AnswerUnusable, BotDown."""
        try:
            async with self._session.open().post(
                self._url, data=body, headers=self._headers, allow_redirects=False
            ) as answer:
                raw = await _read(answer)
                self._require_good(answer, raw)
                return raw
        except aiohttp.ClientSSLError:
            raise BotDown("the language model's certificate is not to be trusted: check PARLEY_LLM_URL") from None
        except aiohttp.ClientConnectorError:
            raise EndpointNotReached from None
        except (aiohttp.ClientError, ValueError) as error:
            raise BotDown(f"the call of the language model broke off ({type(error).__name__})") from None

    def _require_good(self, answer: aiohttp.ClientResponse, raw: bytes) -> None:
        if answer.status == 200:
            return
        pause = retry_after(answer.headers.get("Retry-After"), self._clock())
        failed = BotDown(
            _PROBLEMS.get(answer.status, f"the language model answered {answer.status}"), requested_pause=pause
        )
        match answer.status:
            case 400 | 422:
                refused = AnswerUnusable(f"the language model refuses the question ({answer.status})")
                raise NotUnderstood(_complaint(raw), refused)
            case 403:  # OpenAI's, for a model that gives no log probabilities
                raise NotUnderstood(_complaint(raw), failed)
        raise failed

    async def close(self) -> None:
        """Let go of the connections."""
        await self._session.close()


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    raw = bytearray()
    async for part in answer.content.iter_any():
        raw += part
        if len(raw) > MAX_ANSWER_BYTES:
            raise AnswerUnusable(f"the language model's answer is larger than {MAX_ANSWER_BYTES // 1024} KiB")
    return bytes(raw)


def _complaint(raw: bytes) -> str:
    return raw[:_MAX_COMPLAINT_BYTES].decode(errors="replace")


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """A Retry-After header (RFC 9110, 10.2.3): seconds, or a date. None: nothing, or nothing readable."""
    written = (header or "").strip()
    if written.isascii() and written.isdigit():
        return timedelta(seconds=int(written[:_MAX_DIGITS]))
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    return max(moment.replace(tzinfo=moment.tzinfo or UTC) - now, timedelta())
