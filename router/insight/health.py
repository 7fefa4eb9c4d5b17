"""`/healthz`, `/readyz` and `/metrics`.

Ready means "can store a webhook" and nothing else: the provider's troubles and long queues are metrics, so that an
outage elsewhere never makes a load balancer refuse webhooks.
"""

from collections.abc import Callable
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from router.store import console_queries, inbox, message_rows, readiness
from router.store.database import Database
from router.store.store_errors import StorageUnavailable

_EVENTS = Gauge("parley_events_unfinished", "Events in the inbox that are not done, by status.", ["status"])
_OVERDUE = Gauge("parley_conversations_overdue", "Queued conversations that a human should have answered by now.")
_MESSAGES = Gauge("parley_messages_under_way", "Outbound messages not known to be with the provider.", ["status"])


class Health:
    """What operators and load balancers ask."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def routes(self) -> list[Route]:
        """`/healthz`, `/readyz` and `/metrics`."""
        return [
            Route("/healthz", self.alive),
            Route("/readyz", self.ready),
            Route("/metrics", self.metrics),
        ]

    async def alive(self, request: Request) -> Response:  # noqa: ARG002
        """200 while the process answers at all."""
        return PlainTextResponse("alive\n")

    async def ready(self, request: Request) -> Response:  # noqa: ARG002
        """200 where a webhook could be stored right now, else 503; says nothing about the provider."""
        now = self._clock()
        try:
            await self._database.write(lambda connection: readiness.mark(connection, now))
        except StorageUnavailable:
            return PlainTextResponse("the database does not take writes\n", 503)
        return PlainTextResponse("ready\n")

    async def metrics(self, request: Request) -> Response:  # noqa: ARG002
        """Everything counted, in Prometheus' text format; what the database counts is nought while that is away."""
        now = self._clock()
        try:
            events, outbound, overdue = await self._database.read(lambda connection: _counts(connection, now))
        except StorageUnavailable:
            events, outbound, overdue = {}, {}, 0
        _OVERDUE.set(overdue)
        _show(_EVENTS, events)
        _show(_MESSAGES, outbound)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _counts(connection: Connection, now: datetime) -> tuple[dict[str, int], dict[str, int], int]:
    overdue = console_queries.count_overdue(connection, now)
    return inbox.count_unfinished(connection), message_rows.count_under_way(connection), overdue


def _show(gauge: Gauge, counts: dict[str, int]) -> None:
    gauge.clear()
    for status, count in counts.items():
        gauge.labels(status).set(count)
