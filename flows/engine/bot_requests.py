"""The bot's own turns: what it is asked, and what it is given for that."""

from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from flows.engine.business_calls import wait_for_deed
from flows.engine.language_model_context import seen, texts_to_answer_from
from flows.engine.turn import Turn
from flows.matching.utterance import Utterance
from flows.model.flow import Action, BotAnswers, Form, Setting, State
from flows.protocol.bot_turns import BeginForm, BotDeed, BotMemory, BotTurnNeeded, Converse, RunAction
from flows.protocol.effects import AskBot
from flows.protocol.needs import UnderstandingNeeded, Understood
from flows.protocol.outcome import Rung


def run_action(turn: Turn, state: State, action: Action) -> None:
    _ask(turn, state, RunAction(action.name), action.within, action.arguments)


def begin_form(turn: Turn, state: State, form: Form) -> None:
    _ask(turn, state, BeginForm(form.name), form.within, form.arguments)


#: Until the bot says what it made of a text.
NOT_UNDERSTOOD: Final = Understood()


def converse(
    turn: Turn, state: State, talks: Form | BotAnswers, utterance: Utterance, payload: str | None = None
) -> Rung:
    """Let the bot have a text. What it means is not asked twice. Texts in a row that it did not know still count."""
    met = turn.met.get(UnderstandingNeeded(utterance.text, turn.situation.language).key)
    understood = met if isinstance(met, Understood) and met.problem is None else None
    if met is None:
        turn.keep_gist(utterance.text, NOT_UNDERSTOOD)
    turn.trace.asked_bot(state, payload)
    _ask(turn, state, Converse(utterance.text, understood, payload), talks.within, misses=turn.conversation.misses)
    return Rung.BOT


def _ask(
    turn: Turn, state: State, deed: BotDeed, within: timedelta, step_input: tuple[Setting, ...] = (), misses: int = 0
) -> None:
    memory = _memory(turn, step_input)
    wait = wait_for_deed(turn, state, misses)
    texts = texts_to_answer_from(turn) if isinstance(deed, Converse) else {}
    turn.deed = AskBot(wait, BotTurnNeeded(deed, memory, turn.situation.language, within, texts, seen(turn)))


def _memory(turn: Turn, step_input: tuple[Setting, ...]) -> BotMemory:
    """What the bot knows, and what the flow tells it."""
    memory = turn.conversation.bot or BotMemory()
    if not step_input:
        return memory
    return replace(memory, slots={**memory.slots, **{each.name: turn.plain_value_of(each) for each in step_input}})
