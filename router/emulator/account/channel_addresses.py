"""Addresses of the two channels, and where a number is from."""

import re
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from msgspec import Struct

from flows.types.phone_numbers import dialled

WHATSAPP_PREFIX = "whatsapp:"
E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class Channel(StrEnum):
    """How a text travels."""

    SMS = "sms"
    WHATSAPP = "whatsapp"


class Place(Struct, frozen=True):
    """What Twilio says about where a number is from; blank where it knows nothing."""

    country: str = ""
    state: str = ""
    city: str = ""
    zip_code: str = ""


AREA_CODES = {
    "202": Place("US", "DC", "WASHINGTON", "20001"),
    "206": Place("US", "WA", "SEATTLE", "98101"),
    "212": Place("US", "NY", "NEW YORK", "10001"),
    "305": Place("US", "FL", "MIAMI", "33101"),
    "312": Place("US", "IL", "CHICAGO", "60601"),
    "415": Place("US", "CA", "SAN FRANCISCO", "94103"),
    "512": Place("US", "TX", "AUSTIN", "78701"),
    "617": Place("US", "MA", "BOSTON", "02108"),
}


def channel_of(address: str) -> Channel:
    """WhatsApp for what begins with `whatsapp:`, SMS for anything else."""
    return Channel.WHATSAPP if address.startswith(WHATSAPP_PREFIX) else Channel.SMS


def bare_number(address: str) -> str:
    """An address without its channel's prefix."""
    return address.removeprefix(WHATSAPP_PREFIX)


def on_channel(address: str, channel: Channel) -> str:
    """A number with the prefix of a channel."""
    number = bare_number(address)
    return WHATSAPP_PREFIX + number if channel is Channel.WHATSAPP else number


@lru_cache(maxsize=20_000)
def is_phone_number(number: str) -> bool:
    """Tell whether the digits could be a number; made-up ones such as +1 555 … are welcome here."""
    if number.startswith("+1") and len(number) == 12:
        # All ten digits are possible in North America; the library takes longer than all other checks.
        return bool(E164.fullmatch(number))
    return bool(E164.fullmatch(number)) and dialled(number) is not None


@lru_cache(maxsize=20_000)
def place_of(number: str) -> Place:
    """Country, and where it tells, city and region of a number, as Twilio's webhooks name them."""
    if number.startswith("+1") and (place := AREA_CODES.get(number[2:5])):
        return place
    try:
        return Place(country=_country_of(number))
    except phonenumbers.NumberParseException:
        return Place()


def _country_of(number: str) -> str:
    parsed = phonenumbers.parse(number)
    # A made-up number is in no region's plan, but its country code still tells.
    return phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(
        parsed.country_code or 0
    )
