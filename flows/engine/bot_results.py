"""The bot has taken its turn: say what it says, keep what it found out, and go on where it was asked."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from msgspec import structs

from flows.engine.bot_requests import end_bots_question, is_for_agents, say_bot_turn
from flows.engine.saved_values import save, save_all, set_all
from flows.engine.transitions import (
    escalate_or_end,
    no_match,
    pass_through_until_wait,
    run_state,
    take_failed_transition,
    take_onward,
    take_transition,
    wait_for_text,
)
from flows.engine.turn import Turn
from flows.model.flow import Action, BotAnswers, Escalation, Form, State, Transition
from flows.protocol.bot_turns import BotMemory, BotTurn
from flows.protocol.understood_texts import gist_of

_WANTS_A_HUMAN: Final = "the bot asked for a human"
_DRAFTED: Final = "the bot drafted an answer"


def go_on_after_bot_turn(turn: Turn, state: State, asked: Action | Form | BotAnswers, result: BotTurn) -> None:
    """Go on in the state whose action, form or answer the bot was asked for."""
    if not result.is_good:
        take_failed_transition(turn, state, asked.failed, result)
        return
    if _is_refused(turn.conversation.bot, result):
        result = structs.replace(result, knew=False)
    say_bot_turn(turn, result)
    _keep_meaning(turn, result)
    if is_for_agents(turn, result):
        _hand_over(turn, state, _DRAFTED)
        _add_draft(turn, result)
        return
    if result.hands_over:
        _hand_over(turn, state, _WANTS_A_HUMAN)
        return
    match asked:
        case Action():
            _after_action(turn, state, asked, result)
        case Form():
            _after_form(turn, state, asked, result)
        case BotAnswers():
            _after_answer(turn, state, asked, result)


def _add_draft(turn: Turn, result: BotTurn) -> None:
    if turn.queued is not None:
        turn.queued = structs.replace(turn.queued, draft="\n".join(message.text for message in result.messages))


def _is_refused(before: BotMemory | None, result: BotTurn) -> bool:
    """The bot took the text for an answer to its question, found it of no use, and asks the same again."""
    asked = result.memory.asked
    is_same = before is not None and asked is not None and before.asked == asked
    return is_same and asked in result.slots and result.slots[asked] is None


def _after_action(turn: Turn, state: State, action: Action, result: BotTurn) -> None:
    # Forms are begun by the flow: one that an action opens has nobody to go on with it.
    end_bots_question(turn)
    if action.save is not None:
        save(turn, action.save, dict(result.slots))
    pass_through_until_wait(turn, state)


def _after_form(turn: Turn, state: State, form: Form, result: BotTurn) -> None:
    if result.form_left:
        take_transition(turn, state, form.left)
    elif result.memory.form is not None or not result.knew:
        _wait_on(turn, state, result)
    else:
        _save(turn, form.save, {**dict.fromkeys(form.save), **result.memory.slots})
        pass_through_until_wait(turn, take_onward(turn, state, told=bool(turn.said)))


def _after_answer(turn: Turn, state: State, bot: BotAnswers, result: BotTurn) -> None:
    _save(turn, bot.save, result.slots)
    is_first_text = turn.conversation.wait == 1
    if is_first_text and not result.knew and not result.messages:
        run_state(turn, state)
        return
    if is_first_text:
        set_all(turn, state.settings)
    _wait_on(turn, state, result)


def _wait_on(turn: Turn, state: State, result: BotTurn) -> None:
    if result.knew:
        wait_for_text(turn, state)
        return
    if turn.conversation.misses >= state.no_match.times:
        # The bot asks again, but the conversation leaves the state now.
        turn.said.clear()
    no_match(turn, state, is_answered=bool(result.messages))


def _save(turn: Turn, places: Mapping[str, str], slots: Mapping[str, Any]) -> None:
    save_all(turn, {place: slots[slot] for slot, place in places.items() if slot in slots})


def _keep_meaning(turn: Turn, result: BotTurn) -> None:
    """What the bot made of a text whose meaning nobody had asked for, for the human who may take over."""
    gists = turn.conversation.heard
    if gists and result.understood is not None:
        turn.change(heard=(*gists[:-1], gist_of(gists[-1].text, result.understood)))


def _hand_over(turn: Turn, state: State, reason: str) -> None:
    """Escalate to the team that the state's no match calls, or to the default one."""
    usual = state.no_match.then.escalate or Escalation(turn.service.default_team.name)
    transition = Transition("bot", escalate=replace(usual, reason=reason))
    turn.trace.took(turn.flow.name, state.name, transition)
    turn.change(state=state.name)
    escalate_or_end(turn, transition, told=bool(turn.said))
