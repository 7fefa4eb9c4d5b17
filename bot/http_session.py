"""One session of HTTP connections to other servers, opened in the loop that first needs it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver

NO_TIMEOUT: Final = aiohttp.ClientTimeout()


@dataclass(kw_only=True, slots=True, eq=False)
class HttpSession:
    """Made anywhere, opened by the first request, closed by its owner. Keeps no cookies."""

    #: Connections at once; more requests wait for one to end, within their time. 0: any number.
    limit: int = 100
    #: Each request over a connection of its own, which is then closed.
    force_close: bool = False
    #: Made when the session is opened; None: the system's.
    resolver: Callable[[], AbstractResolver] | None = None
    #: False where the reader of an answer sees to what it may unpack to.
    auto_decompress: bool = True
    #: Of requests that say nothing themselves.
    timeout: aiohttp.ClientTimeout = NO_TIMEOUT
    _session: aiohttp.ClientSession | None = field(default=None, init=False, repr=False)

    def open(self) -> aiohttp.ClientSession:
        """The one session. Needs a running loop, to which it then belongs."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=self._connector(),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=self.auto_decompress,
                timeout=self.timeout,
            )
        return self._session

    def _connector(self) -> aiohttp.TCPConnector:
        resolver = None if self.resolver is None else self.resolver()
        return aiohttp.TCPConnector(limit=self.limit, force_close=self.force_close, resolver=resolver)

    async def close(self) -> None:
        """Let go of the connections; a later request opens others."""
        if self._session is not None:
            await self._session.close()
            self._session = None
