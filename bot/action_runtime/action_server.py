"""An action server with the HTTP contract of rasa-sdk's own, on which an action that hangs is ended.

It knows no authentication, as rasa-sdk's does not: who reaches it runs actions.
"""

import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.action_runtime.action_call import ActionCall, ActionDomain, ActionFailed, ActionRejected, ActionUnknown
from bot.action_runtime.action_pool import ActionPool
from bot.action_runtime.process_protocol import MAX_REQUEST_BYTES

_REJECTED: Final = 400
_UNKNOWN: Final = 404
_DOMAIN_MISSING: Final = 449


class _WebhookRequest(Struct, frozen=True):
    next_action: str | None = None
    tracker: dict[str, Any] = msgspec.field(default_factory=dict)
    domain: dict[str, Any] | None = None
    domain_digest: str | None = None


class _Unreadable(Exception):
    """What was sent cannot be an action call; says why."""

    def __init__(self, problem: str, status: int = 400) -> None:
        super().__init__(problem)
        self.status = status


def create_action_server(pool: ActionPool, within: timedelta) -> Starlette:
    """The ASGI application; it closes the pool at its end."""
    return _ActionServer(pool, within).app()


class _ActionServer:
    def __init__(self, pool: ActionPool, within: timedelta) -> None:
        self._pool = pool
        self._within = within
        #: The one told last: a Rasa server has one.
        self._domain: ActionDomain | None = None

    def app(self) -> Starlette:
        routes = [
            Route("/health", _health, methods=["GET"]),
            Route("/actions", self._names, methods=["GET"]),
            Route("/webhook", self._webhook, methods=["POST"]),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self._pool.warm_up()
        try:
            yield
        finally:
            await self._pool.close()

    async def _names(self, _: Request) -> Response:
        try:
            names = await self._pool.names()
        except ActionFailed as failed:
            return JSONResponse({"error": failed.problem}, 500)
        return JSONResponse([{"name": name} for name in names])

    async def _webhook(self, request: Request) -> Response:
        try:
            asked = _read(await _body(request))
        except _Unreadable as unreadable:
            return JSONResponse({"error": str(unreadable)}, unreadable.status)
        if not asked.next_action:
            return JSONResponse(None)
        domain = self._domain_of(asked)
        if domain is None:
            return _refused("the domain is missing", asked.next_action, _DOMAIN_MISSING)
        return await self._run(ActionCall(asked.next_action, asked.tracker, domain, self._within))

    async def _run(self, call: ActionCall) -> Response:
        try:
            result = await self._pool.run(call)
        except ActionFailed as failed:
            return _refused(failed.problem, call.name, _status(failed))
        return JSONResponse({"events": result.events, "responses": result.responses})

    def _domain_of(self, asked: _WebhookRequest) -> ActionDomain | None:
        if asked.domain is not None:
            digest = asked.domain_digest
            self._domain = ActionDomain(asked.domain, digest) if digest else ActionDomain.of(asked.domain)
        elif self._domain is None or self._domain.digest != asked.domain_digest:
            return None
        return self._domain


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _body(request: Request) -> bytes:
    # A page in a browser may send anything else to a loopback address without asking first.
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise _Unreadable("the content type must be application/json", 415)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_REQUEST_BYTES:
            raise _Unreadable("too large", 413)
    return _inflated(body) if request.headers.get("content-encoding") == "deflate" else bytes(body)


def _inflated(body: bytearray) -> bytes:
    inflater = zlib.decompressobj()
    try:
        inflated = inflater.decompress(body, MAX_REQUEST_BYTES)
    except zlib.error:
        raise _Unreadable("cannot be unpacked") from None
    if inflater.unconsumed_tail:
        raise _Unreadable("too large", 413)
    return inflated


def _read(body: bytes) -> _WebhookRequest:
    try:
        return msgspec.json.decode(body, type=_WebhookRequest)
    except msgspec.DecodeError:
        raise _Unreadable("Invalid body request") from None


def _status(failed: ActionFailed) -> int:
    if isinstance(failed, ActionRejected):
        return _REJECTED
    return _UNKNOWN if isinstance(failed, ActionUnknown) else 500


def _refused(problem: str, action: str, status: int) -> Response:
    return JSONResponse({"error": problem, "action_name": action}, status)
