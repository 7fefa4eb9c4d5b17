"""A conversation with a Rasa server through the adapter, as Parley holds it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

from bot.contract import TurnIdentity
from bot.rasa_server import RasaServerBot
from flows.protocol.bot_turns import BotDeed, BotMemory, BotTurn, BotTurnNeeded, Converse
from flows.protocol.needs import UnderstandingNeeded, Understood
from tests.bot.rasa_server.recorded_server import HEARD_AT

Result = TypeVar("Result")

LONG = timedelta(seconds=20)
#: Right after a text was heard, and long after.
SOON, LATE = (datetime.fromtimestamp(HEARD_AT, UTC) + timedelta(minutes=later) for later in (0.5, 90))


def with_server(url: str, do: Callable[[RasaServerBot], Awaitable[Result]], **settings: Any) -> Result:
    """Do something with an adapter of its own."""

    async def once() -> Result:
        bot = RasaServerBot(url, **{"clock": lambda: SOON, **settings})
        try:
            return await do(bot)
        finally:
            await bot.close()

    return asyncio.run(once())


def understand(url: str, text: str, within: timedelta = LONG, **settings: Any) -> Understood:
    need = UnderstandingNeeded(text, "en", within=within)
    return with_server(url, lambda bot: bot.understand(need), **settings)


def chosen(payload: str) -> Converse:
    """A button, whatever the customer wrote to choose it."""
    return Converse("1", payload=payload)


@dataclass
class Talk:
    """Keeps what is to be remembered from turn to turn."""

    url: str
    memory: BotMemory = field(default_factory=BotMemory)
    conversation: str = field(default_factory=lambda: uuid4().hex)
    within: timedelta = LONG
    settings: dict[str, Any] = field(default_factory=dict)
    _keys: "count[int]" = field(default_factory=count)

    def say(self, text: str, key: str | None = None) -> BotTurn:
        return self.take(Converse(text), key)

    def take(self, deed: BotDeed, key: str | None = None) -> BotTurn:
        """One turn. Raises BotUnavailable, and remembers nothing of it then."""
        turn = TurnIdentity(self.conversation, key or f"turn {next(self._keys)}")
        need = BotTurnNeeded(deed, self.memory, "en", self.within)
        taken = with_server(self.url, lambda bot: bot.take_turn(turn, need), **self.settings)
        self.memory = taken.memory
        return taken
