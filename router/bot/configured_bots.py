"""The bots that this installation has."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.contract import Bot
from bot.fallback_bot import FallbackBot
from router.bot.in_process_bot import InProcessBot


@dataclass(frozen=True, slots=True)
class Bots:
    """None: not set up. Which of them is asked, the flows say."""

    embedded: InProcessBot | None = None
    rasa: Bot | None = None
    language_model: Bot | None = None

    def chosen(self, engine: str | None, *, embedded_stands_in: bool) -> tuple[str, Bot | None]:
        """The one that the flows name, or else the Rasa server where there is one, or else the embedded one."""
        name = engine or ("rasa" if self.rasa is not None else "embedded")
        bot = {"embedded": self.embedded, "rasa": self.rasa, "language_model": self.language_model}.get(name)
        if embedded_stands_in and bot is not None and self.embedded is not None and bot is not self.embedded:
            return name, FallbackBot(bot, self.embedded)
        return name, bot

    def runs(self) -> list[Callable[[], Awaitable[None]]]:
        """What must keep running for them."""
        return [] if self.embedded is None else [self.embedded.run]

    async def close(self) -> None:
        """Close every bot that is there."""
        for bot in (self.embedded, self.rasa, self.language_model):
            if bot is not None:
                await bot.close()
