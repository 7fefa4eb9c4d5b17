"""How long the carrier takes."""

import asyncio
from random import Random

from router.emulator.account.emulator_config import Delays


class Pace:
    """Waits, message by message."""

    def __init__(self, delays: Delays, random: Random) -> None:
        self._delays = delays
        self._random = random

    async def until_sent(self) -> None:
        await asyncio.sleep(self._stretched(self._delays.queued_to_sent))

    async def until_delivered(self) -> None:
        await asyncio.sleep(self._stretched(self._delays.sent_to_delivered))

    def _stretched(self, seconds: float) -> float:
        share = self._delays.jitter
        return seconds * self._random.uniform(1 - share, 1 + share)
