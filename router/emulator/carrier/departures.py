"""Why a message that Twilio took is not sent after all."""

from router.emulator.account.api_errors import Failure
from router.emulator.account.channel_addresses import Channel
from router.emulator.account.emulated_message import Message
from router.emulator.carrier.emulator_state import State

EXPIRED = Failure(30036, "Validity Period Expired")
OUTSIDE_WINDOW = Failure(63016, "Outside messaging window. For WhatsApp, use a Message Template instead")
OPTED_OUT = Failure(21610, "Attempt to send to unsubscribed recipient")
QUEUE_OVERFLOW = Failure(30001, "Queue overflow")
NO_SENDER = Failure(21703, "The Messaging Service does not have a phone number available to send a message")


class Departures:
    """Looks at a message in the moment of its sending."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._clock = state.clock

    def failure(self, message: Message) -> Failure | None:
        if message.flaw is not None:
            return message.flaw
        if self._is_late(message):
            return EXPIRED
        if self._is_outside_window(message):
            return OUTSIDE_WINDOW
        return OPTED_OUT if self._is_opted_out(message) else None

    def _is_late(self, message: Message) -> bool:
        taken = message.send_at or message.created_at
        return message.valid_for is not None and self._clock() - taken > message.valid_for

    def _is_outside_window(self, message: Message) -> bool:
        if message.channel is not Channel.WHATSAPP or message.is_template:
            return False
        return not self._state.windows.is_open(message.recipient, message.sender, self._clock())

    def _is_opted_out(self, message: Message) -> bool:
        # Looked at when it was taken; a scheduled message may have been taken weeks ago.
        return message.send_at is not None and self._state.opt_outs.blocks(message.recipient, message.sender)
