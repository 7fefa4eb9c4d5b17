"""The life of an outbound message after Twilio took it: sent, then delivered or not, each with its status callback."""

import asyncio
from collections.abc import Coroutine
from random import Random

from router.providers.emulator.addresses import Channel
from router.providers.emulator.config import Delays
from router.providers.emulator.messages import Clock, Message, Report
from router.providers.emulator.representation import API_VERSION
from router.providers.emulator.state import State
from router.providers.emulator.webhooks import Webhooks

PRICE_PER_SEGMENT = 0.0075


class Deliveries:
    """Carries messages to phones in the background."""

    def __init__(self, account_sid: str, state: State, webhooks: Webhooks, pace: "Pace", clock: Clock) -> None:
        self._account_sid = account_sid
        self._log = state.messages
        self._phones = state.phones
        self._webhooks = webhooks
        self._pace = pace
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        #: For each thread, when its latest message is sent: the next one waits for it.
        self._last_sent: dict[tuple[str, str], asyncio.Future[None]] = {}

    def start(self, message: Message) -> None:
        thread = (message.sender, message.recipient)
        before = self._last_sent.get(thread)
        sent = self._last_sent[thread] = asyncio.get_running_loop().create_future()
        self._spawn(self._carry(message, before, sent))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

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
        failure = self._phones.failure(message.phone, message.channel)
        if failure is None:
            self._change(message, "delivered")
            return
        message.error_code, message.error_message = failure.error_code, failure.error_message
        self._change(message, "undelivered")

    def _change(self, message: Message, status: str) -> None:
        self._log.change_status(message, status)
        if message.status_callback:
            self._spawn(self._report(message, self._callback_fields(message)))

    def _callback_fields(self, message: Message) -> dict[str, str]:
        fields = {
            "AccountSid": self._account_sid,
            "ApiVersion": API_VERSION,
            "From": message.sender,
            "MessageSid": message.sid,
            "MessageStatus": message.status,
            "SmsSid": message.sid,
            "SmsStatus": message.status,
            "To": message.recipient,
        }
        return fields | _failure_fields(message) | self._channel_fields(message)

    def _channel_fields(self, message: Message) -> dict[str, str]:
        if message.channel is Channel.WHATSAPP:
            return {"ChannelPrefix": "whatsapp", "ChannelInstallSid": "XE" + self._account_sid[2:]}
        if message.status == "sent":
            return {}
        return {"RawDlrDoneDate": message.updated_at.strftime("%y%m%d%H%M")}

    async def _report(self, message: Message, fields: dict[str, str]) -> None:
        answer = await self._webhooks.post(message.status_callback, fields)
        message.reports.append(Report(fields["MessageStatus"], answer.http_status, answer.reason, answer.error_code))
        self._log.changed(message)

    async def stop(self) -> None:
        """Drop everything that is under way, as if the carrier had lost it."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._last_sent.clear()


def _failure_fields(message: Message) -> dict[str, str]:
    if message.error_code is None:
        return {}
    return {"ErrorCode": str(message.error_code), "ErrorMessage": message.error_message or ""}


class Pace:
    """How long this carrier takes, message by message."""

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
