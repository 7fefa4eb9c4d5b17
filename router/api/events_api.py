"""Events of the business's own systems: `POST /api/v1/events`, `GET /api/v1/events/{id}`."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

import structlog
from msgspec import Struct, field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from flows.types.values import plain
from router.active_flows import Current
from router.api.bearer_tokens import CLIENT
from router.api.json_body import read_body
from router.api.message_view import moment
from router.api.problem import ProblemResponse
from router.business.event_intake import EventRefused, PostedEvent, event_of
from router.message_status import masked
from router.store import business_events
from router.store.business_events import EventFate
from router.store.database import Database

log = structlog.get_logger(__name__)

MAX_KEY_LENGTH = 255


class Posted(Struct, frozen=True, forbid_unknown_fields=True):
    """What a client posts."""

    name: str
    to: str
    line: str | None = field(name="from", default=None)
    fields: dict[str, Any] = field(default_factory=dict)


class BusinessEvents:
    """Calls `on_event` after it wrote one."""

    def __init__(
        self,
        database: Database,
        current: Current,
        new_id: Callable[[], str],
        clock: Callable[[], datetime],
        on_event: Callable[[], None],
    ) -> None:
        self._database = database
        self._current = current
        self._new_id = new_id
        self._clock = clock
        self._on_event = on_event

    async def receive(self, request: Request) -> Response:
        """`POST /api/v1/events`: 202 once the event is kept; 422 by field, 409 where the key was another event's."""
        posted = await read_body(request, Posted)
        public_id = self._id(request)
        try:
            customer, event = event_of(
                self._current.service, PostedEvent(posted.name, posted.to, posted.line, posted.fields)
            )
        except EventRefused as refused:
            return ProblemResponse(422, "The event cannot be used as it is.", errors=refused.problems)
        now = self._clock()
        is_new_or_same = await self._database.write(
            lambda connection: business_events.add(connection, public_id, customer, event, now)
        )
        if not is_new_or_same:
            raise HTTPException(422, "This Idempotency-Key was used for another event.")
        self._on_event()
        log.info("business_event_received", name=event.name, customer=masked(customer), public_id=public_id)
        return JSONResponse({"id": public_id}, 202, headers={"Location": f"/api/v1/events/{public_id}"})

    def _id(self, request: Request) -> str:
        """The same for the same client and key, so that posting twice is posting once."""
        key = request.headers.get("idempotency-key")
        if key is None:
            return self._new_id()
        if not 0 < len(key) <= MAX_KEY_LENGTH:
            raise HTTPException(400, f"An Idempotency-Key has 1 to {MAX_KEY_LENGTH} characters.")
        return sha256(f"{request.scope[CLIENT]}\0{key}".encode()).hexdigest()[:32]

    async def show(self, request: Request) -> Response:
        """`GET /api/v1/events/{id}`: what became of an event, 404 where there is none."""
        public_id = request.path_params["id"]
        fate = None
        if public_id.isprintable():  # PostgreSQL takes no NUL to look for
            fate = await self._database.read(lambda connection: business_events.fate(connection, public_id))
        if fate is None:
            raise HTTPException(404, "There is no event with this id.")
        return JSONResponse(_shown(public_id, fate), headers={"Cache-Control": "no-store"})


def _shown(public_id: str, fate: EventFate) -> dict[str, Any]:
    return {
        "id": public_id,
        "name": None if fate.event is None else fate.event.name,
        "to": fate.customer,
        "from": fate.line,
        "fields": {} if fate.event is None else {name: plain(value) for name, value in fate.event.fields.items()},
        "status": fate.status,
        "rung": fate.rung,
        "error": fate.error,
        "received_at": moment(fate.received_at),
        "messages": [
            {"id": message.public_id, "status": message.status, "rule": message.rule} for message in fate.messages
        ],
    }
