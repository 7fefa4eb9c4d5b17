"""What customers write, through hearing, counting and a whole conversation with the example."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

import msgspec

import flows
from flows import Contact, Conversation, Outcome, step
from flows.matching.number_parser import number_in
from flows.matching.opt_out_words import classify
from flows.matching.utterance import utterance_of
from flows.protocol.effects import SendMessage
from flows.protocol.events import AgentReplied, ConversationReturned, Event, SilenceElapsed, TextReceived
from flows.protocol.needs import Fetched, FetchNeeded, Intent, Met, Need, Understood
from flows.text.segments import count
from flows.text.template import MAX_TEXT_LENGTH
from tests.fuzz import nasty

EXAMPLE: Final = Path(__file__).parents[2] / "flows.yaml"
LINES: Final = ("+12125550101", "whatsapp:+12125550101", "+19995550100")
_MONDAY: Final = datetime(2026, 3, 2, 15, tzinfo=UTC)
#: What a form of 64 KiB can hold, which is forty times what a phone can send.
_LONGEST: Final = 32_000
_MEANT: Final = (
    "1",
    "2",
    "book",
    "hours",
    "yes",
    "no",
    "Monday",
    "Saturday",
    "morning",
    "agent",
    "menu",
    "it hurts",
    "4",
)


@dataclass(frozen=True)
class Texted:
    """One text, and where in a conversation it comes."""

    text: str
    line: str
    #: What was texted before it.
    before: tuple[str, ...]
    name: str | None


class Texts:
    name = "texts"

    def __init__(self) -> None:
        self._service = flows.load(EXAMPLE, {})

    def make(self, chance: Random) -> Texted:
        before = tuple(chance.choices(_MEANT, k=chance.randint(0, 3)))
        name = nasty.encodable(nasty.text(chance)) if chance.random() < 0.1 else None
        return Texted(nasty.encodable(_text(chance)), chance.choice(LINES), before, name)

    def run(self, given: Texted) -> str:
        _hear(given.text)
        conversation, now = self._step(None, TextReceived(given.line, "hi"), _MONDAY, given.name), _MONDAY
        for text in (*given.before, given.text, "1"):
            conversation = self._step(conversation, TextReceived(given.line, text), now, given.name)
            now += timedelta(minutes=1)
        self._step(conversation, SilenceElapsed(conversation.wait), now, given.name)
        self._step(conversation, AgentReplied("kim", given.text), now, given.name)
        self._step(conversation, ConversationReturned("kim", given.text), now, given.name)
        return f"{conversation.status}"

    def _step(self, before: Conversation | None, event: Event, now: datetime, name: str | None) -> Conversation:
        met: dict[str, Met] = {}
        contact = Contact(name=name)
        while not isinstance(outcome := step(self._service, before, event, now, contact, met), Outcome):
            met[outcome.key] = _answered(outcome)
        stored = msgspec.json.decode(msgspec.json.encode(outcome.conversation), type=Conversation)
        assert stored == outcome.conversation
        said = [effect.text for effect in outcome.effects if isinstance(effect, SendMessage)]
        assert isinstance(event, AgentReplied) or all(0 < len(text) <= MAX_TEXT_LENGTH for text in said)
        return stored

    def close(self) -> None: ...


def _answered(need: Need) -> Met:
    """A calendar with times, and a bot that understands some texts."""
    if isinstance(need, FetchNeeded):
        return Fetched(200, {"slots": ["09:00", "10:30"]})
    return Understood((Intent("book_appointment", 0.9),) if len(need.text) % 5 == 0 else ())


def _text(chance: Random) -> str:
    kind = chance.random()
    if kind < 0.3:
        return "".join(nasty.spoiled(chance.choice(_MEANT), chance, nasty.PIECES))
    if kind < 0.4:
        return "".join(chance.choices("0123456789.,-−+$%/: ", k=chance.randint(1, 40)))
    if kind < 0.402:
        return nasty.text(chance, longest=_LONGEST)
    if kind < 0.44:
        return nasty.text(chance, longest=MAX_TEXT_LENGTH + 100)
    return nasty.text(chance)


def _hear(text: str) -> None:
    heard = utterance_of(text)
    number_in(heard)
    classify(text)
    counted = count(text)
    assert counted.segments >= 1
    assert counted.units >= 0
