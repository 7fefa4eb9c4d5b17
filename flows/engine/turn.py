"""The step in progress. It lives for one call of `step` and is never shared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from msgspec.structs import replace

from flows.engine.messages import Said, said_with
from flows.engine.trace import UNTRACED, Trace
from flows.matching.utterance import Utterance, utterance_of
from flows.model.flow import NOTHING_ATTACHED, Attached, Flow, State
from flows.model.service import WHATSAPP, Service
from flows.model.situation import Situation
from flows.model.state_machine import Position
from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.effects import (
    Deed,
    QueueConversation,
    SendMessage,
    SetContactAttribute,
    StartBurstTimer,
    StartSilenceTimer,
)
from flows.protocol.events import BusinessEventReceived, Channel, TextReceived
from flows.protocol.needs import Met, Need
from flows.protocol.outcome import Rung
from flows.protocol.understood_texts import Offer
from flows.text.localized_text import Text
from flows.types.contact import Contact
from flows.types.errors import FlowFailure


class InboundText(NamedTuple):
    """A text that came in, or several that are heard as one."""

    event: TextReceived
    utterance: Utterance

    @classmethod
    def of(cls, event: TextReceived) -> "InboundText":
        return cls(event, utterance_of(event.text, event.media, event.location))

    @property
    def is_wordless(self) -> bool:
        """Nothing that a bot could understand: a picture without words, say."""
        return not self.utterance.text.strip()


#: Takes a text and says as which rung, or leaves the turn as it found it and says None: ask the next.
Handler = Callable[["Turn", InboundText], Rung | None]


@dataclass(frozen=True, slots=True)
class Ladder:
    """Who is asked to take a text, in the order of trial."""

    rungs: tuple[tuple[Rung, Handler], ...]
    #: What these take is not answered by the flow at once. Any other text is never met with nothing.
    unanswered: frozenset[Rung] = frozenset()


class StepInput(NamedTuple):
    """The arguments of `step`, but for the event. (A tuple is made in half the time of a frozen dataclass.)"""

    service: Service
    #: The thread's latest conversation, open or closed; None when it never had one.
    latest: Conversation | None
    now: datetime
    contact: Contact
    met: Mapping[str, Met]
    trace: Trace
    ladder: Ladder


#: One event that asks for more goes round in circles, and its customer waits.
MAX_QUERIES = 20


class NeedArisen(Exception):
    """The step cannot be made without knowing more."""

    def __init__(self, need: Need) -> None:
        super().__init__(need.key)
        self.need = need


@dataclass(slots=True)
class Turn:
    """What has been decided so far.

    Its methods read and change it, and decide nothing: what decides is a function that is given the turn.
    """

    service: Service
    flow: Flow
    #: The person and the conversation as the event found them; a failure goes back to them.
    contact: Contact
    before: Conversation
    conversation: Conversation
    situation: Situation
    position: Position
    ladder: Ladder
    #: The thread's latest conversation, untouched by this event.
    latest: Conversation | None = None
    #: Whether `conversation` is a new one, and the final form of the one that it replaces.
    opened: bool = False
    ended: Conversation | None = None
    #: What is known already of what the step may need to know.
    met: Mapping[str, Met] = field(default_factory=dict)
    trace: Trace = UNTRACED
    said: list[Said] = field(default_factory=list)
    #: What leaves as it was written: an agent's words, or the answer to an opt-out word.
    reply: SendMessage | None = None
    attributes: list[SetContactAttribute] = field(default_factory=list)
    timer: StartSilenceTimer | None = None
    burst_timer: StartBurstTimer | None = None
    deed: Deed | None = None
    #: The bot has taken a turn in this step: its buttons, if it has any, were offered just now.
    has_new_buttons: bool = False
    queued: QueueConversation | None = None
    #: States entered in this step, so that none is gone through without end.
    entered: int = 0

    @classmethod
    def begin(cls, step_input: StepInput, conversation: Conversation, *, opened: bool = False) -> "Turn":
        """A turn on a conversation; where its flow is gone, in the flow of its line."""
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
            ladder=step_input.ladder,
            latest=step_input.latest,
            opened=opened,
            met=step_input.met,
            trace=step_input.trace,
        )

    def open(self, conversation: Conversation) -> None:
        """Go on in a new conversation; the latest one, where it was still open, is over."""
        latest = self.latest
        self.flow = self.service.flows[conversation.flow]
        self.before = self.conversation = conversation
        self.situation.values = dict(conversation.values)
        self.situation.shared = conversation.shared
        self.situation.sender, self.situation.channel = _sender_of(conversation.line)
        self.position = Position()
        self.opened = True
        if latest is not None and latest.status is not ConversationStatus.CLOSED:
            self.ended = replace(latest, status=ConversationStatus.CLOSED, closed_at=self.now)

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
    def is_opening(self) -> bool:
        """Nothing has been asked yet: a text is tried against the start state's rules before that says anything."""
        return not self.conversation.wait

    @property
    def offered(self) -> Offer | None:
        """What the customer was asked to choose from; None once the wait that it was asked in is over."""
        now, offered = self.conversation, self.conversation.offered
        if offered is None or now.status is not ConversationStatus.AUTOMATED or offered.wait != now.wait:
            return None
        return offered

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

    def drop_pending_texts(self) -> None:
        """The kept texts need no answer any more; kept events still do."""
        events = tuple(each for each in self.conversation.pending if not isinstance(each, TextReceived))
        self.change(pending=events, pending_since=None)


def _situation_of(service: Service, conversation: Conversation, contact: Contact, now: datetime) -> Situation:
    language = contact.language or service.language
    sender, channel = _sender_of(conversation.line)
    return Situation(
        values=dict(conversation.values),
        contact=contact,
        brand=service.brand,
        hours=service.hours,
        calendar=service.calendar(language),
        shared=conversation.shared,
        sender=sender,
        channel=channel,
        language=language,
        now=now,
        zone=service.zone,
    )


def _sender_of(line: str) -> tuple[str, Channel]:
    is_whatsapp = line.startswith(WHATSAPP)
    return (line.removeprefix(WHATSAPP), Channel.WHATSAPP) if is_whatsapp else (line, Channel.SMS)


def start_over(turn: Turn) -> None:
    """Forget everything decided so far."""
    turn.conversation = turn.before
    turn.flow = turn.service.flows[turn.before.flow]
    turn.situation = _situation_of(turn.service, turn.before, turn.contact, turn.now)
    turn.said, turn.attributes = [], []
    turn.timer = turn.burst_timer = turn.deed = turn.queued = None
