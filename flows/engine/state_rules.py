"""What a flow does with a text: keywords, the state's rules, its answer, the rest (ladder rungs 7 to 10)."""

from collections.abc import Mapping
from typing import Any

from flows.engine.bot_requests import chosen_button, converse
from flows.engine.conversation_opening import is_too_late
from flows.engine.disambiguation import ask_which_is_meant, ask_which_is_meant_at_once, take_offered_intent
from flows.engine.intent_rules import Meaning, hand_over_without_bot, meaning_of
from flows.engine.saved_values import save_all, set_all
from flows.engine.transitions import (
    enter_state,
    enter_state_of_any_flow,
    escalate_or_end,
    holding_guard,
    no_match,
    run_state,
    say_and_set_transition,
    take_transition,
    wait_for_text,
)
from flows.engine.turn import Turn
from flows.matching.utterance import Utterance
from flows.model.answer_type import Answer
from flows.model.flow import BotAnswers, Form, Rule, Rules, State
from flows.protocol.conversation import ConversationStatus
from flows.protocol.outcome import Rung


def handle_text(turn: Turn, utterance: Utterance) -> Rung:
    """Hear a text in an automated conversation."""
    keyword = keyword_for(turn, utterance)
    if keyword is not None:
        take_keyword(turn, keyword, utterance)
        return Rung.KEYWORD
    state = turn.state
    if not turn.conversation.wait:
        return _open(turn, utterance)
    if state is not None and is_too_late(state.reply, turn.conversation, turn.now):
        return _take_too_late(turn, state)
    if state is None or not state.waits:
        enter_state(turn, turn.flow.start if state is None else state.name)
        return Rung.ENTERED
    return _answer(turn, state, utterance)


def keyword_for(turn: Turn, utterance: Utterance) -> Rule | None:
    """The keyword of the service that a text calls for."""
    return _find(turn, "keyword", turn.service.keywords, utterance)


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
    """The question that was open stays open; where there was none, the next text enters the state."""
    state = turn.state
    if state is not None and state.waits and not turn.conversation.calling:
        wait_for_text(turn, state)


def _take_too_late(turn: Turn, state: State) -> Rung:
    """Only where the author said what a late answer meets; elsewhere the conversation was over (rung 6)."""
    turn.trace.too_late(state.reply, turn.conversation, turn.now)
    if state.reply is not None and state.reply.too_late is not None:
        take_transition(turn, state, state.reply.too_late)
    return Rung.TOO_LATE


def _open(turn: Turn, utterance: Utterance) -> Rung:
    """An opening text is tried against the start state's rules; if none takes it, the start state is entered."""
    start = turn.flow.states[turn.flow.start]
    turn.flow.machine.enter(start.name, turn.position)
    rules = {"rule": start.rules, "flow rule": turn.flow.rules}
    by_words = (_find(turn, kind, those, utterance) for kind, those in rules.items())
    rule = next((rule for rule in by_words if rule is not None), None)
    if rule is not None:
        return _take_at_once(turn, start, rule, rule.captured(utterance), Rung.RULE)
    meaning = meaning_of(turn, start, utterance)
    understood, verdict = meaning.understood, meaning.verdict
    if verdict.taken is not None:
        return _take_at_once(turn, start, verdict.taken, verdict.taken.found(understood.entities), Rung.INTENT)
    if verdict.offered and start.only_waits:
        return ask_which_is_meant_at_once(turn, start, verdict.offered, understood.entities)
    if start.bot is not None and _can_answer(meaning, utterance):
        return converse(turn, start, start.bot, utterance)
    run_state(turn, start)
    return Rung.ENTERED


def _take_at_once(turn: Turn, start: State, rule: Rule, values: Mapping[str, Any], rung: Rung) -> Rung:
    set_all(turn, start.settings)
    return _take_rule(turn, start, rule, values, rung)


def _take_rule(turn: Turn, state: State, rule: Rule, values: Mapping[str, Any], rung: Rung = Rung.RULE) -> Rung:
    save_all(turn, values)
    take_transition(turn, state, rule.transition)
    return rung


def _answer(turn: Turn, state: State, utterance: Utterance) -> Rung:
    answered = take_offered_intent(turn, state, utterance)
    if answered is not None:
        return answered
    button = None if state.talks is None else chosen_button(turn, utterance)
    if state.talks is not None and button is not None:
        return converse(turn, state, state.talks, utterance, button.payload)
    rule = _find(turn, "rule", state.rules, utterance)
    if rule is not None:
        return _take_rule(turn, state, rule, rule.captured(utterance))
    value = None if state.answer is None else _read(turn, state.answer, utterance)
    if state.answer is not None and value is not None:
        save_all(turn, state.answer.saved(value, utterance))
        _accept(turn, state)
        return Rung.ANSWER
    if state.talks is not None and _bot_asks(turn, state) and utterance.text.strip():
        return _answer_bot(turn, state, state.talks, utterance)
    rule = _find(turn, "flow rule", turn.flow.rules, utterance)
    if rule is not None:
        return _take_rule(turn, state, rule, rule.captured(utterance))
    return _answer_by_meaning(turn, state, utterance)


def _answer_by_meaning(turn: Turn, state: State, utterance: Utterance) -> Rung:
    meaning = meaning_of(turn, state, utterance)
    understood, verdict = meaning.understood, meaning.verdict
    if verdict.taken is not None:
        return _take_rule(turn, state, verdict.taken, verdict.taken.found(understood.entities), Rung.INTENT)
    if verdict.offered:
        return ask_which_is_meant(turn, state, verdict.offered, understood.entities)
    handed_over = hand_over_without_bot(turn, state, understood)
    if handed_over is not None:
        return handed_over
    if state.bot is not None and _can_answer(meaning, utterance):
        return converse(turn, state, state.bot, utterance)
    no_match(turn, state)
    return Rung.NO_MATCH


def _can_answer(meaning: Meaning, utterance: Utterance) -> bool:
    return bool(utterance.text.strip()) and not meaning.nobody_answered


def _bot_asks(turn: Turn, state: State) -> bool:
    """What the bot itself has asked is answered before the meaning of a text is looked for."""
    bot = turn.conversation.bot
    return state.form is not None or (bot is not None and bot.form is not None)


def _answer_bot(turn: Turn, state: State, talks: Form | BotAnswers, utterance: Utterance) -> Rung:
    """Only words that the whole flow listens for come before the bot's question."""
    rule = _find(turn, "flow rule", turn.flow.rules, utterance)
    if rule is None:
        return converse(turn, state, talks, utterance)
    return _take_rule(turn, state, rule, rule.captured(utterance))


def _find(turn: Turn, kind: str, rules: Rules, utterance: Utterance) -> Rule | None:
    found = rules.find(utterance, turn.situation)
    turn.trace.rules(kind, rules, utterance, turn.situation, found)
    return found


def _read(turn: Turn, answer: Answer, utterance: Utterance) -> object:
    value = answer.read(utterance, turn.situation)
    turn.trace.answer(answer, utterance, value)
    return value


def _accept(turn: Turn, state: State) -> None:
    """The answer is kept: take the guard that holds or the state's own transition."""
    guard = holding_guard(turn, state)
    take_transition(turn, state, state.onward if guard is None else guard.transition)
