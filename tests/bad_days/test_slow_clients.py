"""A thousand clients that send a byte every now and then do not keep good webhooks waiting."""

import asyncio
import shutil
import socket
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from router.cli.request_deadline import SECONDS
from tests.crash.process import ServedProcess
from tests.journeys.conftest import CLINIC

HEAD = b"POST /webhooks/twilio/inbound HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedProcess]:
    folder = tmp_path_factory.mktemp("slow_clients")
    shutil.copy(sqlite_template, folder / "parley.db")
    served = ServedProcess(CLINIC, f"sqlite:///{folder / 'parley.db'}", "http://127.0.0.1:9", folder / "serve.log")
    served.start()
    yield served
    served.stop()


@pytest.mark.proof
@pytest.mark.count(100, full=1000)
def test_slow_clients_are_hung_up_on_and_others_are_served_meanwhile(served: ServedProcess, count: int) -> None:
    async def scenario() -> tuple[list[float], list[bytes]]:
        connected = asyncio.Barrier(count + 1)
        slow = [asyncio.create_task(_dawdle(served.port, connected)) for _ in range(count)]
        # Measured when all of them hang on, not while this very loop is busy opening them.
        await connected.wait()
        waits = [await _readiness(served.port) for _ in range(100)]
        return waits, list(await asyncio.gather(*slow))

    waits, answers = asyncio.run(scenario())
    assert answers == [b""] * count
    assert statistics.quantiles(waits, n=100)[98] < 0.5


def test_headers_without_end_are_hung_up_on(served: ServedProcess) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as connection:
        connection.sendall(HEAD)
        assert _send_until_refused(connection, b"X-Filler: " + b"a" * 1000 + b"\r\n") < 1 << 26


def test_a_chunked_body_without_end_is_refused_at_the_cap(served: ServedProcess) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        assert _send_until_refused(connection, b"1000\r\n" + b"a" * 4096 + b"\r\n") < 1 << 26


def _send_until_refused(connection: socket.socket, piece: bytes) -> int:
    """How many bytes were taken before the other side hung up; at most a gigabyte."""
    connection.settimeout(SECONDS)
    sent = 0
    while sent < 1 << 30:
        try:
            sent += connection.send(piece)
        except OSError:
            break
    return sent


async def _dawdle(port: int, connected: asyncio.Barrier) -> bytes:
    """Begin a request, send a byte a second, and see what comes of it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = asyncio.ensure_future(reader.read(1))
    try:
        writer.write(HEAD + b"Content-Length: 1000\r\n\r\n")
        await connected.wait()
        for _ in range(int(SECONDS) + 5):
            writer.write(b"a")
            await asyncio.wait([answer], timeout=1)
            if answer.done():
                return answer.result()
    except OSError:
        return b""
    finally:
        writer.close()
    return b"still open"


async def _readiness(port: int) -> float:
    started = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b"200" in await reader.readline()
    writer.close()
    return time.perf_counter() - started
