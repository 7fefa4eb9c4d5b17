"""Whoever sends too slowly is hung up on; whoever does not is served as long as they like."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from router.cli import request_deadline
from router.cli.request_deadline import DeadlineProtocol
from tests.served import free_socket, served
from tests.waiting import DEADLINE

SECONDS = 0.3
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
GOOD = HEAD + b"\r\nbody"


async def _length(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    monkeypatch.setattr(request_deadline, "SECONDS", SECONDS)
    app = Starlette(routes=[Route("/", _length, methods=["POST"])])
    listening = free_socket()
    with (
        served(app, listening, http=DeadlineProtocol),
        closing(socket.create_connection(listening.getsockname(), timeout=DEADLINE)) as connection,
    ):
        yield connection


@pytest.mark.parametrize("sent", [b"", b"POST", HEAD, HEAD + b"\r\nbo"], ids=["nothing", "a word", "a head", "half"])
def test_what_is_not_complete_in_time_is_hung_up_on(connection: socket.socket, sent: bytes) -> None:
    connection.sendall(sent)
    assert connection.recv(1) == b""


def test_the_next_request_on_a_connection_has_its_own_deadline(connection: socket.socket) -> None:
    answers = connection.makefile("rb")
    for _ in range(3):
        connection.sendall(GOOD)
        assert b"200" in answers.readline()
        assert [line for line in iter(answers.readline, b"\r\n")]
        assert answers.read(1) == b"4"
    connection.sendall(HEAD)
    assert answers.read() == b""
