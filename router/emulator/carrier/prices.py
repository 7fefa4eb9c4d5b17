"""What a message costs, in US dollars; made-up tariffs of the right size."""

from router.emulator.account.channel_addresses import Channel
from router.emulator.account.emulated_message import Message

SMS_SEGMENT = 0.0075
MMS = 0.02
WHATSAPP_MESSAGE = 0.005


def price_of(message: Message) -> str:
    return f"-{_dollars(message):.5f}"


def _dollars(message: Message) -> float:
    if message.channel is Channel.WHATSAPP:
        return WHATSAPP_MESSAGE
    return MMS if message.sid.startswith("MM") else SMS_SEGMENT * message.segments
