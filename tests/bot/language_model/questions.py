"""Asks a language model in one line."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from bot.contract import Bot, BotUnavailable, TurnIdentity
from bot.language_model.language_model_bot import LanguageModelBot
from bot.language_model.language_model_settings import LanguageModelSettings
from bot.training_data import TrainingData
from flows.protocol.bot_turns import BotDeed, BotMemory, BotTurn, BotTurnNeeded, Converse
from flows.protocol.needs import UnderstandingNeeded, Understood
from tests.bot.language_model.chat_server import ChatServer

Result = TypeVar("Result")

CHOICE = {"intent": "book", "certainty": "certain", "other": "none of these", "entities": []}
TURN = TurnIdentity("0" * 32, "a key")
TEXTS = {
    "parking": "Parking is free behind the house, 40 places. Map: harbour.example/parking",
    "hours": "We are open Mon-Fri 08:30-12:30, 13:30-17:30. Call 212-555-0199 or write to desk@harbour.example.",
    "prices": "A check-up costs $120, whitening 20 % less in May.",
}


@dataclass
class Clock:
    """Stands still until it is told to go on."""

    now: datetime = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


def understanding(text: str = "i need a cleaning", **more: Any) -> UnderstandingNeeded:
    more = {"expected": ("book", "cancel"), "within": timedelta(seconds=20), **more}
    return UnderstandingNeeded(text, "en", **more)


def drafting(text: str = "where can i park?", deed: BotDeed | None = None, **more: Any) -> BotTurnNeeded:
    more = {"texts": TEXTS, "within": timedelta(seconds=20), **more}
    return BotTurnNeeded(deed or Converse(text), BotMemory({"day": "Monday"}), "en", **more)


def with_model(
    server: ChatServer,
    use: Callable[[Bot], Awaitable[Result]],
    clock: Callable[[], datetime] | None = None,
    data: TrainingData | None = None,
    **settings: Any,
) -> Result:
    """`use` it, and close it again."""
    given = {"key": "sk-secret", **settings}

    async def run() -> Result:
        model: Bot = LanguageModelBot(LanguageModelSettings(server.url, "small-1", **given), data, clock or Clock())
        try:
            return await use(model)
        finally:
            await model.close()

    return asyncio.run(run())


def understood(server: ChatServer, need: UnderstandingNeeded | None = None, **given: Any) -> Understood:
    return with_model(server, lambda model: model.understand(need or understanding()), **given)


def turned(server: ChatServer, need: BotTurnNeeded | None = None, **given: Any) -> BotTurn:
    return with_model(server, lambda model: model.take_turn(TURN, need or drafting()), **given)


def problems(
    server: ChatServer, times: int, pause: Callable[[int], None] = lambda number: None, **given: Any
) -> list[str]:
    """What comes of asking several times, one after the other: "" where an answer came."""

    async def use(model: Bot) -> list[str]:
        found = []
        for number in range(times):
            pause(number)
            try:
                await model.understand(understanding())
            except BotUnavailable as unavailable:
                found.append(unavailable.problem)
            else:
                found.append("")
        return found

    return with_model(server, use, **given)
