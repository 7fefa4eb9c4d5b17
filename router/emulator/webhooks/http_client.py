"""POSTs to services, each made once, told apart by how far it got."""

import aiohttp
from msgspec import Struct
from yarl import URL

from bot.http_session import HttpSession


class CannotConnect(Exception):
    """Name not resolved, refused, TLS failed, or not in time."""


class ConnectionClosed(Exception):
    """The service closed the connection; `partly_answered` when it had begun to answer."""

    def __init__(self, *, partly_answered: bool) -> None:
        super().__init__("closed in the middle of the answer" if partly_answered else "closed without an answer")
        self.partly_answered = partly_answered


class HttpAnswer(Struct, frozen=True):
    """An answer, read to its end."""

    status: int
    content_type: str
    body: bytes


class HttpClient:
    """Over kept-alive connections, any number of them."""

    def __init__(self) -> None:
        self._session = HttpSession(limit=0)

    async def post(
        self, url: str, headers: dict[str, str], body: bytes, connect_seconds: float, read_seconds: float | None
    ) -> HttpAnswer:
        """Post once; raise CannotConnect, ConnectionClosed, TimeoutError, or ValueError for a URL that is none."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=connect_seconds, sock_read=read_seconds)
        # The target must arrive as it was signed, so nothing tidies its escapes.
        address = URL(url, encoded=True)
        try:
            async with self._session.open().post(
                address, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                return await _read(answer)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise CannotConnect(str(error)) from error
        except aiohttp.InvalidURL as error:
            raise ValueError(f"not a web address: {url}") from error
        except (aiohttp.ClientConnectionError, aiohttp.ClientResponseError) as error:
            if isinstance(error, TimeoutError):
                raise
            raise ConnectionClosed(partly_answered=isinstance(error, aiohttp.ClientResponseError)) from error

    async def close(self) -> None:
        await self._session.close()


async def _read(answer: aiohttp.ClientResponse) -> HttpAnswer:
    try:
        body = await answer.read()
    except (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError) as error:
        if isinstance(error, TimeoutError):
            raise
        raise ConnectionClosed(partly_answered=True) from error
    # What is not said is not guessed: a service that names no type has none.
    named = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return HttpAnswer(answer.status, named, body)
