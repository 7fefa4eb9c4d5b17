"""A bot with a fallback: the second is asked when the first gives no answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.contract import Bot, BotUnavailable, TurnIdentity
from flows.protocol.bot_turns import BotTurn, BotTurnNeeded
from flows.protocol.needs import UnderstandingNeeded, Understood


class FallbackBot:
    """Asks `first`, and `second` when the first gives no answer.

    What the conversation's memory holds goes from one to the other, so that a form goes on with either.
    """

    def __init__(self, first: Bot, second: Bot) -> None:
        self._first = first
        self._second = second

    async def understand(self, need: UnderstandingNeeded) -> Understood:
        """The first's answer, else the second's. Raises BotUnavailable when neither has one."""
        try:
            return await self._first.understand(need)
        except BotUnavailable as down:
            with _naming_both(down):
                return await self._second.understand(need)

    async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
        """The first's turn; the second's where the first provably took none. Raises BotUnavailable."""
        try:
            return await self._first.take_turn(turn, need)
        except BotUnavailable as down:
            if down.done:
                raise
            with _naming_both(down):
                return await self._second.take_turn(turn, need)

    async def close(self) -> None:
        """End what both hold."""
        try:
            await self._first.close()
        finally:
            await self._second.close()


@contextmanager
def _naming_both(down: BotUnavailable) -> Iterator[None]:
    """Say what is wrong with either when neither answers."""
    try:
        yield
    except BotUnavailable as other:
        raise BotUnavailable(f"{down.problem}; standing in: {other.problem}", done=other.done) from None
