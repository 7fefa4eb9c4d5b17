"""What a flow does with a text: keywords, the state's rules, its answer, the rest (ladder rungs 7 to 10)."""

from collections.abc import Mapping
from typing import Any

from flows.engine.bot_messages import chosen_button
from flows.engine.bot_requests import converse
from flows.engine.conversation_opening import is_too_late
from flows.engine.disambiguation import answer_offer, offer, offer_at_once
from flows.engine.intent_rules import Meaning, meaning_of, without_bot
from flows.engine.no_match import miss
from flows.engine.transitions import (
    arrive,
    enter,
    enter_anywhere,
    holding_check,
    leave_flow,
    say_and_set,
    take,
    wait,
)
from flows.engine.turn import Turn
from flows.matching.utterance import Heard
from flows.model.answer_type import Answer
from flows.model.flow import BotAnswers, Form, Rule, Rules, State
from flows.protocol.conversation import ConversationStatus
from flows.protocol.outcome import Rung


def listen(turn: Turn, heard: Heard) -> Rung:
    """Hear a text in an automated conversation."""
    keyword = keyword_for(turn, heard)
    if keyword is not None:
        take_keyword(turn, keyword, heard)
        return Rung.KEYWORD
    state = turn.state
    if not turn.conversation.wait:
        return _open(turn, heard)
    if state is not None and is_too_late(state.reply, turn.conversation, turn.now):
        return _take_too_late(turn, state)
    if state is None or not state.waits:
        enter(turn, turn.flow.start if state is None else state.name)
        return Rung.ENTERED
    return _answer(turn, state, heard)


def keyword_for(turn: Turn, heard: Heard) -> Rule | None:
    """The keyword of the service that a text calls for."""
    return _find(turn, "keyword", turn.service.keywords, heard)


def take_keyword(turn: Turn, keyword: Rule, heard: Heard) -> None:
    """Do what a keyword of the service says, from wherever the conversation is."""
    turn.save_all(keyword.captured(heard))
    way_out = keyword.way_out
    say_and_set(turn, way_out)
    if way_out.go_to is not None:
        enter_anywhere(turn, way_out.go_to)
    elif way_out.leaves:
        leave_flow(turn, way_out, told=False)
    elif turn.conversation.status is ConversationStatus.AUTOMATED:
        _stay(turn)


def _stay(turn: Turn) -> None:
    """The question that was open stays open; where there was none, the next text enters the state."""
    state = turn.state
    if state is not None and state.waits and not turn.conversation.calling:
        wait(turn, state)


def _take_too_late(turn: Turn, state: State) -> Rung:
    """Only where the author said what a late answer meets; elsewhere the conversation was over (rung 6)."""
    turn.trace.too_late(state.reply, turn.conversation, turn.now)
    if state.reply is not None and state.reply.too_late is not None:
        take(turn, state, state.reply.too_late)
    return Rung.TOO_LATE


def _open(turn: Turn, heard: Heard) -> Rung:
    """An opening text is tried against the start state's rules; if none takes it, the start state is entered."""
    start = turn.flow.states[turn.flow.start]
    turn.flow.machine.enter(start.name, turn.position)
    rules = {"rule": start.rules, "flow rule": turn.flow.rules}
    by_words = (_find(turn, kind, those, heard) for kind, those in rules.items())
    rule = next((rule for rule in by_words if rule is not None), None)
    if rule is not None:
        return _take_at_once(turn, start, rule, rule.captured(heard), Rung.RULE)
    meaning = meaning_of(turn, start, heard)
    understood, verdict = meaning.understood, meaning.verdict
    if verdict.taken is not None:
        return _take_at_once(turn, start, verdict.taken, verdict.taken.found(understood.entities), Rung.INTENT)
    if verdict.offered and start.only_waits:
        return offer_at_once(turn, start, verdict.offered, understood.entities)
    if start.bot is not None and _can_answer(meaning, heard):
        return converse(turn, start, start.bot, heard)
    arrive(turn, start)
    return Rung.ENTERED


def _take_at_once(turn: Turn, start: State, rule: Rule, values: Mapping[str, Any], rung: Rung) -> Rung:
    turn.set(start.settings)
    return _take_rule(turn, start, rule, values, rung)


def _take_rule(turn: Turn, state: State, rule: Rule, values: Mapping[str, Any], rung: Rung = Rung.RULE) -> Rung:
    turn.save_all(values)
    take(turn, state, rule.way_out)
    return rung


def _answer(turn: Turn, state: State, heard: Heard) -> Rung:
    answered = answer_offer(turn, state, heard)
    if answered is not None:
        return answered
    button = None if state.talks is None else chosen_button(turn, heard)
    if state.talks is not None and button is not None:
        return converse(turn, state, state.talks, heard, button.payload)
    rule = _find(turn, "rule", state.rules, heard)
    if rule is not None:
        return _take_rule(turn, state, rule, rule.captured(heard))
    value = None if state.answer is None else _read(turn, state.answer, heard)
    if state.answer is not None and value is not None:
        turn.save_all(state.answer.saved(value, heard))
        _accept(turn, state)
        return Rung.ANSWER
    if state.talks is not None and _bot_asks(turn, state) and heard.text.strip():
        return _answer_bot(turn, state, state.talks, heard)
    rule = _find(turn, "flow rule", turn.flow.rules, heard)
    if rule is not None:
        return _take_rule(turn, state, rule, rule.captured(heard))
    return _answer_by_meaning(turn, state, heard)


def _answer_by_meaning(turn: Turn, state: State, heard: Heard) -> Rung:
    meaning = meaning_of(turn, state, heard)
    understood, verdict = meaning.understood, meaning.verdict
    if verdict.taken is not None:
        return _take_rule(turn, state, verdict.taken, verdict.taken.found(understood.entities), Rung.INTENT)
    if verdict.offered:
        return offer(turn, state, verdict.offered, understood.entities)
    handed_over = without_bot(turn, state, understood)
    if handed_over is not None:
        return handed_over
    if state.bot is not None and _can_answer(meaning, heard):
        return converse(turn, state, state.bot, heard)
    miss(turn, state)
    return Rung.NO_MATCH


def _can_answer(meaning: Meaning, heard: Heard) -> bool:
    return bool(heard.text.strip()) and not meaning.nobody_answered


def _bot_asks(turn: Turn, state: State) -> bool:
    """What the bot itself has asked is answered before the meaning of a text is looked for."""
    bot = turn.conversation.bot
    return state.form is not None or (bot is not None and bot.form is not None)


def _answer_bot(turn: Turn, state: State, talks: Form | BotAnswers, heard: Heard) -> Rung:
    """Only words that the whole flow listens for come before the bot's question."""
    rule = _find(turn, "flow rule", turn.flow.rules, heard)
    if rule is None:
        return converse(turn, state, talks, heard)
    return _take_rule(turn, state, rule, rule.captured(heard))


def _find(turn: Turn, kind: str, rules: Rules, heard: Heard) -> Rule | None:
    found = rules.find(heard, turn.situation)
    turn.trace.rules(kind, rules, heard, turn.situation, found)
    return found


def _read(turn: Turn, answer: Answer, heard: Heard) -> object:
    value = answer.read(heard, turn.situation)
    turn.trace.answer(answer, heard, value)
    return value


def _accept(turn: Turn, state: State) -> None:
    """The answer is kept: take the check that holds or the state's own way out."""
    check = holding_check(turn, state)
    take(turn, state, state.onward if check is None else check.way_out)
