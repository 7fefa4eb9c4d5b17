"""The conversation that something happens in: the latest, or a new one; and the texts that open none."""

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from flows.engine.handoff import reopen
from flows.engine.state_rules import is_too_late
from flows.engine.turn import InboundText, StepInput, Turn
from flows.matching.opt_out_words import OptOutWord
from flows.model.service import Service
from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.effects import Purpose, SendMessage
from flows.protocol.events import BusinessEventReceived, Event, TextReceived
from flows.protocol.outcome import Rung

_WORDINGS: Final = {OptOutWord.STOP: "opted_out", OptOutWord.START: "opted_in", OptOutWord.HELP: "help"}


def begin_turn(step_input: StepInput, event: Event) -> Turn:
    """A turn on the thread's latest conversation. Where there is none, on a new one that is over at once."""
    latest, now = step_input.latest, step_input.now
    if latest is None:
        return Turn.begin(step_input, _closed(step_input, event), opened=True)
    if isinstance(event, TextReceived):
        latest = replace(latest, line=event.line, silences=0, last_text_at=now, last_event_at=now)
    return Turn.begin(step_input, latest)


def _closed(step_input: StepInput, event: Event) -> Conversation:
    line = event.line if isinstance(event, TextReceived | BusinessEventReceived) else ""
    flow, now = step_input.service.flow_for(line), step_input.now
    status, texted_at = ConversationStatus.CLOSED, now if isinstance(event, TextReceived) else None
    return Conversation(
        flow.name, flow.start, status, line, last_text_at=texted_at, last_event_at=texted_at, closed_at=now
    )


def answer_opt_out(turn: Turn, text: InboundText) -> Rung | None:
    """Opt-out, opt-in and help words: confirmed, unless that was done; no flow text follows.

    The suppression itself was written when the text came in. An opt-out ends what the flow was doing.
    """
    event, word = text.event, text.event.opt_out
    turn.trace.opt_out(event)
    if word is None:
        return None
    if word is OptOutWord.STOP and turn.conversation.status is ConversationStatus.AUTOMATED:
        turn.leave(ConversationStatus.CLOSED, closed_at=turn.now, closed_by_human=False)
    if not (event.answered_by_provider or event.opted_out_before):
        turn.reply = SendMessage(turn.service.wording(_WORDINGS[word], turn.situation.language), Purpose.COMPLIANCE)
    return Rung.OPT_OUT


def ignore_suppressed(turn: Turn, text: InboundText) -> Rung | None:  # noqa: ARG001
    """A text of somebody who has opted out, or is blocked, is recorded, and nothing is said."""
    turn.trace.suppressed(turn.contact)
    return None if turn.may_speak else Rung.SUPPRESSED


def find_conversation(turn: Turn, text: InboundText) -> Rung | None:
    """The conversation that a text belongs to: the latest, which goes on or is reopened, or a new one."""
    latest, service, now = turn.latest, turn.service, turn.now
    goes_on = latest is not None and is_open(service, latest, now)
    reopens = latest is not None and not goes_on and _reopens(service, latest, now)
    turn.trace.conversation(latest, service.windows, now, opened=not goes_on and not reopens)
    if reopens:
        return reopen(turn)
    if not goes_on:
        line, flow = text.event.line, service.flow_for(text.event.line)
        turn.open(Conversation(flow.name, flow.start, line=line, last_text_at=now, last_event_at=now))
    return None


def awaits_answer(service: Service, conversation: Conversation | None, now: datetime) -> bool:
    """Whether a thread's latest conversation waits for what the customer says next, to the flow or to a human."""
    return conversation is not None and is_open(service, conversation, now)


def is_open(service: Service, conversation: Conversation, now: datetime) -> bool:
    """An automated conversation ends by silence; one that a human holds does not."""
    match conversation.status:
        case ConversationStatus.CLOSED:
            return False
        case ConversationStatus.AUTOMATED:
            window, since = service.windows.conversation, conversation.last_event_at
            is_silent = window is not None and (since is None or now - since > window)
            return not is_silent and not _starts_afresh(service, conversation, now)
        case _:
            return True


def _starts_afresh(service: Service, conversation: Conversation, now: datetime) -> bool:
    """The question is no longer open, and its author did not say what a late answer meets."""
    if conversation.waiting_since is None:
        return False
    flow = service.flows.get(conversation.flow)
    state = None if flow is None else flow.states.get(conversation.state)
    window = None if state is None else state.reply
    return is_too_late(window, conversation, now) and window is not None and window.too_late is None


def _reopens(service: Service, conversation: Conversation, now: datetime) -> bool:
    """A text soon after a human closed the conversation goes back to the human."""
    window, since = service.windows.reopen, conversation.closed_at
    is_soon = window is not None and since is not None and now - since <= window
    return conversation.closed_by_human and is_soon
