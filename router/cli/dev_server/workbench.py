"""Parley, a local Twilio and a clock for both, which can be moved."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette

from flows import Service
from router.active_flows import Current
from router.app import Parley
from router.cli.dev_server.flow_reloader import Reloader, echo
from router.emulator.account.emulator_config import EmulatorConfig
from router.emulator.account.movable_clock import MovableClock
from router.emulator.account.wall_clock import Clock, wall_clock
from router.emulator.control.notice import Notice
from router.emulator.emulator_app import create_emulator
from router.settings import Settings
from router.store import next_due

#: How long time stands still for what is to be done now; a call that hangs is left behind.
MAX_STOP_SECONDS = 3.0
LOOK_SECONDS = 0.01


class Workbench:
    """Both applications, for one event loop; `reloader.run` beside them. Raises FlowsInvalid and StoreError."""

    def __init__(
        self,
        settings: Settings,
        emulator_config: Callable[[Current], EmulatorConfig],
        real: Clock = wall_clock,
    ) -> None:
        notice = Notice()
        self.reloader = Reloader(settings.flows, self._adopt, notice)
        service = self.reloader.load()
        self.clock = MovableClock(service.zone, real)
        self.parley = Parley(settings, service, self.clock, tell=echo)
        self.app: Starlette = self.parley.app()
        self.emulator = create_emulator(emulator_config(self.parley.current), self.clock, notice)
        self.clock.surroundings = self
        self.clock.on_move(self.parley.look_again)

    def _adopt(self, service: Service) -> None:
        self.parley.current.service = service
        self.clock.zone = service.zone

    async def next_due(self) -> datetime | None:
        """As the clock's surroundings: Parley does what is to be done now, and says when there will be more."""
        self.parley.look_again()
        loop = asyncio.get_running_loop()
        given_up_at = loop.time() + MAX_STOP_SECONDS
        while (due := await self.parley.database.read(next_due.next_due)) is not None and due <= self.clock():
            if loop.time() > given_up_at:
                break
            await asyncio.sleep(LOOK_SECONDS)
        return due
