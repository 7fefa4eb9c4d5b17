"""What every bot does, whatever stands behind it: a model in this process, a Rasa server, a language model."""

from typing import Protocol

from msgspec import Struct

from flows.protocol.bot_turns import BotTurn, BotTurnNeeded
from flows.protocol.needs import UnderstandingNeeded, Understood


class BotUnavailable(Exception):
    """There is no answer; says why in a few words, for an agent or operator, without any text of a customer.

    `done`: False when provably nothing was changed, so that the turn may be retried; True when nobody knows, so that it
    may not.
    """

    def __init__(self, problem: str, *, done: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.done = done


class TurnIdentity(Struct, frozen=True):
    """Names one turn of one conversation.

    The same `key` is the same turn, taken again after a crash (an idempotency key).
    """

    #: The conversation's own id, 32 hexadecimal digits: never a phone number.
    conversation: str
    key: str


class Bot(Protocol):
    """Understands texts, and takes turns of its own."""

    async def understand(self, need: UnderstandingNeeded) -> Understood:
        """What a text means: intents with calibrated confidence. A question. Raises BotUnavailable."""

    async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
        """Run an action, go on with a form, or answer. A deed, ended within its time. Raises BotUnavailable."""

    async def close(self) -> None:
        """End what it holds: connections, processes."""
