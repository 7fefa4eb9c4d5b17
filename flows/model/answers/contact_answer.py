"""Answers that say how to reach somebody: phone number, address, postcode."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flows.matching.pattern import plain
from flows.matching.utterance import Utterance
from flows.model.answers.postcode_parser import postcode_in
from flows.model.situation import Situation
from flows.types.phone_numbers import phone_number_spans

_EMAIL: Final = re.compile(
    r"(?<![^\s<>()\[\],;:\"'])[^\s@<>()\[\],;:\"']+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,63}(?![\w@-])"
)
_MAX_EMAIL_LENGTH: Final = 254  # RFC 5321, section 4.5.3.1.3


@dataclass(frozen=True, slots=True)
class PhoneAnswer:
    """One phone number that can exist, saved with its country: +12125550123."""

    #: Where a number without a country belongs; None: to the sender's country.
    country: str | None = None
    retry: str = "retry_phone"
    accepts: tuple[str, ...] = ("phone",)

    def read(self, utterance: Utterance, situation: Situation) -> str | None:
        country = self.country or situation.country
        found = {number for _, _, number in phone_number_spans(plain(utterance.text), country)}
        return found.pop() if len(found) == 1 else None


def email_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Every e-mail address in a text, and where it begins and ends."""
    for match in _EMAIL.finditer(text):
        if len(match[0]) <= _MAX_EMAIL_LENGTH:
            yield match.start(), match.end(), match[0]


@dataclass(frozen=True, slots=True)
class EmailAnswer:
    """One e-mail address."""

    retry: str = "retry_email"
    accepts: tuple[str, ...] = ("email",)

    def read(self, utterance: Utterance, _situation: Situation) -> str | None:
        found = {address for _, _, address in email_spans(plain(utterance.text))}
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class PostcodeAnswer:
    """One postcode of a country."""

    #: None: the sender's.
    country: str | None = None
    retry: str = "retry_postcode"
    accepts: tuple[str, ...] = ("postcode",)

    def read(self, utterance: Utterance, situation: Situation) -> str | None:
        return postcode_in(plain(utterance.text), self.country or situation.country)
