"""The provider's two webhooks. They verify, record and answer; they decide nothing but STOP."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from router.insight.metrics import WEBHOOKS
from router.messages import masked
from router.outbound.settle import settle
from router.providers.base import Provider, SignatureInvalid, WebhookMalformed, WebhookRequest
from router.store import messages
from router.store.database import Database
from router.store.errors import StorageUnavailable
from router.store.messages import Report
from router.webhooks.form import RequestRefused, read_form
from router.webhooks.record import callback_report, quarantine_text, record_text

log = structlog.get_logger(__name__)

Receive = Callable[[Request, bytes], Awaitable[None]]


class Webhooks:
    """Both endpoints of one provider; `on_event` is called after an event was kept, `on_report` after a report."""

    def __init__(
        self,
        provider: Provider,
        database: Database,
        clock: Callable[[], datetime],
        on_event: Callable[[], None],
        on_report: Callable[[], None],
    ) -> None:
        self._provider = provider
        self._database = database
        self._clock = clock
        self._on_event = on_event
        self._on_report = on_report

    def routes(self) -> list[Route]:
        base = f"/webhooks/{self._provider.name}"
        return [
            Route(f"{base}/inbound", self.inbound, methods=["POST"]),
            Route(f"{base}/status", self.status, methods=["POST"]),
        ]

    async def inbound(self, request: Request) -> Response:
        return await self._answer("inbound", request, self._receive_text)

    async def status(self, request: Request) -> Response:
        return await self._answer("status", request, self._receive_report)

    async def _answer(self, kind: str, request: Request, receive: Receive) -> Response:
        response = await self._answered(kind, request, receive)
        WEBHOOKS.labels(kind, response.status_code).inc()
        return response

    async def _answered(self, kind: str, request: Request, receive: Receive) -> Response:
        try:
            body = await read_form(request)
            self._provider.verify(_signed(request, body))
            await receive(request, body)
        except RequestRefused as refusal:
            return refusal.response()
        except SignatureInvalid as reason:
            log.warning("webhook_not_verified", kind=kind, reason=str(reason))
            return PlainTextResponse("the signature does not fit this request\n", 403)
        except StorageUnavailable as error:
            log.error("webhook_not_stored", kind=kind, error=str(error))
            return PlainTextResponse("it could not be stored; send it again\n", 503, {"Retry-After": "5"})
        return Response(status_code=204)

    async def _receive_text(self, request: Request, body: bytes) -> None:  # noqa: ARG002
        now = self._clock()
        try:
            inbound = self._provider.read_text(body)
        except WebhookMalformed as reason:
            log.warning("text_quarantined", reason=str(reason))
            return await quarantine_text(self._database, self._provider.provider_id(body), body, str(reason), now)
        await record_text(self._database, inbound, body, now)
        log.debug("text_received", provider_id=inbound.provider_id, customer=masked(inbound.customer))
        return self._on_event()

    async def _receive_report(self, request: Request, body: bytes) -> None:
        now, public_id = self._clock(), _message_named(request)
        try:
            report = callback_report(self._provider.read_report(body), public_id, body, now)
        except WebhookMalformed as reason:
            log.warning("report_unreadable", reason=str(reason))
            report = Report(source="callback", at=now, public_id=public_id, raw=body)
        known = await self._database.write(lambda connection: _settle(connection, report))
        log.debug(
            "report_received",
            message_id=public_id,
            status=report.status,
            code=report.error_code,
            known=known is not None,
        )
        self._on_report()


def _message_named(request: Request) -> str | None:
    """Our id, which the status address carries; anything that cannot be one (PostgreSQL takes no NUL) names none."""
    name = request.query_params.get("message", "")
    return name if name.isalnum() else None


def _settle(connection: Connection, report: Report) -> messages.Known | None:
    return settle(connection, report)


def _signed(request: Request, body: bytes) -> WebhookRequest:
    path = request.scope["raw_path"].decode("latin-1")
    query = request.scope["query_string"].decode("latin-1")
    return WebhookRequest(path=f"{path}?{query}" if query else path, headers=dict(request.headers), body=body)
