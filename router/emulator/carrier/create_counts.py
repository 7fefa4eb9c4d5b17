"""How often the service asked to send: tests look here for a message that was sent twice."""

from router.emulator.account.bounded_memory import Recent


class Creates:
    """Counts requests to create a message, in all and by StatusCallback, which carries the service's message id."""

    def __init__(self, limit: int) -> None:
        self.total = 0
        self._by_callback: Recent[str, int] = Recent(limit)

    def count(self, status_callback: str) -> None:
        self.total += 1
        if status_callback:
            self._by_callback[status_callback] = self.of(status_callback) + 1

    def of(self, status_callback: str) -> int:
        """How many creates named this status callback."""
        return self._by_callback.get(status_callback, 0)

    def repeated(self) -> dict[str, int]:
        """The status callbacks that more than one create named: messages that were sent twice."""
        return {callback: count for callback, count in self._by_callback.items() if count > 1}

    def clear(self) -> None:
        self.total = 0
        self._by_callback.clear()
