"""Asks the bot that the flows name, within their time, and says in words when there is no answer."""

import asyncio
from time import monotonic

import structlog

from bot.contract import Bot, BotUnavailable, TurnIdentity
from flows.model.bot_use import STANDS_IN
from flows.protocol.bot_turns import BotTurn, BotTurnNeeded
from flows.protocol.needs import UnderstandingNeeded, Understood
from router.active_flows import Current
from router.bot.configured_bots import Bots
from router.insight.metrics import BOT_QUESTIONS, BOT_SECONDS, BOT_TURNS

log = structlog.get_logger(__name__)

#: A bot ends in time by itself; one that does not is left behind.
GRACE_SECONDS = 0.5


class ServiceBot:
    """Trusts no bot to answer, or in time: what fails is said in words, or as BotUnavailable."""

    def __init__(self, bots: Bots, current: Current) -> None:
        self._bots = bots
        self._current = current

    async def understand(self, need: UnderstandingNeeded) -> Understood:
        """What a text means, or why that is not known. Raises nothing."""
        engine, bot = self._chosen()
        started = monotonic()
        understood = await self._understood(bot, need)
        outcome = "unavailable" if understood.problem else "out_of_scope" if understood.out_of_scope else "understood"
        BOT_QUESTIONS.labels(engine, outcome).inc()
        BOT_SECONDS.labels(engine).observe(monotonic() - started)
        if understood.problem is not None and bot is not None:
            log.warning("bot_unavailable", engine=engine, reason=understood.problem)
        return understood

    async def _understood(self, bot: Bot | None, need: UnderstandingNeeded) -> Understood:
        if bot is None:
            return Understood()
        try:
            async with asyncio.timeout(need.within.total_seconds() + GRACE_SECONDS):
                return await bot.understand(need)
        except TimeoutError:
            return Understood(problem=f"the bot did not answer within {need.within.total_seconds():g} s")
        except BotUnavailable as unavailable:
            return Understood(problem=unavailable.problem)
        except Exception:  # a fault of the bot's must not keep the customer waiting
            log.exception("bot_fault")
            return Understood(problem="the bot failed: see the log")

    async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
        """The bot's own turn. Raises BotUnavailable; whoever calls keeps the time."""
        engine, bot = self._chosen()
        if bot is None:
            return BotTurn(problem="there is no bot")
        try:
            taken = await bot.take_turn(turn, need)
        except BotUnavailable as unavailable:
            BOT_TURNS.labels(engine, "unavailable").inc()
            log.warning("bot_turn_failed", engine=engine, reason=unavailable.problem)
            raise
        BOT_TURNS.labels(engine, "failed" if taken.problem else "taken").inc()
        return taken

    def _chosen(self) -> tuple[str, Bot | None]:
        asked = self._current.service.bot
        return self._bots.chosen(asked.engine, embedded_stands_in=asked.when_down is STANDS_IN)
