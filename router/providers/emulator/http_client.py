"""POSTs to services, over connections that are kept for a while."""

import asyncio
import ssl
from collections import defaultdict
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

from msgspec import Struct

from router.providers.emulator.http_connection import HttpAnswer, HttpConnection

#: Idle connections are dropped before a server does it, else a request could meet a closing one.
IDLE_SECONDS = 2.0


class CannotConnect(Exception):
    """Name not resolved, refused, TLS failed, or not in time."""


class Origin(Struct, frozen=True):
    """Where an address leads."""

    host: str
    port: int
    encrypted: bool
    #: As in the Host header.
    authority: str


class HttpClient:
    """A pool of connections by origin."""

    def __init__(self) -> None:
        self._idle: defaultdict[Origin, list[HttpConnection]] = defaultdict(list)

    async def post(
        self, url: str, headers: str, body: bytes, connect_seconds: float, read_seconds: float | None
    ) -> HttpAnswer:
        """Post once; raise CannotConnect, ConnectionClosed, TimeoutError, or ValueError for a URL that is none."""
        origin, target = _split(url)
        head = f"POST {target} HTTP/1.1\r\nHost: {origin.authority}\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
        connection = self._idle_connection(origin) or await self._connect(origin, connect_seconds)
        async with asyncio.timeout(read_seconds):
            answer = await connection.request(head.encode() + body)
        self._keep(origin, connection)
        return answer

    def _idle_connection(self, origin: Origin) -> HttpConnection | None:
        idle, now = self._idle[origin], asyncio.get_running_loop().time()
        while idle:
            connection = idle.pop()
            if connection.reusable and now - connection.idle_since < IDLE_SECONDS:
                return connection
            connection.close()
        return None

    async def _connect(self, origin: Origin, seconds: float) -> HttpConnection:
        context = self._tls if origin.encrypted else None
        try:
            async with asyncio.timeout(seconds):
                _, connection = await asyncio.get_running_loop().create_connection(
                    HttpConnection, origin.host, origin.port, ssl=context
                )
        except TimeoutError as error:
            raise CannotConnect(f"not within {seconds:g} s") from error
        except OSError as error:
            raise CannotConnect(str(error)) from error
        return connection

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def _keep(self, origin: Origin, connection: HttpConnection) -> None:
        if connection.reusable:
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle[origin].append(connection)

    def close(self) -> None:
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()


@lru_cache(maxsize=1024)
def _split(url: str) -> tuple[Origin, str]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not a web address: {url}")
    encrypted = parts.scheme == "https"
    authority = parts.netloc.rpartition("@")[2]
    origin = Origin(parts.hostname, parts.port or (443 if encrypted else 80), encrypted, authority)
    # The target must arrive as it was signed, so nothing tidies its escapes.
    return origin, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
