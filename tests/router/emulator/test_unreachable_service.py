"""A webhook that nobody answers."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, create_server, socket
from threading import Thread

import pytest
from msgspec.structs import replace

from router.emulator import NO_DELAYS, EmulatorConfig, create_emulator
from router.emulator.account.emulator_config import REAL_LIFE
from router.emulator.webhooks.connection_overrides import MAX_RETRIES, TOTAL_MS
from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import ACCOUNT_SID, AUTH_TOKEN, LINE
from tests.router.emulator.receiving_service import ReceivingService
from tests.served import address_of, free_socket, served
from tests.waiting import DEADLINE, eventually


@contextmanager
def _emulator(webhook_url: str, pauses: Sequence[float] = NO_DELAYS.before_retries) -> Iterator[RunningEmulator]:
    listening = free_socket()
    config = EmulatorConfig(
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        base_url=address_of(listening),
        webhook_url=webhook_url,
        numbers=(LINE,),
        delays=replace(NO_DELAYS, before_retries=pauses),
    )
    app = create_emulator(config)
    with served(app, listening) as url:
        yield RunningEmulator(url, app.state.hang_up)


def test_the_page_learns_that_nobody_is_there() -> None:
    with free_socket() as closed:
        address = address_of(closed)
    with _emulator(f"{address}/inbound") as emulator:
        [report] = emulator.text("hi").json()["reports"]
    assert (report["http_status"], report["error_code"]) == (None, 11205)
    assert "could not connect" in report["reason"]


@pytest.mark.parametrize(
    ("fragment", "tries"), [("", 1), ("#rc=2", 1), ("#rc=2&rp=all", 3), ("#rc=0&rp=all", 1), ("#rc=x&rp=all", 2)]
)
def test_an_answer_cut_short_is_tried_again_only_when_asked(fragment: str, tries: int) -> None:
    accepted: list[None] = []
    with free_socket() as listening:
        hanging_up = Thread(target=_hang_up_on_everybody, args=(listening, accepted, b""))
        hanging_up.start()
        with _emulator(f"{address_of(listening)}/inbound{fragment}") as emulator:
            [report] = emulator.text("hi").json()["reports"]
        listening.shutdown(SHUT_RDWR)
        hanging_up.join()
    assert (report["http_status"], report["error_code"]) == (None, 11200)
    assert len(accepted) == tries


def test_half_an_answer_is_never_asked_for_again() -> None:
    accepted: list[None] = []
    with free_socket() as listening:
        half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nha"
        hanging_up = Thread(target=_hang_up_on_everybody, args=(listening, accepted, half))
        hanging_up.start()
        with _emulator(f"{address_of(listening)}/inbound#rc=3&rp=all") as emulator:
            [report] = emulator.text("hi").json()["reports"]
        listening.shutdown(SHUT_RDWR)
        hanging_up.join()
    assert (report["error_code"], len(accepted)) == (11200, 1)
    assert "middle of the answer" in report["reason"]


@pytest.mark.parametrize(
    ("fragment", "seconds"), [("#rt=100&rp=rt&rc=2", "0.1"), ("#tt=150&rt=100&rp=rt&rc=5", "0.15")]
)
def test_a_silent_service_is_waited_for_as_long_as_the_address_says(fragment: str, seconds: str) -> None:
    # It takes connections into its backlog and never reads from them.
    with free_socket() as listening, _emulator(f"{address_of(listening)}/inbound{fragment}") as emulator:
        [report] = emulator.text("hi").json()["reports"]
    assert (report["error_code"], report["reason"]) == (11200, f"no answer within {seconds} s")


def test_a_service_that_starts_anew_gets_the_text_by_a_later_try() -> None:
    with free_socket() as closed:
        address, port = address_of(closed), closed.getsockname()[1]
    with _emulator(f"{address}/inbound#rc=5&rp=all", pauses=(0.2,) * 5) as emulator:
        texting = ThreadPoolExecutor(1).submit(emulator.text, "hi")
        eventually(lambda: emulator.get("messages").json()["messages"], "the first try")
        service = ReceivingService(address)
        with served(service.app(), create_server(("127.0.0.1", port))):
            [report] = texting.result(DEADLINE).json()["reports"]
    assert (report["http_status"], report["reason"], len(service.texts)) == (204, None, 1)


def test_all_pauses_together_leave_room_for_the_last_try() -> None:
    assert len(REAL_LIFE.before_retries) == MAX_RETRIES
    assert sum(REAL_LIFE.before_retries) < TOTAL_MS[1] / 1000


@pytest.mark.parametrize("fragment", ["#rc=1", "#tt=100&rc=5&rp=all"])
def test_nothing_is_tried_after_the_time_for_all_tries(fragment: str) -> None:
    with free_socket() as closed:
        address = address_of(closed)
    with _emulator(f"{address}/inbound{fragment}", pauses=(DEADLINE * 10,)) as emulator:
        [report] = emulator.text("hi").json()["reports"]
    assert "could not connect" in report["reason"]


def test_whoever_is_to_end_tries_nothing_again() -> None:
    with free_socket() as closed:
        address = address_of(closed)
    with _emulator(f"{address}/inbound#rc=1", pauses=(14,)) as emulator:
        texting = ThreadPoolExecutor(1).submit(emulator.text, "hi")
        eventually(lambda: emulator.get("messages").json()["messages"], "the first try")
        began = time.monotonic()
        emulator.hang_up()
        [report] = texting.result(DEADLINE).json()["reports"]
    assert "could not connect" in report["reason"]
    assert time.monotonic() - began < 10


def _hang_up_on_everybody(listening: socket, accepted: list[None], answer: bytes) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            connection.recv(65536)
            accepted.append(None)
            connection.sendall(answer)
            connection.close()
