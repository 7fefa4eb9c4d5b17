"""A bot that follows a script, for whoever needs one that is there."""

from collections.abc import Callable
from typing import Final

from bot.contract import BotUnavailable, TurnIdentity
from flows import Service
from flows.protocol.bot_turns import (
    BeginForm,
    BotMemory,
    BotMessage,
    BotTurn,
    BotTurnNeeded,
    Button,
    Converse,
    RunAction,
)
from flows.protocol.needs import UnderstandingNeeded, Understood
from router.active_flows import Current
from router.bot.configured_bots import Bots
from router.bot.service_bot import ServiceBot

#: What becomes of a turn; an error is raised.
Reply = BotTurn | BotUnavailable | Callable[[BotTurnNeeded], BotTurn]

YES_OR_NO: Final = (Button("Yes", "/affirm"), Button("No", "/deny"))


def saying(*texts: str, buttons: tuple[Button, ...] = (), **fields: object) -> BotTurn:
    """A turn in which it says something."""
    messages = (*tuple(BotMessage(text) for text in texts[:-1]), BotMessage(texts[-1], buttons=buttons))
    return BotTurn(messages, **fields)  # type: ignore[arg-type]


def asking(text: str, slot: str, form: str = "appointment_form", **slots: object) -> BotTurn:
    """A turn that leaves a form open."""
    return BotTurn((BotMessage(text),), memory=BotMemory(dict(slots), form, slot), slots=dict(slots))


def not_knowing() -> BotTurn:
    return BotTurn(knew=False)


class ScriptedBot:
    """A `Bot`. It replies by what is asked of it; where the script says nothing it does not know."""

    def __init__(self, **replies: Reply) -> None:
        """By the name of the action or form; `text` answers every text."""
        self.replies: dict[str, Reply] = dict(replies)
        self.meanings: dict[str, Understood] = {}
        self.taken: list[tuple[TurnIdentity, BotTurnNeeded]] = []

    async def understand(self, need: UnderstandingNeeded) -> Understood:
        return self.meanings.get(need.text, Understood())

    async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
        self.taken.append((turn, need))
        match self._reply(need):
            case BotUnavailable() as unavailable:
                raise unavailable
            case BotTurn() as reply:
                return reply
            case made:
                return made(need)

    def _reply(self, need: BotTurnNeeded) -> Reply:
        match need.deed:
            case RunAction(name) | BeginForm(name):
                return self.replies.get(name, BotTurn(problem=f"there is no {name}"))
            case Converse(text=text, payload=payload):
                return self.replies.get(payload or text, self.replies.get("text", not_knowing()))

    async def close(self) -> None:
        pass


def no_bot(service: Service) -> ServiceBot:
    """As in an installation that has none."""
    return ServiceBot(Bots(), Current(service))
