"""Answers that say how to reach somebody: phone number, address, postcode."""

import re
from dataclasses import dataclass
from typing import Final

import phonenumbers

from flows.answering.postcodes import postcode_in
from flows.hearing.heard import Heard
from flows.hearing.patterns import plain
from flows.situation import Situation

_EMAIL: Final = re.compile(
    r"(?<![^\s<>()\[\],;:\"'])[^\s@<>()\[\],;:\"']+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,63}(?![\w@-])"
)
_LONGEST_EMAIL: Final = 254  # RFC 5321, section 4.5.3.1.3
_LONGEST_PHONE_TEXT: Final = 300


@dataclass(frozen=True, slots=True)
class PhoneAnswer:
    """One phone number that can exist, saved with its country: +12125550123."""

    #: Where a number without a country belongs; None: to the sender's country.
    country: str | None = None
    retry: str = "retry_phone"

    def read(self, heard: Heard, situation: Situation) -> str | None:
        text = plain(heard.text)[:_LONGEST_PHONE_TEXT]
        country = self.country or situation.country
        possible = phonenumbers.PhoneNumberMatcher(text, country, leniency=phonenumbers.Leniency.POSSIBLE, max_tries=10)
        found = {phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164) for match in possible}
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class EmailAnswer:
    """One e-mail address."""

    retry: str = "retry_email"

    def read(self, heard: Heard, _situation: Situation) -> str | None:
        found = set(_EMAIL.findall(plain(heard.text)))
        address = found.pop() if len(found) == 1 else ""
        return address if 0 < len(address) <= _LONGEST_EMAIL else None


@dataclass(frozen=True, slots=True)
class PostcodeAnswer:
    """One postcode of a country."""

    #: None: the sender's.
    country: str | None = None
    retry: str = "retry_postcode"

    def read(self, heard: Heard, situation: Situation) -> str | None:
        return postcode_in(plain(heard.text), self.country or situation.country)
