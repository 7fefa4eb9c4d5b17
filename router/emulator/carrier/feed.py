"""Changes of messages, and of what else the pages show, as they happen."""

import asyncio
from collections.abc import AsyncIterator

from msgspec.json import encode

from router.emulator.account.emulated_message import Message
from router.emulator.carrier.message_views import view

HEARTBEAT_SECONDS = 10
MAX_BACKLOG = 1000


class Subscription:
    """One open page, following one phone or, with an empty one, all."""

    def __init__(self, phone: str) -> None:
        self.phone = phone
        self._backlog: asyncio.Queue[bytes] = asyncio.Queue(MAX_BACKLOG)
        self._is_over = False

    def offer(self, event: bytes) -> None:
        if self._backlog.full():
            # Too slow: it reconnects and reads the whole conversation again.
            self._is_over = True
        else:
            self._backlog.put_nowait(event)

    def end(self) -> None:
        self._is_over = True
        self.offer(b": over\n\n")  # for whoever waits for the next event

    async def events(self) -> AsyncIterator[bytes]:
        yield b"retry: 1000\n: open\n\n"
        while not self._is_over:
            yield await self._next()

    async def _next(self) -> bytes:
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                return await self._backlog.get()
        except TimeoutError:
            return b": still here\n\n"


class Feed:
    """Tells the pages that follow a phone about its messages."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()

    def publish(self, message: Message) -> None:
        followers = [each for each in self._subscriptions if each.phone in ("", message.phone)]
        if followers:
            event = _event(b"message", view(message))
            for follower in followers:
                follower.offer(event)

    def publish_notice(self, notice: object) -> None:
        self._publish_to_all(_event(b"notice", notice))

    def publish_clock(self, clock: object) -> None:
        self._publish_to_all(_event(b"clock", clock))

    def publish_reset(self) -> None:
        self._publish_to_all(b"event: reset\ndata:\n\n")

    def _publish_to_all(self, event: bytes) -> None:
        for follower in self._subscriptions:
            follower.offer(event)

    def end(self) -> None:
        """No page is told any more; each has to come again, and cannot before another process is there."""
        for follower in self._subscriptions:
            follower.end()

    async def follow(self, phone: str) -> AsyncIterator[bytes]:
        subscription = Subscription(phone)
        self._subscriptions.add(subscription)
        try:
            async for event in subscription.events():
                yield event
        finally:
            self._subscriptions.discard(subscription)


def _event(name: bytes, data: object) -> bytes:
    return b"event: " + name + b"\ndata: " + encode(data) + b"\n\n"
