"""The one place where the parts are wired together."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import InitVar, dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

import flows
from bot.project_bot import LocaleProvider
from flows import Service
from flows.types.phone_numbers import country_of
from router import settings as environment
from router.active_flows import Current, ParleyAnswers
from router.api.api_app import Api
from router.api.events_api import BusinessEvents
from router.api.explanations_api import Explanations
from router.bot.bot_factory import open_bots
from router.bot.in_process_bot import Tell
from router.bot.service_bot import ServiceBot
from router.business.business_http import BusinessHttp
from router.business.call_processor import CallProcessor
from router.business.query_resolver import QueryResolver
from router.client_address import behind
from router.console.console_app import Console
from router.engine.event_processor import EventProcessor
from router.engine.timer_scheduler import TimerScheduler
from router.insight.health import Health
from router.outbound.message_dispatcher import MessageDispatcher
from router.outbound.message_reconciler import MessageReconciler
from router.providers.provider_contract import Provider
from router.providers.twilio.twilio_config import TwilioConfig
from router.providers.twilio.twilio_provider import TwilioProvider
from router.settings import Settings
from router.store import call_queue, deployment, outbox, reconciliation_queries, schema_version, threads
from router.store.database import Database
from router.store.serving_lock import ServingLock
from router.store.store_errors import AlreadyServed
from router.webhooks.provider_webhooks import Webhooks
from router.workers.worker import Worker, keep_running

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time of day, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Unguessable and never reused, also after a backup is restored."""
    return uuid4().hex


def create_app(settings: Settings | None = None, clock: Clock = utc_now) -> Starlette:
    """The ASGI application, for any ASGI server. Raises SettingsInvalid or FlowsInvalid before it serves anything."""
    settings = settings or environment.read(os.environ)
    service = flows.load(settings.flows, os.environ)
    return Parley(settings, service, clock).app()


@dataclass
class Parley:
    """One serving process."""

    settings: Settings
    service: InitVar[Service]
    clock: Clock = utc_now
    #: Where a developer reads what becomes of the bot; None: only the log tells.
    tell: Tell | None = None
    current: Current = field(init=False)

    def __post_init__(self, service: Service) -> None:
        self.current = Current(service)

    def app(self) -> Starlette:
        """The application, its database open and its parts wired. Raises AlreadyServed, SchemaOutdated, StorageUnavailable."""
        with ExitStack() as opened:
            self.lock = ServingLock.take(self.settings.database_url)
            opened.callback(self.lock.release)
            self.database = Database.open(self.settings.database_url)
            opened.callback(self.database.close)
            self._require_own_tables()
            opened.pop_all()  # they stay open until it stops
        self.provider = _twilio(self.settings, self.current)
        self._build_workers()
        return Starlette(
            routes=self._routes(), middleware=behind(self.settings.trusted_proxies), lifespan=self._lifespan
        )

    def _require_own_tables(self) -> None:
        if self.settings.dev:
            deployment.upgrade_for_development(self.database)
        else:
            schema_version.require_current(self.database)
            deployment.require_production(self.database)

    def _build_workers(self) -> None:
        self.dispatcher = MessageDispatcher(
            self.database, self.current, self.provider, self.status_url, new_id, self.clock
        )
        self.business = BusinessHttp()
        self.bots = open_bots(self.settings.bot, self.clock, self._surroundings(), self.tell)
        bot = ServiceBot(self.bots, self.current)
        self.events = EventProcessor(
            self.database,
            self.current,
            QueryResolver(self.business, bot),
            new_id,
            self.clock,
            on_written=self.dispatcher.wakeup.ring,
            on_call=lambda: self.calls.wakeup.ring(),
        )
        self.calls = CallProcessor(
            self.database, self.current, self.business, new_id, self.clock, self.events.wakeup.ring, bot
        )
        reconciler = MessageReconciler(self.database, self.provider, self.clock, self.dispatcher.wakeup.ring)
        timers = TimerScheduler(self.database, self.clock, self.events.wakeup.ring)
        # In the order in which work flows, and so in which they are stopped.
        self.workers: tuple[Worker, ...] = (timers, self.calls, self.events, reconciler, self.dispatcher)

    def _surroundings(self) -> LocaleProvider:
        """As the flows say them now: the days of the service's zone, the country of its first number."""
        return LocaleProvider(
            lambda: self.clock().astimezone(self.current.service.zone),
            lambda: next((country_of(sender) for sender in self.current.service.senders), None),
        )

    def look_again(self) -> None:
        """The clock was moved: what is due now need not wait for the next look."""
        for worker in self.workers:
            worker.wakeup.ring()

    def status_url(self, message_id: str) -> str:
        """Where the provider reports on a message; the id in it proves which one (DESIGN.md, 6)."""
        return f"{self.settings.public_url}/webhooks/{self.provider.name}/status?message={message_id}"

    def _routes(self) -> list[BaseRoute]:
        event, report = self.events.wakeup.ring, self.dispatcher.wakeup.ring
        webhooks = Webhooks(self.provider, self.database, self.current, self.clock, event, report)
        console = Console(self.database, self.settings.secret_key, self.settings.public_url, self.clock, new_id, event)
        return [
            *webhooks.routes(),
            *console.routes(),
            *self._api().routes(),
            *Health(self.database, self.clock).routes(),
            Route("/", _to_the_console),
        ]

    def _api(self) -> Api:
        events = BusinessEvents(self.database, self.current, new_id, self.clock, self.events.wakeup.ring)
        return Api(self.database, self.settings.api_tokens, events, Explanations(self.current, self.clock))

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:  # noqa: ARG002
        await self._take_over()
        running = [asyncio.create_task(keep_running(worker.run)) for worker in self.workers]
        beside = [asyncio.create_task(keep_running(run)) for run in (*self.bots.runs(), self._serve_alone)]
        log.info("serving", database=self.database.dialect, flows=len(self.current.service.flows))
        try:
            yield
        finally:
            await self._stop(running)
            for each in beside:
                each.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _serve_alone(self) -> None:
        """End in good order, as on SIGTERM, when another process has taken the database over while this one lost it."""
        try:
            await self.lock.watch()
        except AlreadyServed as reason:
            log.critical("served_by_another_process", reason=str(reason))
            signal.raise_signal(signal.SIGTERM)

    async def _take_over(self) -> None:
        """The only process on SQLite knows that nobody works on what the last one left; on PostgreSQL leases tell."""
        now = self.clock()
        if self.database.dialect == "sqlite":
            await self.database.write(threads.release_all)
            await self.database.write(call_queue.abandon_all)
            await self.database.write(lambda connection: outbox.doubt_every_call(connection, now))
        await self.database.write(lambda connection: reconciliation_queries.ask_after_all(connection, now))

    async def _stop(self, running: list[asyncio.Task[None]]) -> None:
        """Finish what is at work; the rest is in the database."""
        for worker in self.workers:
            await worker.stop()
        await asyncio.gather(*running)
        await self.bots.close()
        await self.business.close()
        await self.provider.close()
        self.database.close()
        self.lock.release()
        log.info("stopped")


async def _to_the_console(request: Request) -> Response:  # noqa: ARG001
    return RedirectResponse("/console", 303)


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
