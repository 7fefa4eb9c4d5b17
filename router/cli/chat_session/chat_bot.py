"""The bot that the flows ask in the service, asked in the middle of a chat."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import uuid4

from bot.contract import Bot, BotUnavailable, TurnIdentity
from bot.project_bot import LocaleProvider
from flows.authoring.simulation.simulation import Simulation
from flows.model.bot_use import STANDS_IN, BotUse, Engine
from flows.protocol.bot_turns import BotTurn, BotTurnNeeded
from flows.protocol.needs import UnderstandingNeeded, Understood
from flows.types.phone_numbers import country_of
from router import logs
from router.bot.bot_factory import open_bots
from router.bot.configured_bots import Bots
from router.bot.in_process_bot import Tell, in_own_processes
from router.bot_settings import BotSettings
from router.business.bot_turn_executor import taken
from router.business.business_http import NotReached
from router.cli.chat_session.chat_actions import Play, PlayedActions

_Answer = TypeVar("_Answer")


def open_bot(simulation: Simulation, settings: BotSettings, play: Play | None, tell: Tell) -> "ChatBot | None":
    """The bot that would answer customers; None where there is none.

    With `play`, which says what comes of an action, nothing leaves this computer and nothing is done: only the
    embedded bot is asked.
    """
    logs.configure(for_terminal=sys.stderr.isatty(), level=logs.WARNING)
    actions = in_own_processes if play is None else lambda _: PlayedActions(play)
    engines = open_bots(settings, lambda: datetime.now(UTC), _surroundings(simulation), tell, actions)
    bot = _chosen(engines, simulation.service.bot, is_live=play is None)
    return None if bot is None else ChatBot(bot, engines, is_live=play is None)


def _surroundings(simulation: Simulation) -> LocaleProvider:
    """As in the service, but on the clock of the chat."""
    service = simulation.service
    return LocaleProvider(
        lambda: simulation.now.astimezone(service.zone),
        lambda: next((country_of(sender) for sender in service.senders), None),
    )


def _chosen(engines: Bots, use: BotUse, *, is_live: bool) -> Bot | None:
    stands_in = use.when_down is STANDS_IN
    name, bot = engines.chosen(use.engine, embedded_stands_in=stands_in)
    if is_live or name == Engine.EMBEDDED:
        return bot
    return engines.embedded if stands_in else None


class ChatBot:
    """Answers each question before it returns; between them nothing of it runs but its own processes."""

    def __init__(self, bot: Bot, engines: Bots, *, is_live: bool) -> None:
        self._bot = bot
        self._engines = engines
        self._is_live = is_live
        self._conversation = uuid4().hex
        # Not an asyncio.Runner, which would keep Ctrl+C from whoever is asked what comes of an action.
        self._loop = asyncio.new_event_loop()
        self._running = [self._loop.create_task(_running(run)) for run in engines.runs()]

    def make_ready(self) -> None:
        """Training takes its time, and so does what is looked up once; neither is at the cost of a flow's `within`."""
        self._answer(self._made_ready())

    async def _made_ready(self) -> None:
        if self._engines.embedded is not None:
            with suppress(BotUnavailable):  # each question is told why
                await self._engines.embedded.understand(UnderstandingNeeded("hello", "en"))

    def understand(self, need: UnderstandingNeeded) -> Understood:
        """What a text means, or why that is not known."""
        return self._answer(self._understood(need))

    async def _understood(self, need: UnderstandingNeeded) -> Understood:
        try:
            return await self._bot.understand(need)
        except BotUnavailable as unavailable:
            return Understood(problem=unavailable.problem)

    def take_turn(self, need: BotTurnNeeded) -> BotTurn:
        """What comes of a turn; of one in which actions are played, however long that takes."""
        turn = TurnIdentity(self._conversation, uuid4().hex)
        return self._answer(self._taken(turn, need) if self._is_live else self._played(turn, need))

    async def _taken(self, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
        try:
            return await taken(self._bot, turn, need, need.within)
        except NotReached as error:
            return BotTurn(problem=str(error))

    async def _played(self, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
        try:
            return await self._bot.take_turn(turn, need)
        except BotUnavailable as unavailable:
            return BotTurn(problem=unavailable.problem)

    def _answer(self, question: Coroutine[Any, Any, _Answer]) -> _Answer:
        return self._loop.run_until_complete(question)

    def close(self) -> None:
        """End its processes and connections."""
        for each in self._running:
            each.cancel()
        self._loop.run_until_complete(asyncio.gather(*self._running, return_exceptions=True))
        self._loop.run_until_complete(self._engines.close())
        self._loop.close()


async def _running(run: Callable[[], Awaitable[None]]) -> None:
    await run()
