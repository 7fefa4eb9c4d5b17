"""Faults that a test orders for the next creates."""

from collections import deque
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from router.providers.emulator.errors import internal_server_error, service_unavailable, too_many_requests


class FaultKind(StrEnum):
    """What goes wrong with a create."""

    ACCEPTED_THEN_500 = "500_after_accept"  # Twilio has the message, the answer is an error
    INTERNAL_ERROR = "500"
    UNAVAILABLE = "503"
    TOO_MANY_REQUESTS = "429"
    HANG = "hang"  # never answers, takes nothing
    RESET = "reset"  # closes the connection unanswered, takes nothing


class Fault(Struct, frozen=True, forbid_unknown_fields=True):
    """A fault for the next `times` creates."""

    kind: FaultKind
    times: int = 1


class FaultScript:
    """The faults still to come, in order."""

    def __init__(self) -> None:
        self._script: deque[FaultKind] = deque()

    def append(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self._script.extend([fault.kind] * fault.times)

    def take(self) -> FaultKind | None:
        return self._script.popleft() if self._script else None

    def remaining(self) -> list[FaultKind]:
        return list(self._script)

    def clear(self) -> None:
        self._script.clear()


async def answer_with(kind: FaultKind, request: Request) -> Response:
    match kind:
        case FaultKind.TOO_MANY_REQUESTS:
            return too_many_requests().response()
        case FaultKind.UNAVAILABLE:
            return service_unavailable().response()
        case FaultKind.HANG:
            await _until_client_left(request)
        case FaultKind.RESET:
            _cut_connection(request)
            await _until_client_left(request)
    return internal_server_error().response()


async def _until_client_left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _cut_connection(request: Request) -> None:
    # ASGI has no word for this; uvicorn's `receive` is a method of the object that holds the transport.
    cycle = request.receive.__self__  # type: ignore[attr-defined]
    cycle.transport.abort()
