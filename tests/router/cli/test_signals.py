"""SIGTERM and SIGINT end what serves at any moment: with 0, in time, and without a traceback."""

import signal
import socket
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
import requests

from tests.crash.process import ServedProcess
from tests.dev_process import developing, starting
from tests.journeys.conftest import CLINIC
from tests.waiting import DEADLINE, eventually

SIGNALS = (signal.SIGTERM, signal.SIGINT)
#: What is under way has ten; nothing is that would need them.
SOON_SECONDS = 8.0


@pytest.fixture(params=SIGNALS, ids=lambda number: number.name)
def number(request: pytest.FixtureRequest) -> signal.Signals:
    assert isinstance(request.param, signal.Signals)
    return request.param


def heeds_signals(pid: int) -> bool:
    """Whether it has a handler of its own for SIGTERM; before, Python itself has not begun with our program."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(caught >> (signal.SIGTERM - 1) & 1)


@pytest.mark.count(2, full=60)
def test_parley_dev_is_ended_while_it_starts(
    tmp_path: Path, number: signal.Signals, count: int, chance: Random
) -> None:
    for _ in range(count):
        with starting(CLINIC, tmp_path) as dev:
            eventually(lambda: heeds_signals(dev.process.pid), "it heeds signals")
            time.sleep(chance.uniform(0, 2))
            dev.end(number)
        assert "Traceback" not in dev.terminal.read_text()
        assert "Aborted" not in dev.terminal.read_text()


@pytest.mark.count(1, full=30)
def test_parley_serve_is_ended_while_it_starts(
    sqlite_url: str, tmp_path: Path, number: signal.Signals, count: int, chance: Random
) -> None:
    served = ServedProcess(CLINIC, sqlite_url, "http://127.0.0.1:9", tmp_path / "serve.log")
    for _ in range(count):
        process = served.spawn()
        eventually(partial(heeds_signals, process.pid), "it heeds signals")
        time.sleep(chance.uniform(0, 2))
        process.send_signal(number)
        assert process.wait(DEADLINE) == 0
        assert "Traceback" not in served.log.read_text()


@pytest.fixture
def open_pages() -> Iterator[list[requests.Response]]:
    pages: list[requests.Response] = []
    yield pages
    for page in pages:
        page.close()


def test_open_phone_pages_hold_nothing_up(
    tmp_path: Path, number: signal.Signals, open_pages: list[requests.Response]
) -> None:
    with developing(CLINIC, tmp_path) as dev:
        open_pages += [requests.get(f"{dev.phone_page}/_emulator/feed", stream=True, timeout=DEADLINE) for _ in "ab"]
        assert all(next(page.iter_content(1024)) for page in open_pages)
        began = time.monotonic()
        dev.end(number)
    assert time.monotonic() - began < SOON_SECONDS
    assert "Traceback" not in dev.terminal.read_text()


def test_a_second_signal_does_not_wait_for_a_request_that_does_not_end(tmp_path: Path, number: signal.Signals) -> None:
    with developing(CLINIC, tmp_path) as dev:
        address = urlsplit(dev.url)
        with socket.create_connection((address.hostname or "", address.port or 0)) as half:
            half.sendall(b"POST /webhooks/twilio/inbound HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
            began = time.monotonic()
            dev.process.send_signal(number)
            eventually(lambda: _refuses(address.hostname or "", address.port or 0), "it no longer listens")
            dev.end(number)
    assert time.monotonic() - began < SOON_SECONDS
    assert "Traceback" not in dev.terminal.read_text()


def _refuses(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) != 0
