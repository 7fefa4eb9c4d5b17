"""The whole emulator as one ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from router.emulator.account.api_errors import ApiError, method_not_allowed, not_found
from router.emulator.account.emulator_config import EmulatorConfig
from router.emulator.account.movable_clock import MovableClock
from router.emulator.account.representation import is_api_path
from router.emulator.account.wall_clock import Clock, wall_clock
from router.emulator.api.authentication import Account
from router.emulator.api.magic_account import MagicAccount
from router.emulator.api.message_subresources_api import SubresourcesApi
from router.emulator.api.messages_api import MessagesApi
from router.emulator.api.sender_pools_api import PoolsApi
from router.emulator.api.services_api import ServicesApi
from router.emulator.carrier.carrier_outbox import Outbox
from router.emulator.carrier.composition import Composition
from router.emulator.carrier.deliveries import Deliveries
from router.emulator.carrier.emulator_state import State
from router.emulator.carrier.inbound_carriage import Inbound
from router.emulator.carrier.pace import Pace
from router.emulator.carrier.picture_fetch import PictureFetch
from router.emulator.carrier.schedule import Schedule
from router.emulator.carrier.status_callbacks import StatusCallbacks
from router.emulator.control.account_control import AccountControl
from router.emulator.control.clock_control import ClockControl
from router.emulator.control.fault_control import FaultControl
from router.emulator.control.notice import Notice
from router.emulator.control.phone_control import Control
from router.emulator.demo_bookings import DemoBookings
from router.emulator.phone.phone_page import PhonePage
from router.emulator.request_guard import RequestGuard, host_name
from router.emulator.webhooks.webhook_client import Webhooks


def create_emulator(config: EmulatorConfig, clock: Clock = wall_clock, notice: Notice | None = None) -> Starlette:
    """Make an emulator; call its `state.hang_up` when it is to end, since open phone pages never hang up by themselves.

    A MovableClock can be moved from the phone page; a notice stands there.
    """
    notice = notice or Notice()
    state = State(config, clock)
    webhooks = Webhooks(config.auth_token, config.delays.before_retries)
    pace = Pace(config.delays, Random(config.seed))  # noqa: S311 (a carrier's mood, not a secret)
    callbacks = StatusCallbacks(config.account_sid, state.messages, webhooks, state.luck)
    deliveries = Deliveries(state, callbacks, pace)
    schedule = Schedule(clock, deliveries.start)
    pictures = PictureFetch(state.media, state.messages)
    outbox = Outbox(Composition(config, state.rules()), state.messages, deliveries, schedule, pictures)
    inbound = Inbound(config, state, webhooks, outbox)

    notice.on_change(state.feed.publish_notice)
    if isinstance(clock, MovableClock):
        clock.on_move(schedule.look_again)

    def hang_up() -> None:
        state.feed.end()
        webhooks.end()

    async def drop_traffic() -> None:
        schedule.clear()
        await deliveries.stop()
        await callbacks.stop()
        await pictures.stop()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await drop_traffic()
        await webhooks.close()

    account = Account(config)
    parts = (
        MessagesApi(account, state, outbox, MagicAccount(config, state.rules())),
        SubresourcesApi(account, state),
        ServicesApi(account, state.services, config.base_url),
        PoolsApi(account, state, config.base_url),
        Control(config, state, inbound, drop_traffic),
        FaultControl(state.faults, state.luck),
        AccountControl(state, schedule, deliveries.read),
        ClockControl(clock, state.feed),
        notice,
        DemoBookings(),
        PhonePage(),
    )
    app = Starlette(
        routes=[route for part in parts for route in part.routes()],
        middleware=[Middleware(RequestGuard, hosts=(host_name(config.base_url), *config.allowed_hosts))],
        exception_handlers={ApiError: _twilio_error, HTTPException: _http_error},
        lifespan=lifespan,
    )
    app.state.hang_up = hang_up
    return app


async def _twilio_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)  # noqa: S101 (registered for this type alone)
    return error.response()


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for this type alone)
    path = request.url.path
    if is_api_path(path):
        return (method_not_allowed() if error.status_code == 405 else not_found(path)).response()
    return JSONResponse({"error": error.detail}, error.status_code)
