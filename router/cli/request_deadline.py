"""A request must arrive within a deadline and a size: uvicorn has neither (OWASP ASVS 5.0, 15.2.2).

A client that sends a byte every ten seconds would hold its connection for ever, and headers without end the memory.
"""

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: From the connection, or the request's first byte on one that is kept alive, to the last byte of its body.
SECONDS: Final = 10.0
#: Address and headers together; proxies allow 8 KiB or so.
MAX_HEAD_SIZE: Final = 32 * 1024


class DeadlineProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol that hangs up on whoever takes too long or says too much."""

    _deadline: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_deadline()

    def on_message_begin(self) -> None:
        self._head = 0
        self._start_deadline()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_message_complete(self) -> None:
        self._stop_deadline()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_deadline()
        super().connection_lost(exc)

    def _start_deadline(self) -> None:
        self._stop_deadline()
        self._deadline = self.loop.call_later(SECONDS, self._hang_up)

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _count(self, length: int) -> None:
        self._head += length
        if self._head > MAX_HEAD_SIZE:
            self._hang_up()

    def _hang_up(self) -> None:
        self.transport.abort()
