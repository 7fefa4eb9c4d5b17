"""The step in progress. It lives for one call of `step` and is never shared."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from flows.contact import Contact
from flows.conversation import Conversation
from flows.effects import Effect, QueueConversation, SendMessage, SetContactAttribute, StartSilenceTimer
from flows.errors import FlowFailure
from flows.events import Channel
from flows.flow import Flow, Setting, State
from flows.machine import Position
from flows.outcome import Outcome, Rung
from flows.service import WHATSAPP, Service
from flows.situation import Situation
from flows.stepping.messages import messages_of
from flows.texts.template import Template
from flows.texts.text import Text

#: RapidPro's engine stops there too; no flow that a person meant to write comes near.
MOST_STATES_WITHOUT_WAIT = 100


@dataclass(slots=True)
class Turn:
    """What has been decided so far."""

    service: Service
    flow: Flow
    #: The person and the conversation as the event found them; a failure goes back to them.
    contact: Contact
    before: Conversation
    conversation: Conversation
    situation: Situation
    position: Position
    opened: bool = False
    ended: Conversation | None = None
    said: list[tuple[str, bool]] = field(default_factory=list)
    #: What an agent says; it leaves as it was written.
    reply: SendMessage | None = None
    attributes: list[SetContactAttribute] = field(default_factory=list)
    timer: StartSilenceTimer | None = None
    queued: QueueConversation | None = None
    entered: int = 0

    @classmethod
    def begin(
        cls, service: Service, conversation: Conversation, contact: Contact, now: datetime, *, opened: bool = False
    ) -> "Turn":
        flow = service.flows.get(conversation.flow) or service.flow_for(conversation.line)
        conversation = conversation if conversation.flow == flow.name else replace(conversation, flow=flow.name)
        inside = conversation.state in flow.states and not opened
        return cls(
            service=service,
            flow=flow,
            contact=contact,
            before=conversation,
            conversation=conversation,
            situation=_situation_of(service, conversation, contact, now),
            position=Position(conversation.state) if inside else Position(),
            opened=opened,
        )

    @property
    def now(self) -> datetime:
        return self.situation.now

    @property
    def may_speak(self) -> bool:
        """False while the person has opted out or is blocked."""
        return not (self.situation.contact.suppressed or self.situation.contact.blocked)

    @property
    def state(self) -> State | None:
        """The state the conversation is in; None when the flow no longer has it."""
        return self.flow.states.get(self.conversation.state)

    def change(self, **fields: Any) -> None:
        """Change fields of the conversation."""
        self.conversation = replace(self.conversation, **fields)

    def say(self, text: Text | None, *, separate: bool = False) -> None:
        if text is not None:
            rendered = text.render(self.situation.language, self.service.language, self.situation.names())
            self.say_text(rendered, separate=separate)

    def say_wording(self, key: str, opening: str | None = None) -> None:
        self.say_text(self.service.wording(key, self.situation.language, opening))

    def say_text(self, text: str, *, separate: bool = False) -> None:
        if text:
            self.said.append((text, separate))

    def set(self, settings: tuple[Setting, ...]) -> None:
        for setting in settings:
            value = setting.value
            if isinstance(value, Template):
                value = value.render(self.situation.names())
            self.save(setting.name, value)

    def save(self, name: str, value: Any) -> None:
        """Keep a value with the conversation, or with the contact for good."""
        holder, dot, attribute = name.partition(".")
        if dot and holder == "contact":
            self._save_attribute(attribute, value)
        else:
            self.situation.values[name] = value

    def _save_attribute(self, name: str, value: Any) -> None:
        self.attributes.append(SetContactAttribute(name, value))
        contact = self.situation.contact
        if name in ("name", "language"):
            self.situation.contact = replace(contact, **{name: str(value)})
        else:
            self.situation.contact = replace(contact, attributes={**contact.attributes, name: value})
        if name == "language":
            self.situation.language = str(value)
            self.situation.calendar = self.service.calendar(str(value))

    def count_entry(self) -> None:
        self.entered += 1
        if self.entered > MOST_STATES_WITHOUT_WAIT:
            raise FlowFailure(f"more than {MOST_STATES_WITHOUT_WAIT} states without a wait")

    def start_over(self) -> None:
        """Forget everything decided so far."""
        self.conversation = self.before
        self.situation = _situation_of(self.service, self.before, self.contact, self.now)
        self.said, self.attributes, self.timer, self.queued = [], [], None, None

    def outcome(self, rung: Rung) -> Outcome:
        return Outcome(
            conversation=self._finished(),
            effects=tuple(self._effects()),
            rung=rung,
            opened=self.opened,
            ended=self.ended,
        )

    def _finished(self) -> Conversation:
        values = self.situation.values
        return self.conversation if values == self.conversation.values else replace(self.conversation, values=values)

    def _effects(self) -> Iterator[Effect]:
        purpose = self.service.purpose(self.conversation.line)
        if self.reply is not None:
            yield self.reply
        yield from (SendMessage(text, purpose) for text in messages_of(self.said))
        yield from self.attributes
        if self.timer is not None:
            yield self.timer
        if self.queued is not None:
            yield self.queued


def _situation_of(service: Service, conversation: Conversation, contact: Contact, now: datetime) -> Situation:
    language = contact.language or service.language
    return Situation(
        values=dict(conversation.values),
        contact=contact,
        brand=service.brand,
        hours=service.hours,
        calendar=service.calendar(language),
        channel=Channel.WHATSAPP if conversation.line.startswith(WHATSAPP) else Channel.SMS,
        language=language,
        now=now,
    )
