"""WhatsApp's customer service windows: free-form messages only so long after the customer's last one."""

from datetime import datetime, timedelta

from router.emulator.account.bounded_memory import Recent


class WhatsAppWindows:
    """When each customer last texted each of our senders."""

    def __init__(self, length: timedelta | None, limit: int) -> None:
        self._length = length
        self._last_texts: Recent[tuple[str, str], datetime] = Recent(limit)

    def open(self, customer: str, line: str, now: datetime) -> None:
        self._last_texts[customer, line] = now

    def is_open(self, customer: str, line: str, now: datetime) -> bool:
        """Whether free-form messages may go to a customer at this moment."""
        if self._length is None:
            return True
        last = self._last_texts.get((customer, line))
        return last is not None and now - last <= self._length

    def clear(self) -> None:
        self._last_texts.clear()
