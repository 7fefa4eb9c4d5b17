"""The life of an outbound message after Twilio took it: queued, sent, then delivered or not, each with its callback."""

import asyncio

from router.emulator.account.api_errors import Failure
from router.emulator.account.channel_addresses import Channel
from router.emulator.account.emulated_message import Message
from router.emulator.carrier.departures import NO_SENDER, QUEUE_OVERFLOW, Departures
from router.emulator.carrier.emulator_state import State
from router.emulator.carrier.luck import CARRIER_CODES_FROM
from router.emulator.carrier.pace import Pace
from router.emulator.carrier.prices import price_of
from router.emulator.carrier.status_callbacks import StatusCallbacks
from router.emulator.webhooks.background_tasks import Background

ServiceTurn = asyncio.Future[None]

NOT_SENT_YET = frozenset({"scheduled", "accepted", "queued"})


class Deliveries:
    """Carries messages to phones in the background."""

    def __init__(self, state: State, callbacks: StatusCallbacks, pace: Pace) -> None:
        self._state = state
        self._log = state.messages
        self._departures = Departures(state)
        self._callbacks = callbacks
        self._pace = pace
        self._background = Background()
        #: For each thread, when its latest message is sent: the next one waits for it.
        self._last_turns: dict[tuple[str, str], ServiceTurn] = {}

    def start(self, message: Message) -> None:
        """Begin a message's way to the phone."""
        thread = (message.service_sid or message.sender, message.recipient)
        before = self._last_turns.get(thread)
        turn = self._last_turns[thread] = asyncio.get_running_loop().create_future()
        self._background.spawn(self._carry(message, thread, before, turn))

    async def _carry(
        self, message: Message, thread: tuple[str, str], before: ServiceTurn | None, turn: ServiceTurn
    ) -> None:
        if self._find_sender(message):
            await self._state.queues.wait(message.sender, message.segments)
            await self._pace.until_sent()
        if before is not None:
            await before
        self._send(message)
        self._pass_turn(thread, turn)
        if message.status == "sent":
            await self._pace.until_delivered()
            self._deliver(message)

    def _find_sender(self, message: Message) -> bool:
        """Let the messaging service pick the sender; tell whether the message is on its way."""
        service = self._state.services.get(message.service_sid or "")
        if message.service_sid is None or message.status not in NOT_SENT_YET:
            return message.status in NOT_SENT_YET
        picked = service and (message.pinned_sender or self._state.sender_choice.choose(service, message.recipient))
        message.sender = picked or message.fallback_sender
        if not message.sender:
            self._fail(message, "failed", NO_SENDER)
        elif not self._state.queues.has_room(message.sender):
            self._fail(message, "failed", QUEUE_OVERFLOW)
        else:
            self._change(message, "queued")
        return message.status == "queued"

    def _send(self, message: Message) -> None:
        if message.status != "queued":
            return
        failure = self._departures.failure(message)
        if failure is not None:
            self._fail(message, "failed", failure)
            return
        message.sent_at = self._state.clock()
        message.price = price_of(message)
        self._change(message, "sent")

    def _pass_turn(self, thread: tuple[str, str], turn: ServiceTurn) -> None:
        turn.set_result(None)
        if self._last_turns.get(thread) is turn:
            del self._last_turns[thread]

    def _deliver(self, message: Message) -> None:
        failure = self._rejection(message) or self._state.phones.failure(message.phone, message.channel)
        if failure is not None:
            self._fail(message, "undelivered", failure)
            return
        self._change(message, "delivered")
        if self._state.phones.get(message.phone).reads:
            self.read(message)

    def _rejection(self, message: Message) -> Failure | None:
        code = self._state.luck.reject_code(message.phone)
        return Failure(code, "Rejected, as the dials ask") if code and code >= CARRIER_CODES_FROM else None

    def read(self, message: Message) -> bool:
        """The customer looked at a message; only WhatsApp tells."""
        readable = message.channel is Channel.WHATSAPP and not message.inbound and message.status == "delivered"
        if readable:
            self._change(message, "read")
        return readable

    def cancel(self, message: Message) -> bool:
        """Whether it was still in time to cancel it."""
        cancelable = not message.inbound and message.status in NOT_SENT_YET
        if cancelable:
            self._change(message, "canceled")
        return cancelable

    def _change(self, message: Message, status: str) -> None:
        self._log.change_status(message, status)
        self._callbacks.tell(message)

    def _fail(self, message: Message, status: str, failure: Failure) -> None:
        self._log.fail(message, status, failure)
        self._callbacks.tell(message)

    async def stop(self) -> None:
        """Drop everything that is under way, as if the carrier had lost it."""
        await self._background.stop()
        self._last_turns.clear()
