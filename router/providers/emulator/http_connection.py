"""One kept-alive connection to a service: HTTP/1.1, one request at a time.

Callbacks are most of what the emulator does under load; a general client's request costs several times as much.
"""

import asyncio
from typing import cast

from httptools import HttpParserError, HttpResponseParser
from msgspec import Struct


class HttpAnswer(Struct, frozen=True):
    """An answer, read to its end."""

    status: int
    content_type: str
    body: bytes


class ConnectionClosed(Exception):
    """The service closed the connection; `partly_answered` when it had begun to answer."""

    def __init__(self, *, partly_answered: bool) -> None:
        super().__init__("closed in the middle of the answer" if partly_answered else "closed without an answer")
        self.partly_answered = partly_answered


class HttpConnection(asyncio.Protocol):
    """Writes a request, reads its answer."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[HttpAnswer] | None = None
        self.idle_since = 0.0
        #: Whether another request may be made.
        self.reusable = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's classes.
        self._transport = cast(asyncio.Transport, transport)

    async def request(self, data: bytes) -> HttpAnswer:
        assert self._transport is not None  # noqa: S101 (create_connection returns after connection_made)
        self._begin()
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(data)
        try:
            return await self._answer
        finally:
            self._answer = None
            if not self.reusable:
                self.close()

    def _begin(self) -> None:
        self._parser = HttpResponseParser(self)
        self.reusable = False
        self._received = self._has_head = self._has_length = False
        self._content_type = ""
        self._body = bytearray()

    def data_received(self, data: bytes) -> None:
        if self._answer is None:
            self.close()
            return
        self._received = True
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            self._fail()

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name == b"content-type":
            self._content_type = value.decode("latin-1").partition(";")[0].strip().lower()
        elif name in (b"content-length", b"transfer-encoding"):
            self._has_length = True

    def on_headers_complete(self) -> None:
        self._has_head = True

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() >= 200:
            self.reusable = self._parser.should_keep_alive()
            self._finish()

    def _finish(self) -> None:
        if self._answer is not None and not self._answer.done():
            answer = HttpAnswer(self._parser.get_status_code(), self._content_type, bytes(self._body))
            self._answer.set_result(answer)

    def _fail(self) -> None:
        self.reusable = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionClosed(partly_answered=self._received))

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self.reusable = False
        if self._answer is not None and error is None and self._has_head and not self._has_length:
            # Neither length nor chunks: such an answer ends with its connection.
            self._finish()
        self._fail()

    def close(self) -> None:
        self.reusable = False
        if self._transport is not None:
            self._transport.close()
