"""What state the customers' phones are in."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from router.providers.emulator.addresses import Channel


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


class Unreachable(Struct, frozen=True):
    """Why a carrier gave a text back: Twilio's code and title."""

    error_code: int
    error_message: str


SMS_FAILURES = {
    PhoneState.OFF: Unreachable(30003, "Unreachable destination handset"),
    PhoneState.LANDLINE: Unreachable(30006, "Landline or unreachable carrier"),
    PhoneState.BLOCKED: Unreachable(30004, "Message blocked"),
}
#: WhatsApp calls a number that it does not know, or that blocked us, an invalid recipient.
WHATSAPP_FAILURES = SMS_FAILURES | {
    PhoneState.LANDLINE: Unreachable(63024, "Invalid message recipient"),
    PhoneState.BLOCKED: Unreachable(63024, "Invalid message recipient"),
}


class Phones:
    """The phones that somebody set up; every other number is a phone that is on."""

    def __init__(self) -> None:
        self._phones: dict[str, Phone] = {}

    def __iter__(self) -> Iterator[Phone]:
        return iter(self._phones.values())

    def set_up(self, phone: Phone) -> None:
        self._phones[phone.number] = phone

    def get(self, number: str) -> Phone:
        return self._phones.get(number) or Phone(number)

    def failure(self, number: str, channel: Channel) -> Unreachable | None:
        failures = WHATSAPP_FAILURES if channel is Channel.WHATSAPP else SMS_FAILURES
        return failures.get(self.get(number).state)

    def clear(self) -> None:
        self._phones.clear()
