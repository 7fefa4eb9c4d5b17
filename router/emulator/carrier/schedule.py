"""Messages that wait for their hour."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from router.emulator.account.emulated_message import Message
from router.emulator.account.wall_clock import Clock

#: A timer may fire a hair before its time.
GRACE_SECONDS = 0.001


class Schedule:
    """Lets messages go when they are due; a test may let them go before."""

    def __init__(self, clock: Clock, start: Callable[[Message], None]) -> None:
        self._clock = clock
        self._start = start
        self._timers: dict[str, tuple[Message, asyncio.TimerHandle]] = {}

    def put(self, message: Message, send_at: datetime) -> None:
        seconds = (send_at - self._clock()).total_seconds() + GRACE_SECONDS
        timer = asyncio.get_running_loop().call_later(seconds, self._release, message)
        self._timers[message.sid] = (message, timer)

    def look_again(self) -> None:
        """The clock was moved: what is due goes, and the rest waits for its own hour again."""
        self.release_until(self._clock())
        for message, timer in list(self._timers.values()):
            timer.cancel()
            if message.send_at is not None:
                self.put(message, message.send_at)

    def release_until(self, moment: datetime) -> list[Message]:
        waiting = [message for message, _ in self._timers.values()]
        due = [message for message in waiting if message.send_at and message.send_at <= moment]
        for message in sorted(due, key=lambda each: each.send_at or moment):
            self._release(message)
        return due

    def _release(self, message: Message) -> None:
        self.drop(message)
        self._start(message)

    def drop(self, message: Message) -> None:
        if message.sid in self._timers:
            _, timer = self._timers.pop(message.sid)
            timer.cancel()

    def clear(self) -> None:
        for _, timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
