"""The API for the business's own systems: one ASGI application under `/api`."""

from collections.abc import Mapping

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from router.api.bearer_tokens import BearerTokens
from router.api.events_api import BusinessEvents
from router.api.explanations_api import Explanations
from router.api.message_view import shown
from router.api.problem import ProblemResponse
from router.store import message_rows
from router.store.database import Database
from router.store.message_rows import Fate
from router.store.store_errors import StorageUnavailable

log = structlog.get_logger(__name__)


class Api:
    """`api_tokens`: the name of each client → the SHA-256 of its token, in hexadecimal."""

    def __init__(
        self, database: Database, api_tokens: Mapping[str, str], events: BusinessEvents, explanations: Explanations
    ) -> None:
        self._database = database
        self._tokens = api_tokens
        self._events = events
        self._explanations = explanations

    def routes(self) -> list[BaseRoute]:
        """The API's routes, below `/api`, with its errors as problem+json."""
        app = Starlette(
            routes=[
                Route("/api/v1/messages/{id}", self.message, methods=["GET"]),
                Route("/api/v1/events", self._events.receive, methods=["POST"]),
                Route("/api/v1/events/{id}", self._events.show, methods=["GET"]),
                Route("/api/v1/explanations", self._explanations.explain, methods=["POST"]),
            ],
            middleware=[Middleware(BearerTokens, tokens=self._tokens)],
            exception_handlers={HTTPException: _refused, StorageUnavailable: _unavailable, Exception: _failed},
        )
        return [Route("/api", app), Route("/api/{rest:path}", app)]

    async def message(self, request: Request) -> Response:
        """`GET /api/v1/messages/{id}`: the message with every delivery status, 404 where there is none."""
        public_id = request.path_params["id"]
        fate = await self._fate(public_id)
        if fate is None:
            raise HTTPException(404, "There is no message with this id.")
        return JSONResponse(shown(fate), headers={"Cache-Control": "no-store"})

    async def _fate(self, public_id: str) -> Fate | None:
        """No id has characters that cannot be printed, and PostgreSQL takes no NUL to look for."""
        if not public_id.isprintable():
            return None
        return await self._database.read(lambda connection: message_rows.fate(connection, public_id))


async def _refused(request: Request, error: Exception) -> Response:  # noqa: ARG001
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type alone
    return ProblemResponse(error.status_code, error.detail, error.headers)


async def _unavailable(request: Request, error: Exception) -> Response:
    log.error("api_store_unavailable", path=request.url.path, error=str(error))
    return ProblemResponse(503, "The database does not answer; try again.", {"Retry-After": "5"})


async def _failed(request: Request, error: Exception) -> Response:
    log.error("api_failed", path=request.url.path, error=type(error).__name__)
    return ProblemResponse(500, "Something went wrong; it has been written to the log.")
