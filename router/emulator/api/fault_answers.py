"""How a create is answered that a fault spoils."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from router.emulator.account.api_errors import internal_server_error, service_unavailable, too_many_requests
from router.emulator.carrier.fault_script import HANGING, Fault, FaultKind


async def answer_with(fault: Fault, request: Request) -> Response:
    """Answer a create without looking at what it asks for."""
    match fault.kind:
        case FaultKind.TOO_MANY_REQUESTS:
            return too_many_requests().response()
        case FaultKind.UNAVAILABLE:
            return service_unavailable().response()
        case FaultKind.HANG | FaultKind.ACCEPTED_THEN_HANG:
            await _hang_up_after(fault.seconds, request)
        case FaultKind.RESET | FaultKind.ACCEPTED_THEN_RESET:
            await _hang_up_after(0, request)
    return internal_server_error().response()


async def spoil(answer: Response, fault: Fault, request: Request) -> Response:
    """Spoil the answer to a create that was taken."""
    if fault.kind not in HANGING:
        await asyncio.sleep(fault.seconds or 0)
    match fault.kind:
        case FaultKind.SLOW:
            return answer
        case FaultKind.BAD_JSON:
            return Response(bytes(answer.body)[: len(answer.body) // 2], 201, media_type="application/json")
    return await answer_with(fault, request)


async def _hang_up_after(seconds: float | None, request: Request) -> None:
    try:
        async with asyncio.timeout(seconds):
            await _until_client_left(request)
    except TimeoutError:
        _cut_connection(request)
        await _until_client_left(request)


async def _until_client_left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _cut_connection(request: Request) -> None:
    # ASGI has no word for this; uvicorn's `receive` is a method of the object that holds the transport.
    cycle = request.receive.__self__  # type: ignore[attr-defined]
    cycle.transport.abort()
