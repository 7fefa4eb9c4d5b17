"""What is said between the service and a process that runs actions: JSON, each piece with its length before it."""

import socket
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec
from msgspec import Struct

#: The length of what follows, big end first.
LENGTH_BYTES: Final = 4
MAX_REQUEST_BYTES: Final = 8 * 2**20
MAX_ANSWER_BYTES: Final = 2**20


class BeginRequest(Struct, frozen=True):
    """The first thing that a process is told."""

    #: The Rasa project, in which `package` is found.
    folder: str
    package: str
    #: After so long it ends of itself, whoever else still lives.
    seconds: float
    #: Bytes of memory that its data may take; None: all there is.
    memory: int | None = None


class RunRequest(Struct, frozen=True):
    """One action to run."""

    name: str
    tracker: Mapping[str, Any]
    seconds: float
    #: None: as told last.
    domain: Mapping[str, Any] | None = None


class Ready(Struct, frozen=True, tag="ready"):
    """The actions are imported."""

    actions: tuple[str, ...]
    #: What could not be imported and why: "cancel.py, line 3: ImportError".
    broken: tuple[str, ...] = ()


class RunSucceeded(Struct, frozen=True, tag="answered"):
    """The action ended as it should."""

    events: tuple[dict[str, Any], ...]
    responses: tuple[dict[str, Any], ...]


class FailureKind(StrEnum):
    """In which way an action failed."""

    UNKNOWN = "unknown"
    REJECTED = "rejected"
    BROKEN = "broken"


class RunFailed(Struct, frozen=True, tag="failed"):
    """It did not; `problem` follows its name: "raised ValueError (order_status.py, line 12)"."""

    failure: FailureKind
    problem: str
    #: The process is of no more use.
    ends: bool = False


RunOutcome = RunSucceeded | RunFailed

encode_request: Final = msgspec.json.Encoder().encode
decode_ready: Final = msgspec.json.Decoder(Ready).decode
decode_answer: Final = msgspec.json.Decoder(RunSucceeded | RunFailed).decode


def framed(piece: bytes) -> bytes:
    return len(piece).to_bytes(LENGTH_BYTES, "big") + piece


class WorkerChannel:
    """The process's own end. The action's output is elsewhere and cannot disturb it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def send(self, piece: Ready | RunOutcome) -> None:
        """Raises TypeError, ValueError or RecursionError for what JSON cannot say."""
        encoded = msgspec.json.encode(piece)
        if len(encoded) > MAX_ANSWER_BYTES:
            encoded = msgspec.json.encode(RunFailed(FailureKind.BROKEN, "answered more than 1 MiB"))
        self._connection.sendall(framed(encoded))

    def receive(self) -> bytes | None:
        """The next piece; None once the other side is gone."""
        length = self._exactly(LENGTH_BYTES)
        return None if length is None else self._exactly(int.from_bytes(length, "big"))

    def _exactly(self, size: int) -> bytes | None:
        pieces = bytearray()
        while len(pieces) < size:
            piece = self._connection.recv(size - len(pieces))
            if not piece:
                return None
            pieces += piece
        return bytes(pieces)

    def close(self) -> None:
        self._connection.close()
