"""All messages, in memory and bounded."""

from collections.abc import Callable, Iterator

from router.emulator.account.api_errors import Failure
from router.emulator.account.bounded_memory import Recent
from router.emulator.account.emulated_message import Message, StatusChange
from router.emulator.account.wall_clock import Clock


class MessageLog:
    """Messages by SID, oldest first; forgets the oldest beyond the limit."""

    def __init__(self, limit: int, clock: Clock, on_change: Callable[[Message], None]) -> None:
        self._clock = clock
        self._on_change = on_change
        self._messages: Recent[str, Message] = Recent(limit)

    def __len__(self) -> int:
        return len(self._messages)

    def __iter__(self) -> Iterator[Message]:
        return iter(self._messages.values())

    def newest_first(self) -> Iterator[Message]:
        return self._messages.newest_first()

    def get(self, sid: str) -> Message | None:
        return self._messages.get(sid)

    def add(self, message: Message) -> None:
        message.history.append(StatusChange(message.status, message.created_at))
        self._messages[message.sid] = message
        self._on_change(message)

    def change_status(self, message: Message, status: str) -> None:
        message.status, message.updated_at = status, self._clock()
        message.history.append(StatusChange(status, message.updated_at))
        self.changed(message)

    def fail(self, message: Message, status: str, failure: Failure) -> None:
        """The message's last status, with the error that its callback names."""
        message.error_code, message.error_message = failure.code, failure.message
        self.change_status(message, status)

    def changed(self, message: Message) -> None:
        """Tell who watches."""
        message.version += 1
        # A request that a reset or a deletion overtook must not bring its message back to the pages.
        if message.sid in self._messages:
            self._on_change(message)

    def remove(self, message: Message) -> None:
        self._messages.pop(message.sid, None)

    def clear(self) -> None:
        self._messages.clear()
