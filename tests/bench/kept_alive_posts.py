"""Kept-alive connections that post one request after the other, as cheaply as Python can."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import cast

#: The next request, or None when there is nothing to post now.
NextRequest = Callable[[], bytes | None]
#: (status, when it was sent, when the answer was there)
OnAnswer = Callable[[int, float, float], None]


class PostingConnection(asyncio.Protocol):
    """Posts what `next_request` gives until it gives None, then is `idle` until `post_next` is called.

    Opens itself again when the server closes, as gunicorn's plain workers do after each answer.
    """

    def __init__(self, port: int, next_request: NextRequest, on_answer: OnAnswer) -> None:
        self.idle = True
        self._port = port
        self._next_request = next_request
        self._on_answer = on_answer
        self._transport: asyncio.Transport | None = None
        self._request: bytes | None = None
        self._answer = b""
        self._sent_at = 0.0
        self._opening: asyncio.Task[object] | None = None

    def post_next(self) -> None:
        self._request = self._next_request()
        self.idle = self._request is None
        if not self.idle:
            self._sent_at = monotonic()
            self._write()

    def close(self) -> None:
        self._request = None
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class is not asyncio's
        if self._request is not None:
            self._write()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._answer.endswith(b"\r\n\r\n"):  # no answer here has a body
            return
        answer, self._answer, self._request = self._answer, b"", None
        if b"onnection: close" in answer and self._transport is not None:
            self._transport.close()
            self._transport = None
        self._on_answer(int(answer[9:12]), self._sent_at, monotonic())
        self.post_next()

    def connection_lost(self, error: Exception | None) -> None:
        if self._request is not None and self._transport is not None:  # lost before it was answered
            self._transport = None
            self._answer = b""
            self._write()

    def _write(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            assert self._request is not None
            self._transport.write(self._request)
        elif self._opening is None or self._opening.done():
            self._opening = asyncio.get_running_loop().create_task(self._open())

    async def _open(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self._port)
