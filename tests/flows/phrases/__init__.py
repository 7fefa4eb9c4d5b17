"""What customers text about days, times, numbers and phone numbers, by language, and what each of it means.

The labels were written before the code that reads them. A third of the phrases, chosen by a checksum, is held apart: it
tells how texts are read that nobody looked at while the code was written.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from zlib import crc32

import yaml

from flows import Contact, Conversation, Outcome, Service, step
from flows.protocol.events import TextReceived
from tests.flows.scenario import Chat, service_of

LANGUAGES: Final = ("en", "es", "fr", "de")
#: What was found only later, in all languages.
FOUND: Final = "found"
ASK: Final = "ask"
_LINES: Final = {
    "US": "+12125550101",
    "GB": "+442071838750",
    "ES": "+34912345678",
    "MX": "+525512345678",
    "FR": "+33142685300",
    "DE": "+4930901820",
}
_HELD_APART: Final = 3


class Question(NamedTuple):
    """What is asked, when and where."""

    kind: str
    today: str
    country: str
    language: str


class Phrase(NamedTuple):
    """A text, and the value that it means in answer to a question; `ask` where it must be asked again."""

    question: Question
    text: str
    meaning: str

    @property
    def is_held_apart(self) -> bool:
        return crc32(self.text.encode()) % _HELD_APART == 0


@cache
def phrases(language: str) -> tuple[Phrase, ...]:
    """The phrases of `<language>.yaml`, or of `found.yaml`."""
    written = (Path(__file__).parent / f"{language}.yaml").read_text("utf-8")
    return tuple(_phrases(yaml.load(written, yaml.BaseLoader), language))  # noqa: S506 - makes texts only


def _phrases(groups: list[dict[str, Any]], language: str) -> Iterator[Phrase]:
    for group in groups:
        question = Question(group["kind"], group["today"], group["country"], group.get("language", language))
        for meaning, texts in group["said"].items():
            yield from (Phrase(question, text, meaning) for text in texts)


def heard(phrase: Phrase) -> str:
    """What is saved when a customer answers so; `ask` where they are asked again."""
    service, line, opened, now = _opened(phrase.question)
    outcome = step(service, opened, TextReceived(line, phrase.text), now, Contact(), {})
    assert isinstance(outcome, Outcome)
    value = outcome.conversation.values.get("x", ASK)
    return _written(next(iter(value.values())) if isinstance(value, dict) else value)


def _written(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


@cache
def _opened(question: Question) -> tuple[Service, str, Conversation, datetime]:
    """A conversation at the question, at noon where the service is."""
    states = f"ask: {{answer: {{type: {question.kind}, save: x, retry: Again}}, go_to: told}}\ntold: {{say: Fine}}"
    service = service_of(states, f"language: {question.language}")
    now = datetime.combine(date.fromisoformat(question.today), time(12), UTC)
    chat = Chat(service, now, _LINES[question.country])
    chat.says("hello there")
    assert chat.conversation is not None
    return service, chat.line, chat.conversation, now


def verdict(phrase: Phrase) -> str:
    """`right`, `asked again` though it could be read, or `wrong`."""
    found = heard(phrase)
    if found == phrase.meaning:
        return "right"
    return "asked again" if found == ASK else "wrong"


def counted(language: str, *, held_apart: bool | None = None) -> Counter[str]:
    """How many phrases of a language got which verdict; `held_apart`: of those only, or only of the others."""
    chosen = (each for each in phrases(language) if held_apart in (None, each.is_held_apart))
    return Counter(verdict(each) for each in chosen)
