"""The bots that this installation has."""

from dataclasses import dataclass

from bot.contract import Bot


@dataclass(frozen=True, slots=True)
class Engines:
    """None: not set up. Which of them is asked, the flows say."""

    embedded: Bot | None = None
    rasa: Bot | None = None
    language_model: Bot | None = None

    def named(self, engine: str | None) -> tuple[str, Bot | None]:
        """The one that the flows ask for, or else the Rasa server where there is one, or else the embedded one."""
        name = engine or ("rasa" if self.rasa is not None else "embedded")
        return name, {"embedded": self.embedded, "rasa": self.rasa, "language_model": self.language_model}.get(name)

    def all(self) -> tuple[Bot, ...]:
        return tuple(bot for bot in (self.embedded, self.rasa, self.language_model) if bot is not None)
