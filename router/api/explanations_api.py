"""Why a text would be answered as it is: `POST /api/v1/explanations`. Nothing is sent, called or kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import Struct, field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from flows.authoring.explanation.explain import explain, meaning
from flows.authoring.explanation.explanation_request import UnknownState, as_json, conversation_in
from flows.authoring.simulation.moment_parser import no_moment, parse_when
from flows.authoring.simulation.simulation import Simulation
from flows.authoring.simulation.texted_sender import UnknownSender, sender_texted
from flows.model.service import Service
from router.active_flows import Current
from router.api.json_body import read_body


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    """A text, and where and when it comes in; a first text, now, unless said."""

    text: str
    to: str | None = None
    state: str | None = None
    at: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    intent: str | None = None
    confidence: float = 0.95


class Explanations:
    """By the flows as they are served now."""

    def __init__(self, current: Current, clock: Callable[[], datetime]) -> None:
        self._current = current
        self._clock = clock

    async def explain(self, request: Request) -> Response:
        """`POST /api/v1/explanations`: which rung and rule would take a text, and why the others would not."""
        asked = await read_body(request, Asked)
        try:
            simulation = _simulation(self._current.service, asked, self._clock())
        except (UnknownSender, UnknownState) as unknown:
            raise HTTPException(422, str(unknown)) from None
        return JSONResponse(as_json(explain(simulation, asked.text)), headers={"Cache-Control": "no-store"})


def _simulation(service: Service, asked: Asked, now: datetime) -> Simulation:
    at = now if asked.at is None else parse_when(asked.at, now, service.zone)
    if at is None:
        raise HTTPException(422, f"{no_moment(asked.at or '')}.")
    at = at.astimezone(service.zone)
    line = sender_texted(service, asked.to)
    before = None if asked.state is None else conversation_in(service, asked.state, line, asked.values, at)
    return Simulation(service, at, line, conversation=before, world=meaning(asked.intent, asked.confidence))
