"""The provider's two webhooks. They verify, record and answer; they decide nothing but STOP."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs

import structlog
from starlette.routing import Route

from router.active_flows import Current
from router.message_status import masked
from router.outbound.delivery_recorder import settle
from router.providers.provider_contract import Provider, WebhookMalformed, WebhookRequest
from router.store.database import Database
from router.store.message_rows import Report
from router.webhooks.ingestion import Unreadable, callback_report, quarantine_text, record_text
from router.webhooks.webhook_endpoint import Endpoint

log = structlog.get_logger(__name__)


class Webhooks:
    """Both endpoints of one provider; `on_event` is called after an event was kept, `on_report` after a report."""

    def __init__(
        self,
        provider: Provider,
        database: Database,
        current: Current,
        clock: Callable[[], datetime],
        on_event: Callable[[], None],
        on_report: Callable[[], None],
    ) -> None:
        self._provider = provider
        self._database = database
        self._current = current
        self._clock = clock
        self._on_event = on_event
        self._on_report = on_report

    def routes(self) -> list[Route]:
        """The provider's two webhooks, each behind its signature check."""
        base, verify = f"/webhooks/{self._provider.name}", self._provider.verify
        inbound = Endpoint("inbound", verify, self._keep_text)
        status = Endpoint("status", verify, self._keep_report)
        return [Route(f"{base}/inbound", inbound, methods=["POST"]), Route(f"{base}/status", status, methods=["POST"])]

    async def _keep_text(self, request: WebhookRequest) -> None:
        now, body = self._clock(), request.body
        try:
            inbound = self._provider.read_text(body)
        except WebhookMalformed as reason:
            log.warning("text_quarantined", reason=str(reason))
            unreadable = Unreadable(self._provider.provider_id(body), body, str(reason))
            return await quarantine_text(self._database, unreadable, self._provider.read_fragment(body), now)
        await record_text(self._database, inbound, body, self._current.service, now)
        log.debug("text_received", provider_id=inbound.provider_id, customer=masked(inbound.customer))
        return self._on_event()

    async def _keep_report(self, request: WebhookRequest) -> None:
        now, body, public_id = self._clock(), request.body, _message_named(request.path)
        try:
            report = callback_report(self._provider.read_report(body), public_id, body, now)
        except WebhookMalformed as reason:
            log.warning("report_unreadable", reason=str(reason))
            report = Report(source="callback", at=now, public_id=public_id, raw=body)
        known = await self._database.write(lambda connection: settle(connection, report))
        if known is not None and known.is_about_another:
            # Sent twice, as after a crash it can be, or not by us.
            log.warning("report_about_another", message_id=public_id, provider_id=report.provider_id)
        log.debug(
            "report_received",
            message_id=public_id,
            status=report.status,
            code=report.error_code,
            known=known is not None,
        )
        self._on_report()


def _message_named(path: str) -> str | None:
    """Our id, which the status address carries; anything that cannot be one (PostgreSQL takes no NUL) names none."""
    name = parse_qs(path.partition("?")[2]).get("message", [""])[-1]
    return name if name.isalnum() else None
