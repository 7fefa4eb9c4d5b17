"""What the words of a text call for: keywords of the service, rules of the state and the flow, the state's answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flows.engine.saved_values import save_all, set_all
from flows.engine.transitions import (
    enter_state,
    enter_state_of_any_flow,
    escalate_or_end,
    holding_guard,
    no_match,
    say_and_set_transition,
    take_transition,
    wait_for_text,
)
from flows.engine.turn import InboundText, Turn
from flows.matching.utterance import Utterance
from flows.model.answer_type import Answer
from flows.model.flow import ReplyWindow, Rule, Rules, State
from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.outcome import Rung


def take_service_keyword(turn: Turn, text: InboundText) -> Rung | None:
    """A keyword of the service, in whatever state the conversation is.

    Where it leads out of a call, what was texted before it is answered with it.
    """
    keyword = _find(turn, "keyword", turn.service.keywords, text.utterance)
    if keyword is None:
        return None
    was_calling = turn.conversation.calling
    take_keyword(turn, keyword, text.utterance)
    if was_calling and not turn.conversation.calling:
        turn.drop_pending_texts()
    return Rung.KEYWORD


def take_keyword(turn: Turn, keyword: Rule, utterance: Utterance) -> None:
    """Do what a keyword of the service says, from wherever the conversation is."""
    save_all(turn, keyword.captured(utterance))
    transition = keyword.transition
    say_and_set_transition(turn, transition)
    if transition.go_to is not None:
        enter_state_of_any_flow(turn, transition.go_to)
    elif transition.leaves:
        escalate_or_end(turn, transition, told=False)
    elif turn.conversation.status is ConversationStatus.AUTOMATED:
        _stay(turn)


def _stay(turn: Turn) -> None:
    """The question that was open stays open, and no longer than before; without one the next text enters the state."""
    state, since = turn.state, turn.conversation.waiting_since
    if state is None or not state.waits or turn.conversation.calling:
        return
    wait_for_text(turn, state)
    if since is not None:
        turn.change(waiting_since=since)


def take_too_late(turn: Turn, text: InboundText) -> Rung | None:  # noqa: ARG001
    """A late answer takes the transition for it. Where the author wrote none, the conversation was over by now."""
    state = None if turn.conversation.waiting_since is None else turn.state
    if state is None or not is_too_late(state.reply, turn.conversation, turn.now):
        return None
    turn.trace.too_late(state.reply, turn.conversation, turn.now)
    if state.reply is not None and state.reply.too_late is not None:
        take_transition(turn, state, state.reply.too_late)
    return Rung.TOO_LATE


def is_too_late(window: ReplyWindow | None, conversation: Conversation, now: datetime) -> bool:
    """True when the answer to the open question is no longer accepted."""
    since = conversation.waiting_since
    return window is not None and since is not None and now - since > window.within


def reenter_state(turn: Turn, text: InboundText) -> Rung | None:  # noqa: ARG001
    """A state that waits for no text is entered anew, the start where the flow was changed and the state is gone."""
    state = turn.state
    if turn.is_opening or (state is not None and state.waits):
        return None
    enter_state(turn, turn.flow.start if state is None else state.name)
    return Rung.ENTERED


def take_state_rule(turn: Turn, text: InboundText) -> Rung | None:
    """A rule of the state that the conversation is in, by what it hears or its condition."""
    return _take_rule_by_words(turn, "rule", state_asked(turn).rules, text.utterance)


def take_flow_rule(turn: Turn, text: InboundText) -> Rung | None:
    """The same of a rule that the whole flow has."""
    return _take_rule_by_words(turn, "flow rule", turn.flow.rules, text.utterance)


def state_asked(turn: Turn) -> State:
    """The state whose question is open; for an opening text the start."""
    flow, conversation = turn.flow, turn.conversation
    name = conversation.state if conversation.wait else flow.start
    return flow.states.get(name) or flow.states[flow.start]


def _take_rule_by_words(turn: Turn, kind: str, rules: Rules, utterance: Utterance) -> Rung | None:
    rule = _find(turn, kind, rules, utterance) if rules.rules else None
    if rule is None:
        return None
    take_rule(turn, state_asked(turn), rule, rule.captured(utterance))
    return Rung.RULE


def take_rule(turn: Turn, state: State, rule: Rule, values: Mapping[str, Any]) -> None:
    """Save what a rule found in the text, and take its transition. An opening text passes the start on the way."""
    if turn.is_opening:
        turn.flow.machine.enter(state.name, turn.position)
        set_all(turn, state.settings)
    save_all(turn, values)
    take_transition(turn, state, rule.transition)


def take_answer(turn: Turn, text: InboundText) -> Rung | None:
    """The answer to the state's question is saved; the guard that holds leads on, or the state's own transition."""
    state = state_asked(turn)
    value = None if turn.is_opening or state.answer is None else _read(turn, state.answer, text.utterance)
    if state.answer is None or value is None:
        return None
    save_all(turn, state.answer.saved(value, text.utterance))
    guard = holding_guard(turn, state)
    take_transition(turn, state, state.onward if guard is None else guard.transition)
    return Rung.ANSWER


def enter_start(turn: Turn, text: InboundText) -> Rung | None:  # noqa: ARG001
    """An opening text that nothing took is answered by what the start state says."""
    if not turn.is_opening:
        return None
    enter_state(turn, turn.flow.start)
    return Rung.ENTERED


def retry(turn: Turn, text: InboundText) -> Rung:  # noqa: ARG001
    """Nothing took it: the customer is asked again; after so many times the state's transition for that is taken."""
    no_match(turn, state_asked(turn))
    return Rung.NO_MATCH


def _find(turn: Turn, kind: str, rules: Rules, utterance: Utterance) -> Rule | None:
    found = rules.find(utterance, turn.situation)
    turn.trace.rules(kind, rules, utterance, turn.situation, found)
    return found


def _read(turn: Turn, answer: Answer, utterance: Utterance) -> object:
    value = answer.read(utterance, turn.situation)
    turn.trace.answer(answer, utterance, value)
    return value
