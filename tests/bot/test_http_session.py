"""HTTP connections are opened in the loop that first needs them, and as their owner wants them."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from bot.http_session import HttpSession

_ANSWER = b"HTTP/1.1 200 OK\r\nSet-Cookie: seen=yes\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """Answers every request, and remembers over how many connections it was asked, and what."""

    def __init__(self) -> None:
        self.heads: list[bytes] = []
        self._serving: list[asyncio.Task[None]] = []

    @property
    def connections(self) -> int:
        return len(self._serving)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._serving.append(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                self.heads.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(_ANSWER)
        writer.close()

    async def until_closed(self) -> None:
        """Until the other side has let go of every connection."""
        await asyncio.gather(*self._serving)


async def _get(session: HttpSession, address: str) -> str:
    async with session.open().get(address) as answer:
        return await answer.text()


def served(use: Callable[[str], Awaitable[None]]) -> Server:
    """After `use` was done with a server of this address, in a loop of its own."""
    server = Server()

    async def run() -> None:
        async with await asyncio.start_server(server.accept, "127.0.0.1", 0) as listening:
            host, port = listening.sockets[0].getsockname()
            await use(f"http://{host}:{port}/")
            await server.until_closed()

    asyncio.run(run())
    return server


def test_one_that_was_closed_is_opened_again_by_the_next_request_in_whatever_loop() -> None:
    session = HttpSession()

    async def ask_and_close(address: str) -> None:
        assert await _get(session, address) == "ok"
        await session.close()
        await session.close()

    assert [served(ask_and_close).connections for _ in range(2)] == [1, 1]


@pytest.mark.parametrize(("force_close", "connections"), [(False, 1), (True, 3)])
def test_a_connection_is_kept_or_not_as_its_owner_wants(*, force_close: bool, connections: int) -> None:
    async def ask_three_times(address: str) -> None:
        session = HttpSession(force_close=force_close)
        for _ in range(3):
            await _get(session, address)
        await session.close()

    assert served(ask_three_times).connections == connections


def test_no_more_connections_are_open_at_once_than_its_owner_wants() -> None:
    async def ask_at_once(address: str) -> None:
        session = HttpSession(limit=2)
        await asyncio.gather(*(_get(session, address) for _ in range(10)))
        await session.close()

    assert served(ask_at_once).connections <= 2


def test_no_cookie_of_an_answer_goes_out_with_the_next_request() -> None:
    async def ask_twice(address: str) -> None:
        session = HttpSession()
        await _get(session, address)
        await _get(session, address)
        await session.close()

    assert not any(b"cookie" in head.lower() for head in served(ask_twice).heads)
