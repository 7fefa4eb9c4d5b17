"""The one place where the parts are wired together: what takes texts in here, what is behind it in `router.backend`."""

import asyncio
import gc
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import InitVar, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

import flows
from flows import Service
from router import settings as environment
from router.active_flows import Current, ParleyAnswers
from router.client_address import behind
from router.insight.health import Health
from router.providers.provider_contract import Provider
from router.providers.twilio.twilio_config import TwilioConfig
from router.providers.twilio.twilio_provider import TwilioProvider
from router.settings import Settings
from router.store import call_queue, deployment, outbox, reconciliation_queries, schema_version, threads
from router.store.database import Database
from router.store.serving_lock import ServingLock
from router.store.store_errors import AlreadyServed
from router.webhooks.provider_webhooks import Webhooks
from router.workers.worker import keep_running

if TYPE_CHECKING:
    from router.backend import Backend

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]


#: Console and API, which are not there from the beginning.
PATHS_BEHIND = ("/", "/console", "/console/{rest:path}", "/api", "/api/{rest:path}")


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings | None = None, clock: Clock = utc_now) -> Starlette:
    """The ASGI application, for any ASGI server. Raises SettingsInvalid or FlowsInvalid before it serves anything."""
    settings = settings or environment.read(os.environ)
    service = flows.load(settings.flows, os.environ)
    return Parley(settings, service, clock).app()


@dataclass
class Parley:
    """One serving process. It takes texts in at once, and opens the rest meanwhile."""

    settings: Settings
    service: InitVar[Service]
    clock: Clock = utc_now
    #: Where a developer reads what becomes of the bot; None: only the log tells.
    tell: Callable[[str], None] | None = None
    current: Current = field(init=False)
    backend: "Backend | None" = field(default=None, init=False)

    def __post_init__(self, service: Service) -> None:
        self.current = Current(service)

    def app(self) -> Starlette:
        with ExitStack() as opened:
            self.lock = ServingLock.take(self.settings.database_url)
            opened.callback(self.lock.release)
            self.database = Database.open(self.settings.database_url)
            opened.callback(self.database.close)
            self._require_own_tables()
            opened.pop_all()  # they stay open until it stops
        self.provider = _twilio(self.settings, self.current)
        webhooks = Webhooks(self.provider, self.database, self.current, self.clock, self._on_event, self._on_report)
        self.behind = Behind()
        later = [Route(path, self.behind) for path in PATHS_BEHIND]
        return Starlette(
            routes=[*webhooks.routes(), *Health(self.database, self.clock).routes(), *later],
            middleware=behind(self.settings.trusted_proxies),
            lifespan=self._lifespan,
        )

    def _require_own_tables(self) -> None:
        if self.settings.dev:
            deployment.upgrade_for_development(self.database)
        else:
            schema_version.require_current(self.database)
            deployment.require_production(self.database)

    def _on_event(self) -> None:
        if self.backend is not None:  # it looks for what is there when it is opened
            self.backend.events.wakeup.ring()

    def _on_report(self) -> None:
        if self.backend is not None:
            self.backend.dispatcher.wakeup.ring()

    def look_again(self) -> None:
        """The clock was moved: what is due now need not wait for the next look."""
        if self.backend is not None:
            self.backend.look_again()

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:  # noqa: ARG002
        await self._take_over()
        tasks = [asyncio.create_task(keep_running(run)) for run in (self._open, self._serve_alone)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._stop()

    async def _take_over(self) -> None:
        """The only process on SQLite knows that nobody works on what the last one left; on PostgreSQL leases tell."""
        now = self.clock()
        if self.database.dialect == "sqlite":
            await self.database.write(threads.release_all)
            await self.database.write(call_queue.abandon_all)
            await self.database.write(lambda connection: outbox.doubt_every_call(connection, now))
        await self.database.write(lambda connection: reconciliation_queries.ask_after_all(connection, now))

    async def _open(self) -> None:
        """Open what is behind the webhooks; beside them, since that takes a while."""
        self.backend = await asyncio.to_thread(self._made_backend)
        self.backend.start()
        gc.freeze()  # what is there now lives as long as the process
        self.behind.open(self.backend.app)
        log.info("serving", database=self.database.dialect, flows=len(self.current.service.flows))

    def _made_backend(self) -> "Backend":
        from router.backend import Backend

        self.provider.open()
        return Backend(self.settings, self.current, self.database, self.provider, self.clock, self.tell)

    async def _serve_alone(self) -> None:
        """End in good order, as on SIGTERM, when another process has taken the database over while this one lost it."""
        try:
            await self.lock.watch()
        except AlreadyServed as reason:
            log.critical("served_by_another_process", reason=str(reason))
            signal.raise_signal(signal.SIGTERM)

    async def _stop(self) -> None:
        if self.backend is not None:
            await self.backend.stop()
        await self.provider.close()
        self.database.close()
        self.lock.release()
        log.info("stopped")


class Behind:
    """An application that is there once it is opened; whoever comes before waits."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None
        self._is_open = asyncio.Event()

    def open(self, app: ASGIApp) -> None:
        self._app = app
        self._is_open.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._is_open.wait()
        assert self._app is not None  # noqa: S101 - opened
        await self._app(scope, receive, send)


def _twilio(settings: Settings, current: Current) -> Provider:
    tokens = [settings.twilio_auth_token, settings.twilio_auth_token_secondary]
    key = (settings.twilio_api_key, settings.twilio_api_key_secret.reveal()) if settings.twilio_api_key else None
    config = TwilioConfig(
        account_sid=settings.twilio_account_sid,
        public_url=settings.public_url,
        auth_tokens=tuple(token.reveal() for token in tokens if token),
        shared_keys={name: secret.reveal() for name, secret in settings.twilio_webhook_shared_keys.items()},
        api_key=key,
        api_base=settings.twilio_api_base or None,
        keyword_replies_disabled=ParleyAnswers(current),
    )
    return TwilioProvider(config)
