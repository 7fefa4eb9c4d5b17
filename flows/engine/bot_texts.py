"""Texts that go to the bot: the choice of a button, an answer to what it asked, what it may have an answer to."""

from collections.abc import Sequence
from typing import Final

from flows.engine.bot_requests import ask_bot, keep_gist
from flows.engine.state_rules import state_asked
from flows.engine.turn import InboundText, Turn
from flows.matching.utterance import Utterance, utterance_of
from flows.matching.yes_no import YesNo
from flows.model.answers.choice_answer import ChoiceAnswer
from flows.model.flow import BotAnswers, Form, State
from flows.protocol.bot_turns import Button, Converse
from flows.protocol.needs import UnderstandingNeeded, Understood
from flows.protocol.outcome import Rung

#: Until the bot says what it made of a text.
_NOT_UNDERSTOOD: Final = Understood()


def choose_button(turn: Turn, text: InboundText) -> Rung | None:
    """A text that is, as a whole, one of the buttons that the bot offered."""
    bot, state = turn.conversation.bot, state_asked(turn)
    if bot is None or not bot.buttons or state.talks is None:
        return None
    button = _chosen(bot.buttons, turn.service.bot.words, text.utterance)
    return None if button is None else _converse(turn, state, state.talks, text, button.payload)


def _chosen(buttons: Sequence[Button], words: YesNo, utterance: Utterance) -> Button | None:
    """The button that a whole text names: by its number, its title, or a word for yes or no where it is such a one."""
    numbers = [str(number) for number in range(len(buttons))]
    chosen = ChoiceAnswer.of(numbers, [[each.title] for each in buttons]).whole(utterance)
    return _by_yes_or_no(buttons, words, utterance) if chosen is None else buttons[chosen]


def _by_yes_or_no(buttons: Sequence[Button], words: YesNo, utterance: Utterance) -> Button | None:
    meant = words.read(utterance)
    fitting = [each for each in buttons if meant is not None and words.read(utterance_of(each.title)) is meant]
    return fitting[0] if len(fitting) == 1 else None


def answer_bots_question(turn: Turn, text: InboundText) -> Rung | None:
    """What the bot itself has asked is answered before the meaning of a text is looked for."""
    state, bot = state_asked(turn), turn.conversation.bot
    asks = state.form is not None or (bot is not None and bot.form is not None)
    if turn.is_opening or state.talks is None or not asks or text.is_wordless:
        return None
    return _converse(turn, state, state.talks, text)


def let_bot_answer(turn: Turn, text: InboundText) -> Rung | None:
    """A text that no rule takes, where the author lets the bot answer by itself."""
    state = state_asked(turn)
    if state.bot is None or text.is_wordless or _is_bot_away(turn, text):
        return None
    return _converse(turn, state, state.bot, text)


def _is_bot_away(turn: Turn, text: InboundText) -> bool:
    """Asked what the text means it said nothing: there is no bot, or it is down, and is not asked again at once."""
    met = _understanding(turn, text)
    return met is not None and not met.intents and not met.out_of_scope


def _understanding(turn: Turn, text: InboundText) -> Understood | None:
    """What the bot made of a text, where it has been asked in this step."""
    met = turn.met.get(UnderstandingNeeded(text.utterance.text, turn.situation.language).key)
    return met if isinstance(met, Understood) else None


def _converse(
    turn: Turn, state: State, talks: Form | BotAnswers, text: InboundText, payload: str | None = None
) -> Rung:
    """Let the bot have a text. What it means is not asked twice. Texts in a row that it did not know still count."""
    met, words = _understanding(turn, text), text.utterance.text
    if met is None:
        keep_gist(turn, words, _NOT_UNDERSTOOD)
    turn.trace.asked_bot(state, payload)
    understood = None if met is None or met.problem is not None else met
    ask_bot(turn, state, Converse(words, understood, payload), talks.within, misses=turn.conversation.misses)
    return Rung.BOT
