"""The resources below /_emulator that change how the account is set up, and let time pass."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.json import Decoder
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from router.emulator.account.content_templates import Template
from router.emulator.account.emulated_message import Message
from router.emulator.account.json_bodies import answer, read
from router.emulator.account.opt_out_handling import Handling
from router.emulator.account.sids import is_sid
from router.emulator.carrier.emulator_state import State
from router.emulator.carrier.message_views import view
from router.emulator.carrier.schedule import Schedule


class OptOutChange(Struct, frozen=True, forbid_unknown_fields=True):
    """How opt-out words are handled from now on."""

    handling: Handling


class OptOutView(Struct, frozen=True):
    """How opt-out words are handled, and who may not be texted by which sender or service."""

    handling: Handling
    blocked: list[tuple[str, str]]


class Release(Struct, frozen=True, forbid_unknown_fields=True):
    """Lets the messages go that are scheduled until then."""

    until: datetime


class AccountControl:
    """Opt-out handling, templates, scheduled messages, and reading."""

    def __init__(self, state: State, schedule: Schedule, mark_read: Callable[[Message], bool]) -> None:
        self._state = state
        self._schedule = schedule
        self._mark_read = mark_read
        self._opt_out_changes = Decoder(OptOutChange)
        self._templates = Decoder(Template)
        self._releases = Decoder(Release)

    def routes(self) -> list[Route]:
        return [
            Route("/_emulator/opt-out", self.opt_out, methods=["GET"]),
            Route("/_emulator/opt-out", self.change_opt_out, methods=["PUT"]),
            Route("/_emulator/templates/{sid}", self.set_up_template, methods=["PUT"]),
            Route("/_emulator/schedule", self.release, methods=["POST"]),
            Route("/_emulator/messages/{sid}/read", self.read, methods=["POST"]),
        ]

    async def opt_out(self, _request: Request) -> Response:
        opt_outs = self._state.opt_outs
        return answer(OptOutView(opt_outs.handling, opt_outs.pairs()))

    async def change_opt_out(self, request: Request) -> Response:
        self._state.opt_outs.handling = (await read(request, self._opt_out_changes)).handling
        return await self.opt_out(request)

    async def set_up_template(self, request: Request) -> Response:
        sid, template = request.path_params["sid"], await read(request, self._templates)
        if not is_sid("HX", sid):
            raise HTTPException(400, f"not a template's SID: {sid}")
        self._state.templates.set_up(sid, template)
        return answer(template)

    async def release(self, request: Request) -> Response:
        until = (await read(request, self._releases)).until
        if until.tzinfo is None:
            raise HTTPException(400, "`until` needs its offset from UTC")
        return answer([view(message) for message in self._schedule.release_until(until)])

    async def read(self, request: Request) -> Response:
        """The customer looked at a WhatsApp message; others leave no trace."""
        message = self._state.messages.get(request.path_params["sid"])
        if message is None:
            raise HTTPException(404, "no such message")
        self._mark_read(message)
        return answer(view(message))
