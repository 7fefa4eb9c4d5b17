"""Everything behind the webhooks: what handles texts and sends messages, what agents and business systems see.

Importing it takes most of a start, so `router.app` does so while it takes texts in; they wait in the inbox.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.project_bot import LocaleProvider
from flows.types.phone_numbers import country_of
from router.active_flows import Current
from router.api.api_app import Api
from router.api.events_api import BusinessEvents
from router.api.explanations_api import Explanations
from router.bot.bot_factory import open_bots
from router.bot.in_process_bot import Tell
from router.bot.service_bot import ServiceBot
from router.business.business_http import BusinessHttp
from router.business.call_processor import CallProcessor
from router.business.query_resolver import QueryResolver
from router.console.console_app import Console
from router.engine.event_processor import EventProcessor
from router.engine.timer_scheduler import TimerScheduler
from router.outbound.message_dispatcher import MessageDispatcher
from router.outbound.message_reconciler import MessageReconciler
from router.providers.provider_contract import Provider
from router.settings import Settings
from router.store.database import Database
from router.workers.worker import Worker, keep_running


def new_id() -> str:
    """Unguessable and never reused, also after a backup is restored."""
    return uuid4().hex


@dataclass
class Backend:
    """The workers, which go on from `start` until `stop`, and the application that serves console and API."""

    settings: Settings
    current: Current
    database: Database
    provider: Provider
    clock: Callable[[], datetime]
    #: Where a developer reads what becomes of the bot; None: only the log tells.
    tell: Tell | None

    def __post_init__(self) -> None:
        self._build_workers()
        self.app = Starlette(routes=[*self._console().routes(), *self._api().routes(), Route("/", _to_the_console)])

    def _build_workers(self) -> None:
        self.dispatcher = MessageDispatcher(
            self.database, self.current, self.provider, self.status_url, new_id, self.clock
        )
        self.business = BusinessHttp()
        self.bots = open_bots(self.settings.bot, self.clock, self._locale(), self.tell)
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

    def _locale(self) -> LocaleProvider:
        """As the flows say them now: the days of the service's zone, the country of its first number."""
        return LocaleProvider(
            lambda: self.clock().astimezone(self.current.service.zone),
            lambda: next((country_of(sender) for sender in self.current.service.senders), None),
        )

    def status_url(self, message_id: str) -> str:
        """Where the provider reports on a message; the id in it proves which one (DESIGN.md, 6)."""
        return f"{self.settings.public_url}/webhooks/{self.provider.name}/status?message={message_id}"

    def _console(self) -> Console:
        secret_key, public_url = self.settings.secret_key, self.settings.public_url
        return Console(self.database, secret_key, public_url, self.clock, new_id, self.events.wakeup.ring)

    def _api(self) -> Api:
        events = BusinessEvents(self.database, self.current, new_id, self.clock, self.events.wakeup.ring)
        return Api(self.database, self.settings.api_tokens, events, Explanations(self.current, self.clock))

    def look_again(self) -> None:
        """The clock was moved: what is due now need not wait for the next look."""
        for worker in self.workers:
            worker.wakeup.ring()

    def start(self) -> None:
        """Begin to work on what is there."""
        self._running = [asyncio.create_task(keep_running(worker.run)) for worker in self.workers]
        self._beside = [asyncio.create_task(keep_running(run)) for run in self.bots.runs()]

    async def stop(self) -> None:
        """Finish what is at work; the rest is in the database."""
        for worker in self.workers:
            await worker.stop()
        await asyncio.gather(*self._running)
        await self.bots.close()
        await self.business.close()
        for each in self._beside:
            each.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)


async def _to_the_console(request: Request) -> Response:  # noqa: ARG001
    return RedirectResponse("/console", 303)
