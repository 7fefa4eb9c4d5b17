"""The step in progress. It lives for one call of `step` and is never shared."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from flows.engine.messages import Said, messages_of, said_with
from flows.engine.trace import UNTRACED, Trace
from flows.model.flow import NOTHING_ATTACHED, Attached, Flow, Setting, State
from flows.model.service import WHATSAPP, Service
from flows.model.situation import Situation
from flows.model.state_machine import Position
from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.effects import (
    Deed,
    Effect,
    QueueConversation,
    SendMessage,
    SetContactAttribute,
    StartBurstTimer,
    StartSilenceTimer,
)
from flows.protocol.events import BusinessEventReceived, Channel, TextReceived
from flows.protocol.needs import Met, Need, Understood
from flows.protocol.outcome import Outcome, Rung
from flows.protocol.understood_texts import MAX_GISTS, Offer, gist_of
from flows.text.localized_text import Text
from flows.text.template import Template
from flows.types.contact import Contact
from flows.types.errors import FlowFailure
from flows.types.values import plain, stored


@dataclass(frozen=True, slots=True)
class StepInput:
    """The arguments of `step`, but for the event."""

    service: Service
    #: The thread's latest conversation, open or closed.
    before: Conversation | None
    now: datetime
    contact: Contact
    met: Mapping[str, Met]
    trace: Trace


#: RapidPro's engine stops there too; no flow that a person meant to write comes near.
MAX_STATES_WITHOUT_WAIT = 100
#: One event that asks for more goes round in circles, and its customer waits.
MAX_QUERIES = 20

_ONLY_A_NAME: Final = re.compile(r"\{\{\s*([A-Za-z_][\w.]*)\s*\}\}")


class NeedArisen(Exception):
    """The step cannot be made without knowing more."""

    def __init__(self, need: Need) -> None:
        super().__init__(need.key)
        self.need = need


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
    #: What is known already of what the step may need to know.
    met: Mapping[str, Met] = field(default_factory=dict)
    trace: Trace = UNTRACED
    said: list[Said] = field(default_factory=list)
    #: What an agent says; it leaves as it was written.
    reply: SendMessage | None = None
    attributes: list[SetContactAttribute] = field(default_factory=list)
    timer: StartSilenceTimer | None = None
    burst_timer: StartBurstTimer | None = None
    deed: Deed | None = None
    #: What the bot asked, it asked just now.
    bot_asks: bool = False
    queued: QueueConversation | None = None
    entered: int = 0

    @classmethod
    def begin(cls, step_input: StepInput, conversation: Conversation, *, opened: bool = False) -> "Turn":
        service = step_input.service
        flow = service.flows.get(conversation.flow) or service.flow_for(conversation.line)
        conversation = conversation if conversation.flow == flow.name else replace(conversation, flow=flow.name)
        inside = conversation.state in flow.states and not opened
        return cls(
            service=service,
            flow=flow,
            contact=step_input.contact,
            before=conversation,
            conversation=conversation,
            situation=_situation_of(service, conversation, step_input.contact, step_input.now),
            position=Position(conversation.state) if inside else Position(),
            opened=opened,
            met=step_input.met,
            trace=step_input.trace,
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

    @property
    def offered(self) -> Offer | None:
        """What the customer was asked to choose from; None once the wait that it was asked in is over."""
        now, offered = self.conversation, self.conversation.offered
        is_open = now.status is ConversationStatus.AUTOMATED and offered is not None and offered.wait == now.wait
        return offered if is_open else None

    def change(self, **fields: Any) -> None:
        """Change fields of the conversation."""
        self.conversation = replace(self.conversation, **fields)

    def meet(self, need: Need) -> Met:
        """What is known of a need; the step is left when nothing is, and made again when it is."""
        if need.key not in self.met:
            if len(self.met) >= MAX_QUERIES:
                raise FlowFailure(f"more than {MAX_QUERIES} questions at once")
            raise NeedArisen(need)
        return self.met[need.key]

    def leave(self, status: ConversationStatus, **fields: Any) -> None:
        """No longer automated: nothing is waited for any more, neither an answer nor a call nor more texts."""
        self.change(
            status=status,
            calling=False,
            calls=0,
            owed=False,
            pending=(),
            pending_since=None,
            waiting_since=None,
            **fields,
        )

    def say(self, text: Text | None, attached: Attached = NOTHING_ATTACHED, *, separate: bool = False) -> None:
        if text is None:
            return
        names = self.situation.names()
        rendered = text.render(self.situation.language, self.service.language, names)
        if attached is NOTHING_ATTACHED:
            self.say_text(rendered, separate=separate)
        else:
            self.said.append(said_with(rendered, attached, names, self.situation.channel, separate=separate))

    def say_wording(self, key: str, opening: str | None = None, meant: str = "") -> None:
        self.say_text(self.service.wording(key, self.situation.language, opening, meant))

    def say_text(self, text: str, *, separate: bool = False) -> None:
        if text:
            self.said.append(Said(text, separate))

    def answer_somehow(self) -> None:
        """A text is never met with nothing; one that led to a call is answered when that is."""
        if not self.said and self.deed is None:
            self.say_wording("received")
        owed = not self.said
        if owed is not self.conversation.owed:
            self.change(owed=owed)

    def keep_pending(self, event: TextReceived | BusinessEventReceived) -> None:
        """Hear it later."""
        self.change(pending=(*self.conversation.pending, event))

    def set(self, settings: tuple[Setting, ...]) -> None:
        for setting in settings:
            self.save(setting.name, self.value_of(setting))

    def value_of(self, setting: Setting) -> Any:
        """A date that is handed on by its name stays a date; any other text is rendered."""
        value = setting.value
        if not isinstance(value, Template):
            return value
        name = _ONLY_A_NAME.fullmatch(value.source)
        named = None if name is None else self.situation.value(name[1])
        kept = stored(named)
        return value.render(self.situation.names()) if kept is named else kept

    def plain_value_of(self, setting: Setting) -> Any:
        """As other systems expect it: what is handed on by its name keeps its type, any other text is rendered."""
        value = setting.value
        if not isinstance(value, Template):
            return value
        name = _ONLY_A_NAME.fullmatch(value.source)
        named = None if name is None else self.situation.value(name[1])
        return value.render(self.situation.plain_names()) if named is None else plain(named)

    def save(self, name: str, value: Any) -> None:
        """Keep a value with the conversation, or with the contact for good."""
        value = stored(value)
        holder, dot, attribute = name.partition(".")
        if dot and holder == "contact":
            self._save_attribute(attribute, value)
        elif dot and holder == "conversation":
            self.change(shared={**self.conversation.shared, attribute: value})
            self.situation.shared = self.conversation.shared
        else:
            self.situation.values[name] = value

    def save_all(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            self.save(name, value)

    def gathered(self) -> dict[str, Any]:
        """Every value of the conversation, for the human who takes it; not what is made for machines to read."""
        below = (frame.values for frame in self.conversation.stack)
        gathered: dict[str, Any] = {}
        for values in (self.conversation.shared, *below, self.situation.values):
            gathered.update(values)
        written = {name: plain(value) for name, value in gathered.items()}
        return {name: value for name, value in written.items() if not isinstance(value, dict | list)}

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

    def end_bots_question(self) -> None:
        """Another state asks now: the bot's form is over, and so are its buttons, unless it offered them just now."""
        bot = self.conversation.bot
        if bot is not None and (bot.form or bot.buttons):
            buttons = bot.buttons if self.bot_asks else ()
            self.change(bot=replace(bot, form=None, asked=None, buttons=buttons))

    def keep_gist(self, text: str, understood: Understood) -> None:
        """Keep in short what the bot made of a text, for the human who may take over."""
        self.change(heard=(*self.conversation.heard, gist_of(text, understood))[-MAX_GISTS:])

    def count_entry(self) -> None:
        self.entered += 1
        if self.entered > MAX_STATES_WITHOUT_WAIT:
            raise FlowFailure(f"more than {MAX_STATES_WITHOUT_WAIT} states without a wait")

    def start_over(self) -> None:
        """Forget everything decided so far."""
        self.conversation = self.before
        self.flow = self.service.flows[self.before.flow]
        self.situation = _situation_of(self.service, self.before, self.contact, self.now)
        self.said, self.attributes = [], []
        self.timer = self.burst_timer = self.deed = self.queued = None

    def outcome(self, rung: Rung) -> Outcome:
        return Outcome(
            conversation=self._finished(),
            effects=tuple(self._effects()),
            rung=rung,
            opened=self.opened,
            ended=self.ended,
        )

    def enter_flow(self, name: str, values: dict[str, Any]) -> None:
        """Go on in another flow, outside of its states as yet."""
        if name not in self.service.flows:
            raise FlowFailure(f'there is no flow "{name}" any more')
        self.flow = self.service.flows[name]
        self.change(flow=name, state=self.flow.start)
        self.situation.values = values
        self.position = Position()

    def _finished(self) -> Conversation:
        self._end_void_offer()
        values = self.situation.values
        return self.conversation if values == self.conversation.values else replace(self.conversation, values=values)

    def _end_void_offer(self) -> None:
        if self.conversation.offered is not None and self.offered is None:
            self.change(offered=None)

    def _effects(self) -> Iterator[Effect]:
        purpose = self.service.purpose(self.conversation.line)
        if self.reply is not None:
            yield self.reply
        yield from messages_of(self.said, purpose)
        yield from self.attributes
        single = (self.timer, self.burst_timer, self.deed, self.queued)
        yield from (effect for effect in single if effect is not None)


def _situation_of(service: Service, conversation: Conversation, contact: Contact, now: datetime) -> Situation:
    language = contact.language or service.language
    return Situation(
        values=dict(conversation.values),
        contact=contact,
        brand=service.brand,
        hours=service.hours,
        calendar=service.calendar(language),
        shared=conversation.shared,
        sender=conversation.line.removeprefix(WHATSAPP),
        channel=Channel.WHATSAPP if conversation.line.startswith(WHATSAPP) else Channel.SMS,
        language=language,
        now=now,
        zone=service.zone,
    )
