"""Telling the service what becomes of its messages, as well as the dials allow."""

import asyncio

from msgspec import Struct

from router.emulator.account.channel_addresses import Channel
from router.emulator.account.emulated_message import Message, Report
from router.emulator.account.message_log import MessageLog
from router.emulator.account.representation import API_VERSION
from router.emulator.carrier.luck import CallbackFate, Luck
from router.emulator.webhooks.background_tasks import Background
from router.emulator.webhooks.webhook_client import Webhooks

#: After these there is no next callback to come after.
FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "read"})

Fields = dict[str, str]


class StatusCallback(Struct, frozen=True):
    """One callback, with the message as it was when its status changed."""

    message: Message
    fields: Fields
    fate: CallbackFate

    @property
    def status(self) -> str:
        return self.fields["MessageStatus"]


class StatusCallbacks:
    """Posts callbacks in the background; they may overtake each other, as Twilio's do."""

    def __init__(self, account_sid: str, log: MessageLog, webhooks: Webhooks, luck: Luck) -> None:
        self._account_sid = account_sid
        self._log = log
        self._webhooks = webhooks
        self._luck = luck
        self._background = Background()
        self._held_back: dict[str, StatusCallback] = {}

    def tell(self, message: Message) -> None:
        if not message.status_callback:
            return
        callback = StatusCallback(message, self._fields(message), self._luck.callback_fate())
        if callback.fate.reordered and callback.status not in FINAL and message.sid not in self._held_back:
            self._held_back[message.sid] = callback
            return
        self._background.spawn(self._post_with_held_back(callback))

    async def _post_with_held_back(self, callback: StatusCallback) -> None:
        held_back = self._held_back.pop(callback.message.sid, None)
        await self._post(callback)
        if held_back is not None:
            await self._post(held_back)

    async def _post(self, callback: StatusCallback) -> None:
        if callback.fate.late_seconds:
            await asyncio.sleep(callback.fate.late_seconds)
        if callback.fate.lost:
            self._note(callback, Report(callback.status, None, "lost, as the dials ask"))
            return
        for _ in range(2 if callback.fate.doubled else 1):
            answer = await self._webhooks.post(callback.message.status_callback, callback.fields)
            self._note(callback, Report(callback.status, answer.http_status, answer.reason, answer.error_code))

    def _note(self, callback: StatusCallback, report: Report) -> None:
        callback.message.reports.append(report)
        self._log.changed(callback.message)

    def _fields(self, message: Message) -> Fields:
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
        return fields | _service_fields(message) | _failure_fields(message) | self._channel_fields(message)

    def _channel_fields(self, message: Message) -> Fields:
        if message.channel is Channel.WHATSAPP:
            channel = {"ChannelPrefix": "whatsapp", "ChannelInstallSid": "XE" + self._account_sid[2:]}
            return channel | ({"EventType": "READ"} if message.status == "read" else {})
        if message.status not in ("delivered", "undelivered"):
            return {}
        return {"RawDlrDoneDate": message.updated_at.strftime("%y%m%d%H%M")}

    async def stop(self) -> None:
        """Drop what is under way, as if it had been lost."""
        await self._background.stop()
        self._held_back.clear()


def _service_fields(message: Message) -> Fields:
    return {"MessagingServiceSid": message.service_sid} if message.service_sid else {}


def _failure_fields(message: Message) -> Fields:
    if message.error_code is None:
        return {}
    return {"ErrorCode": str(message.error_code), "ErrorMessage": message.error_message or ""}
