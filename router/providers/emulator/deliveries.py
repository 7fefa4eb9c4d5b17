"""The life of an outbound message after Twilio took it: sent, then delivered or not, each with its status callback."""

import asyncio

from router.providers.emulator.background import Background
from router.providers.emulator.luck import CARRIER_CODES_FROM
from router.providers.emulator.messages import Clock, Message
from router.providers.emulator.pace import Pace
from router.providers.emulator.phones import Unreachable
from router.providers.emulator.state import State
from router.providers.emulator.status_callbacks import StatusCallbacks

PRICE_PER_SEGMENT = 0.0075


class Deliveries:
    """Carries messages to phones in the background."""

    def __init__(self, state: State, callbacks: StatusCallbacks, pace: Pace, clock: Clock) -> None:
        self._log = state.messages
        self._phones = state.phones
        self._luck = state.luck
        self._callbacks = callbacks
        self._pace = pace
        self._clock = clock
        self._background = Background()
        #: For each thread, when its latest message is sent: the next one waits for it.
        self._last_sent: dict[tuple[str, str], asyncio.Future[None]] = {}

    def start(self, message: Message) -> None:
        thread = (message.sender, message.recipient)
        before = self._last_sent.get(thread)
        sent = self._last_sent[thread] = asyncio.get_running_loop().create_future()
        self._background.spawn(self._carry(message, before, sent))

    async def _carry(self, message: Message, before: asyncio.Future[None] | None, sent: asyncio.Future[None]) -> None:
        await self._pace.until_sent()
        if before is not None:
            await before
        self._send(message)
        self._pass_turn(message, sent)
        await self._pace.until_delivered()
        self._deliver(message)

    def _send(self, message: Message) -> None:
        message.sent_at = self._clock()
        message.price = f"-{PRICE_PER_SEGMENT * message.segments:.5f}"
        self._change(message, "sent")

    def _pass_turn(self, message: Message, sent: asyncio.Future[None]) -> None:
        sent.set_result(None)
        thread = (message.sender, message.recipient)
        if self._last_sent.get(thread) is sent:
            del self._last_sent[thread]

    def _deliver(self, message: Message) -> None:
        failure = self._rejection(message) or self._phones.failure(message.phone, message.channel)
        if failure is None:
            self._change(message, "delivered")
            return
        message.error_code, message.error_message = failure.error_code, failure.error_message
        self._change(message, "undelivered")

    def _rejection(self, message: Message) -> Unreachable | None:
        code = self._luck.reject_code(message.phone)
        return Unreachable(code, "Rejected, as the dials ask") if code and code >= CARRIER_CODES_FROM else None

    def _change(self, message: Message, status: str) -> None:
        self._log.change_status(message, status)
        self._callbacks.tell(message)

    async def stop(self) -> None:
        """Drop everything that is under way, as if the carrier had lost it."""
        await self._background.stop()
        self._last_sent.clear()
