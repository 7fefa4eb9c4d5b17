"""A server in Twilio's place that can answer, hang, reset or talk nonsense, and keeps what it was asked."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from msgspec import Struct

from router.providers.twilio import TwilioProvider
from tests.router.providers.twilio.forms import CONFIG, MESSAGE

Answer = Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]

#: As Twilio shows a message (twilio.com/docs/messaging/api/message-resource).
RESOURCE: dict[str, Any] = {
    "sid": MESSAGE,
    "status": "queued",
    "body": "Hello! 👍",
    "num_segments": "1",
    "num_media": "0",
    "direction": "outbound-api",
    "from": "+15005550006",
    "to": "+14155550100",
    "date_created": "Thu, 24 Aug 2023 05:01:45 +0000",
    "date_sent": None,
    "date_updated": "Thu, 24 Aug 2023 05:01:45 +0000",
    "error_code": None,
    "error_message": None,
}


class Asked(Struct):
    """One request that reached the server."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: str
    form: dict[str, list[str]]
    #: The other end's port, so the same one for one connection.
    connection: int = 0


def says(status: int, body: object = "", headers: Mapping[str, str] | None = None) -> Answer:
    """Answer with a status and a body, JSON unless it is a string or bytes."""
    content = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    lines = {"Content-Length": str(len(content))} | dict(headers or {})
    head = f"HTTP/1.1 {status} -\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())

    async def answer(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode() + b"\r\n" + content)

    return answer


async def hangs(_asked: Asked, _writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def resets(_asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def stops_halfway(_asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 201 -\r\nContent-Length: 100\r\n\r\n{"sid":')
    writer.close()


@asynccontextmanager
async def twilio_that(
    answer: Answer, *, scheme: str = "http", **config: Any
) -> AsyncIterator[tuple[TwilioProvider, list[Asked]]]:
    """A provider whose API answers so, and the list of requests that it makes."""
    asked: list[Asked] = []
    connections: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, asyncio.CancelledError):
            while not writer.is_closing():
                asked.append(await _read(reader, writer.get_extra_info("peername")[1]))
                await answer(asked[-1], writer)
        writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(asyncio.create_task(serve(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    provider = provider_at(f"{scheme}://127.0.0.1:{port}", **config)
    try:
        yield provider, asked
    finally:
        await provider.close()
        server.close()
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections)


def provider_at(address: str, **config: Any) -> TwilioProvider:
    return TwilioProvider(msgspec.structs.replace(CONFIG, api_base=address, **config))


async def _read(reader: asyncio.StreamReader, connection: int) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    method, target, _ = head.split(" ", 2)
    length = re.search(r"(?i)content-length: (\d+)", head)
    body = await reader.readexactly(int(length[1])) if length else b""
    address = urlsplit(target)
    return Asked(method, address.path, parse_qs(address.query), head, parse_qs(body.decode()), connection)
