"""A bell between parts: rung when there is work, waited for by whoever does it.

Losing a ring loses nothing: the work is in SQL, and everybody who waits looks again after a while anyway.
"""

import asyncio


class Wakeup:
    """Rung any number of times before somebody looks, it wakes them once."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Return at the next ring, or at once if it was rung since the last wait, or after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return
        finally:
            self._rung.clear()
