"""What state the customers' phones are in."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from router.emulator.account.api_errors import Failure
from router.emulator.account.bounded_memory import Recent
from router.emulator.account.channel_addresses import Channel


class PhoneState(StrEnum):
    """Whether a text reaches a phone."""

    ON = "on"
    OFF = "off"
    LANDLINE = "landline"
    BLOCKED = "blocked"


class Phone(Struct, frozen=True):
    """A customer's phone."""

    number: str
    state: PhoneState = PhoneState.ON
    #: WhatsApp messages are read as soon as they are there.
    reads: bool = False


SMS_FAILURES = {
    PhoneState.OFF: Failure(30003, "Unreachable destination handset"),
    PhoneState.LANDLINE: Failure(30006, "Landline or unreachable carrier"),
    PhoneState.BLOCKED: Failure(30004, "Message blocked"),
}
#: WhatsApp calls a number that it does not know, or that blocked us, an invalid recipient.
WHATSAPP_FAILURES = SMS_FAILURES | {
    PhoneState.LANDLINE: Failure(63024, "Invalid message recipient"),
    PhoneState.BLOCKED: Failure(63024, "Invalid message recipient"),
}


class Phones:
    """The phones that somebody set up; every other number is a phone that is on."""

    def __init__(self, limit: int) -> None:
        self._phones: Recent[str, Phone] = Recent(limit)

    def __iter__(self) -> Iterator[Phone]:
        return iter(self._phones.values())

    def set_up(self, phone: Phone) -> None:
        self._phones[phone.number] = phone

    def get(self, number: str) -> Phone:
        return self._phones.get(number) or Phone(number)

    def failure(self, number: str, channel: Channel) -> Failure | None:
        failures = WHATSAPP_FAILURES if channel is Channel.WHATSAPP else SMS_FAILURES
        return failures.get(self.get(number).state)

    def clear(self) -> None:
        self._phones.clear()
