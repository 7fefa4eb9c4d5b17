"""HTTP by hand, for requests that no client library would make."""

import select
import socket
from base64 import b64encode
from collections.abc import Iterable, Iterator
from hmac import digest
from urllib.parse import unquote_to_bytes, urlsplit

from tests.journeys.installation import AUTH_TOKEN
from tests.waiting import DEADLINE

PIECE = 16 * 1024
#: Long enough for an answer to come before the next piece is sent into a connection that is about to be closed.
A_MOMENT = 0.02


def sign(url: str, body: bytes) -> str:
    """As Twilio does, for bytes that need not be text."""
    fields = (field.partition(b"=") for field in body.replace(b"+", b" ").split(b"&"))
    pairs = sorted({(unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in fields if name})
    signed = url.encode() + b"".join(name + value for name, value in pairs)
    return b64encode(digest(AUTH_TOKEN.encode(), signed, "sha1")).decode()


def head_of(method: str, path: str, headers: dict[str, str]) -> str:
    named = {"Host": "parley.test", "Connection": "close", **headers}
    return "\r\n".join([f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items()), "", ""])


def exchange(base: str, head: str, body: Iterable[bytes], *, hang_up: bool = False) -> int | None:
    """Send until answered; the answer's status, None when there is none."""
    address = urlsplit(base)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=DEADLINE) as connection:
        connection.sendall(head.encode("latin-1"))
        for piece in body:
            connection.sendall(piece)
            if select.select([connection], [], [], A_MOMENT)[0]:
                break
        if hang_up:
            connection.shutdown(socket.SHUT_WR)
        return _status(connection)


def _status(connection: socket.socket) -> int | None:
    first = connection.makefile("rb").readline()
    return int(first.split()[1]) if first else None


def pieces(body: bytes) -> Iterator[bytes]:
    return (body[start : start + PIECE] for start in range(0, len(body), PIECE))


def chunked(body: bytes) -> Iterator[bytes]:
    """Without saying beforehand how long it is."""
    for piece in pieces(body):
        yield f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
    yield b"0\r\n\r\n"
