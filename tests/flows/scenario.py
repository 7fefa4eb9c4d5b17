"""Whole conversations, told as a customer lives them.

After every step the conversation is written to JSON and read again, as the store does, so that every scenario also
proves that nothing is lost on the way.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from flows import Contact, Conversation, ConversationStatus, Outcome, Rung, Service, load, load_text, step
from flows.engine.ladder import LADDER
from flows.matching.opt_out_words import OptOutWord
from flows.protocol.effects import Effect, QueueConversation, SendMessage, StartSilenceTimer
from flows.protocol.events import Event, SilenceElapsed, TextReceived
from flows.protocol.needs import Fetched, Met, Need, UnderstandingNeeded, Understood

SMS_LINE = "+12125550101"
WHATSAPP_LINE = "whatsapp:+12125550101"
#: A Monday, 10:00 in New York, when the clinic is open.
MONDAY_MORNING = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
#: The Sunday before, 22:00 in New York.
SUNDAY_NIGHT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def harbour_dental() -> Service:
    return load(Path(__file__).parents[2] / "flows.yaml", {})


def service_of(states: str, head: str = "") -> Service:
    """A service with one flow of the given states, the first of which starts it."""
    indented = "\n".join(f"      {line}" for line in states.strip("\n").splitlines())
    start = states.strip().partition(":")[0]
    text = f"parley: 1\nbrand: {{name: Test}}\n{head}\nflows:\n  test:\n    start: {start}\n    states:\n{indented}\n"
    return load_text(text, "flows.yaml", {})


def nobody_answers(need: Need) -> Met:
    """No bot understands anything, and no business system is there."""
    return Understood() if isinstance(need, UnderstandingNeeded) else Fetched(problem="connection refused")


class Chat:
    """One customer, one line, one clock."""

    def __init__(
        self,
        service: Service,
        at: datetime = MONDAY_MORNING,
        line: str = SMS_LINE,
        contact: Contact | None = None,
    ) -> None:
        self.service = service
        self.now = at
        self.line = line
        self.contact = contact or Contact()
        self.conversation: Conversation | None = None
        self.outcome: Outcome | None = None
        self.ladder = LADDER
        #: What business systems and the bot answer.
        self.answers: Callable[[Need], Met] = nobody_answers

    def says(
        self,
        text: str,
        opt_out: OptOutWord | None = None,
        *,
        answered_by_provider: bool = False,
        opted_out_before: bool = False,
    ) -> list[str]:
        """The customer texts; what they are answered."""
        return self.happens(
            TextReceived(
                self.line,
                text,
                answered_by_provider=answered_by_provider,
                opt_out=opt_out,
                opted_out_before=opted_out_before,
            )
        )

    def happens(self, event: Event) -> list[str]:
        """An event happens; what the customer is told."""
        event = msgspec.json.decode(msgspec.json.encode(event), type=Event)
        before = self.conversation
        self.outcome = self._stepped(before, event)
        assert self._stepped(before, event) == self.outcome
        self.conversation = round_trip(self.outcome.conversation)
        assert self.conversation == self.outcome.conversation
        return self.texts

    def _stepped(self, before: Conversation | None, event: Event) -> Outcome:
        """Each need is met, and the step made again, as the engine does."""
        met: dict[str, Met] = {}
        while not isinstance(outcome := self._step(before, event, met), Outcome):
            need = msgspec.json.decode(msgspec.json.encode(outcome), type=Need)
            met[need.key] = self.answers(need)
        return outcome

    def _step(self, before: Conversation | None, event: Event, met: Mapping[str, Met]) -> Outcome | Need:
        return step(self.service, before, event, self.now, self.contact, met, ladder=self.ladder)

    def passes(self, **time: float) -> "Chat":
        self.now += timedelta(**time)
        return self

    def silence(self) -> list[str]:
        """Nobody texts until the timer of the last wait is due."""
        timer = self.timer
        assert timer is not None
        self.now += timer.after
        return self.happens(SilenceElapsed(timer.wait))

    @property
    def effects(self) -> tuple[Effect, ...]:
        return () if self.outcome is None else self.outcome.effects

    @property
    def messages(self) -> list[SendMessage]:
        return [effect for effect in self.effects if isinstance(effect, SendMessage)]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    @property
    def timer(self) -> StartSilenceTimer | None:
        return next((effect for effect in self.effects if isinstance(effect, StartSilenceTimer)), None)

    @property
    def queued(self) -> QueueConversation | None:
        return next((effect for effect in self.effects if isinstance(effect, QueueConversation)), None)

    @property
    def rung(self) -> Rung | None:
        return None if self.outcome is None else self.outcome.rung

    @property
    def state(self) -> str:
        assert self.conversation is not None
        return self.conversation.state

    @property
    def status(self) -> ConversationStatus:
        assert self.conversation is not None
        return self.conversation.status

    @property
    def values(self) -> Mapping[str, Any]:
        assert self.conversation is not None
        return self.conversation.values


def round_trip(conversation: Conversation) -> Conversation:
    """A conversation as the store gives it back."""
    return msgspec.json.decode(msgspec.json.encode(conversation), type=Conversation)
