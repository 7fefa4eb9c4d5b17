"""What is not simulated: business systems and the bot."""

from datetime import timedelta
from typing import Protocol

from flows.protocol.bot_turns import BotTurn
from flows.protocol.effects import AskBot, CallBusiness
from flows.protocol.needs import Fetched, FetchNeeded, UnderstandingNeeded, Understood
from flows.types.errors import FlowsError


class Unanswered(FlowsError):
    """Nobody said what a business system answers; names the call."""


class World(Protocol):
    """Answers in place of business systems and the bot. Raises Unanswered."""

    def fetch(self, need: FetchNeeded) -> Fetched:
        """What a business system answers to a question."""
        ...

    def understand(self, need: UnderstandingNeeded) -> Understood:
        """What the bot makes of a text."""
        ...

    def do(self, call: CallBusiness) -> tuple[Fetched, timedelta]:
        """What a business system answers to a deed, and how long that takes."""
        ...

    def take_turn(self, asked: AskBot) -> tuple[BotTurn, timedelta]:
        """What comes of a turn of the bot, and how long that takes."""
        ...


class Nobody:
    """No bot understands anything, and no business system is there."""

    def fetch(self, need: FetchNeeded) -> Fetched:
        raise Unanswered(f"GET {need.url} was called")

    def understand(self, need: UnderstandingNeeded) -> Understood:  # noqa: ARG002
        return Understood()

    def do(self, call: CallBusiness) -> tuple[Fetched, timedelta]:
        raise Unanswered(f"{call.method} {call.url} was called")

    def take_turn(self, asked: AskBot) -> tuple[BotTurn, timedelta]:  # noqa: ARG002
        return BotTurn(problem="there is no bot"), timedelta()
