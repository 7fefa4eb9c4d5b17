"""A service as small as can be: it takes webhooks, checks their signatures with the official SDK, answers as told."""

from collections import deque
from collections.abc import Callable
from threading import Condition

from msgspec import Struct, field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from tests.router.emulator.emulator_account import AUTH_TOKEN

MAX_STOP_SECONDS = 10


class Received(Struct, frozen=True):
    """One webhook."""

    url: str
    form: dict[str, str]
    headers: dict[str, str]
    signed: bool


class ReceivingService(Struct):
    """Keeps what it received; a test waits for what it expects."""

    base_url: str
    texts: list[Received] = field(default_factory=list)
    callbacks: list[Received] = field(default_factory=list)
    fallbacks: list[Received] = field(default_factory=list)
    #: The answers to the next texts; 204 after that.
    answers: deque[Response] = field(default_factory=deque)
    arrived: Condition = field(default_factory=Condition)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/inbound", self._take_text, methods=["POST"]),
                Route("/fallback", self._take_fallback, methods=["POST"]),
                Route("/status", self._take_callback, methods=["POST"]),
                Route("/picture.png", self._picture),
            ]
        )

    async def _take_text(self, request: Request) -> Response:
        self._keep(self.texts, await self._read(request))
        return self.answers.popleft() if self.answers else Response(status_code=204)

    async def _take_fallback(self, request: Request) -> Response:
        self._keep(self.fallbacks, await self._read(request))
        return Response("<Response><Message>Sorry.</Message></Response>", media_type="text/xml")

    async def _take_callback(self, request: Request) -> Response:
        self._keep(self.callbacks, await self._read(request))
        return Response(status_code=204)

    async def _picture(self, _request: Request) -> Response:
        return Response(b"a picture", media_type="image/png")

    async def _read(self, request: Request) -> Received:
        query = f"?{request.scope['query_string'].decode()}" if request.scope["query_string"] else ""
        url = self.base_url + request.scope["raw_path"].decode() + query
        form = {name: str(value) for name, value in (await request.form()).items()}
        signature = request.headers["x-twilio-signature"]
        signed = RequestValidator(AUTH_TOKEN).validate(url, form, signature)
        return Received(url, form, dict(request.headers), signed)

    def _keep(self, kept: list[Received], received: Received) -> None:
        with self.arrived:
            kept.append(received)
            self.arrived.notify_all()

    def wait_for_callbacks(self, expected: Callable[[list[Received]], bool]) -> list[Received]:
        with self.arrived:
            assert self.arrived.wait_for(lambda: expected(self.callbacks), MAX_STOP_SECONDS), self.callbacks
            return list(self.callbacks)

    def statuses(self, count: int) -> list[str]:
        """Wait for so many callbacks; sorted by time of change, since they may overtake each other."""
        received = self.wait_for_callbacks(lambda callbacks: len(callbacks) >= count)
        order = ["queued", "sent", "delivered", "undelivered", "failed", "canceled", "read"]
        return sorted((callback.form["MessageStatus"] for callback in received), key=order.index)
