"""What happened, told line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flows.authoring.simulation.simulation import Happened
from flows.protocol.bot_turns import BotTurn, name_of
from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.effects import AskBot, Deed, QueueConversation, SendMessage
from flows.protocol.events import (
    AgentReplied,
    BurstElapsed,
    BusinessEventReceived,
    CallAnswered,
    ConversationClosed,
    ConversationReturned,
    ConversationTaken,
    Event,
    SilenceElapsed,
    TextReceived,
)
from flows.protocol.needs import Fetched
from flows.protocol.outcome import Rung


class Voice(StrEnum):
    """Whose line it is."""

    CUSTOMER = "customer"
    FLOW = "flow"
    AGENT = "agent"
    NOTE = "·"  # what nobody said


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript; the text may have several."""

    at: datetime
    voice: Voice
    text: str


def lines_of(happened: Happened, before: Conversation | None = None) -> Iterator[Line]:
    """An event and what came of it; `before` is the conversation as the event found it."""
    yield from _of_event(happened)
    for need, answer in happened.fetched:
        yield Line(happened.at, Voice.NOTE, f"GET {need.url} → {_answered(answer)}")
    for message in happened.messages:
        yield Line(happened.at, Voice.AGENT if message.agent else Voice.FLOW, _written(message))
    if happened.done is not None:
        deed, result = happened.done
        yield Line(happened.at, Voice.NOTE, f"{_named(deed)} → {_answered(result)}")
    for effect in happened.outcome.effects:
        if isinstance(effect, QueueConversation):
            yield Line(happened.at, Voice.NOTE, _queued(effect, happened.outcome.rung))
    if _ends(happened.outcome.conversation, before):
        yield Line(happened.at, Voice.NOTE, "the conversation is over")


def _of_event(happened: Happened) -> Iterator[Line]:
    event = happened.event
    if isinstance(event, TextReceived):
        yield Line(happened.at, Voice.CUSTOMER, _texted(event))
        if event.answered_by_provider and event.opt_out is not None:
            yield Line(happened.at, Voice.NOTE, f"the provider answers {event.opt_out.upper()} itself")
        elif happened.outcome.rung in _QUIET:
            yield Line(happened.at, Voice.NOTE, _QUIET[happened.outcome.rung])
    elif (told := _told(event)) is not None:
        is_stale = happened.outcome.rung is Rung.STALE
        yield Line(happened.at, Voice.NOTE, f"{told}, which nothing waits for" if is_stale else told)


def _texted(event: TextReceived) -> str:
    place = () if event.location is None else (f"[{event.location.latitude}, {event.location.longitude}]",)
    return "\n".join((event.text, *(f"[{each.url}]" for each in event.media), *place))


_QUIET = {
    Rung.SUPPRESSED: "nothing is said: they have opted out, or are blocked",
    Rung.BURST: "waits for more texts",
    Rung.CALLING: "waits for a business system, or the bot",
    Rung.HUMAN: "goes to a human",
}


def _told(event: Event) -> str | None:
    match event:
        case SilenceElapsed():
            return "no text comes"
        case BusinessEventReceived(name=name, fields=fields):
            return " ".join((f"event {name}", *(f"{key}={value}" for key, value in fields.items())))
        case ConversationTaken():
            return "an agent takes the conversation"
        case ConversationReturned(state=state):
            return f"an agent hands it back{f' at {state}' if state else ''}"
        case ConversationClosed():
            return "an agent closes it"
        case AgentReplied() | BurstElapsed() | CallAnswered():
            return None
        case _:
            return "an event could not be handled"


def _named(deed: Deed) -> str:
    return f"bot: {name_of(deed.need.deed)}" if isinstance(deed, AskBot) else f"{deed.method} {deed.url}"


def _answered(answer: Fetched | BotTurn) -> str:
    if isinstance(answer, Fetched):
        return answer.problem or str(answer.status)
    return answer.problem or ("done" if answer.knew else "it does not know")


def _written(message: SendMessage) -> str:
    filed = () if message.template is None else (f"[template {message.template.id}]",)
    return "\n".join(filter(None, (message.text, *(f"[{each.url}]" for each in message.media), *filed)))


def _queued(queued: QueueConversation, rung: Rung) -> str:
    why = f": {queued.reason}" if queued.reason else ""
    if rung is Rung.FAILED:
        return f"the flow failed{why}; queued for {queued.team}"
    return f"queued for {queued.team} ({queued.priority}){why}"


def _ends(after: Conversation, before: Conversation | None) -> bool:
    was_over = before is not None and before.status is ConversationStatus.CLOSED
    return after.status is ConversationStatus.CLOSED and not was_over
