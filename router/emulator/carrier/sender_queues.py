"""Senders that are only so fast, and whose queues are only so long; both by dial."""

from asyncio import get_running_loop, sleep
from collections import defaultdict

from router.emulator.account.sender_types import SenderType, type_of
from router.emulator.carrier.luck import Luck

#: WhatsApp's queue is shorter than the dial's ten hours.
WHATSAPP_QUEUE_HOURS = 4.0


class Queues:
    """The segments that wait at each sender."""

    def __init__(self, luck: Luck) -> None:
        self._luck = luck
        self.clear()

    def clear(self) -> None:
        self._waiting: defaultdict[str, int] = defaultdict(int)
        #: When each sender is free again, by the loop's clock.
        self._free_at: dict[str, float] = {}

    def has_room(self, sender: str) -> bool:
        return not self._luck.dials.paced or self._waiting[sender] < self._limit(sender)

    def _limit(self, sender: str) -> float:
        kind, hours = type_of(sender), self._luck.dials.queue_hours
        if kind is SenderType.WHATSAPP:
            hours = min(hours, WHATSAPP_QUEUE_HOURS)
        return self._rate(sender) * hours * 3600

    def _rate(self, sender: str) -> float:
        """Segments a second."""
        return self._luck.dials.rates[type_of(sender)]

    async def wait(self, sender: str, segments: int) -> None:
        """Wait until the sender has sent what came before."""
        if not self._luck.dials.paced:
            return
        now = get_running_loop().time()
        start = max(now, self._free_at.get(sender, now))
        self._free_at[sender] = start + segments / self._rate(sender)
        self._waiting[sender] += segments
        try:
            await sleep(start - now)
        finally:
            self._waiting[sender] -= segments
