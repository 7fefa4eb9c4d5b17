"""One turn of the bot and what came of it, whatever stands behind it. It is never trusted to answer, or in time."""

import asyncio
from datetime import timedelta
from typing import Final, Protocol

import msgspec
import structlog

from bot.contract import BotUnavailable, TurnIdentity
from flows.protocol.bot_turns import BotTurn, BotTurnNeeded
from router.business.business_http import NotReached
from router.business.response_reader import MAX_ANSWER_SIZE

log = structlog.get_logger(__name__)

_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(BotTurn)


class BotTurns(Protocol):
    """Where the bot takes its turns."""

    async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
        """What came of a turn. Raises BotUnavailable."""


async def taken(bot: BotTurns, turn: TurnIdentity, need: BotTurnNeeded, within: timedelta) -> BotTurn:
    """What came of a turn, or why nothing did. Raises NotReached when provably nothing was changed."""
    try:
        async with asyncio.timeout(within.total_seconds()):
            return _usable(await bot.take_turn(turn, msgspec.structs.replace(need, within=within)))
    except TimeoutError:
        return BotTurn(problem=f"no answer within {need.within.total_seconds():g} s")
    except BotUnavailable as unavailable:
        if unavailable.done:
            return BotTurn(problem=unavailable.problem)
        raise NotReached(unavailable.problem) from None
    except Exception:  # a fault of the bot's must not keep the customer waiting
        log.exception("bot_fault")
        return BotTurn(problem="the bot failed: see the log")


def _usable(result: BotTurn) -> BotTurn:
    """A turn as it is read again from the store, if it can be kept there."""
    try:
        encoded = _ENCODER.encode(result)
        usable = _DECODER.decode(encoded)
    except (TypeError, ValueError, RecursionError):
        return BotTurn(problem="its answer holds what cannot be kept")
    if len(encoded) > MAX_ANSWER_SIZE:
        return BotTurn(problem=f"its answer is larger than {MAX_ANSWER_SIZE // 1024} KiB")
    # PostgreSQL keeps no NUL, and no phone shows one.
    return BotTurn(problem="its answer holds a NUL character") if rb"\u0000" in encoded else usable
