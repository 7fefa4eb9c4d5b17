"""The bot's own turns: what it is asked, what it is given for that, and what it says."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from flows.engine.calls import wait_for_deed
from flows.engine.messages import MAX_MEDIA, Said
from flows.engine.saved_values import plain_setting_value
from flows.engine.turn import Turn
from flows.model.bot_use import Drafts
from flows.model.flow import Action, Form, Setting, State
from flows.protocol.bot_turns import (
    BeginForm,
    BotDeed,
    BotMemory,
    BotMessage,
    BotTurn,
    BotTurnNeeded,
    Button,
    Converse,
    RunAction,
)
from flows.protocol.effects import AskBot
from flows.protocol.needs import Understood
from flows.protocol.understood_texts import MAX_GISTS, gist_of
from flows.text.template import MAX_TEXT_LENGTH
from flows.types.errors import FlowFailure
from flows.types.media import Media


def visible_values(turn: Turn) -> dict[str, str]:
    """What the author lets a language model see, by name, written as in a text; names without a value are left out."""
    written = {name: turn.situation.written(name) for name in turn.service.bot.language_model.sees}
    return {name: text for name, text in written.items() if text is not None}


def texts_to_answer_from(turn: Turn) -> dict[str, str]:
    """What a language model may answer from, by name, in the language of the conversation.

    Raises FlowFailure for a text that does not render.
    """
    texts = turn.service.bot.language_model.texts
    names = turn.situation.names() if texts else {}
    return {name: text.render(turn.situation.language, turn.service.language, names) for name, text in texts.items()}


#: What is kept of the bot's memory goes with the conversation from then on.
MAX_MEMORY_SIZE: Final = 16_384
#: Nobody wants to read more at once.
MAX_MESSAGES: Final = 10


def say_bot_turn(turn: Turn, result: BotTurn) -> None:
    """Say what the bot says, and keep what it knows; FlowFailure when that is out of all proportion."""
    if len(result.messages) > MAX_MESSAGES:
        raise FlowFailure(f"the bot said more than {MAX_MESSAGES} messages at once")
    offered: tuple[Button, ...] = ()
    for message in () if is_for_agents(turn, result) else result.messages:
        turn.said += _said(message, first=len(offered) + 1)
        offered += message.buttons
    before = turn.conversation.bot or BotMemory()
    still_open = offered or (() if result.knew else before.buttons)
    _keep_memory(turn, replace(result.memory, buttons=still_open))


def is_for_agents(turn: Turn, result: BotTurn) -> bool:
    """A language model has written it, and the author did not say that customers may read that at once."""
    return result.draft and turn.service.bot.language_model.drafts is Drafts.AGENTS


def _said(message: BotMessage, first: int) -> Iterator[Said]:
    """A message's text and its buttons as numbered lines, cut where too long; pictures go with the last piece."""
    text = "\n".join((*filter(None, [message.text]), *numbered([each.title for each in message.buttons], first)))
    media = tuple(Media(url) for url in message.media if url.startswith(("https://", "http://")))[:MAX_MEDIA]
    *pieces, last = [text[start : start + MAX_TEXT_LENGTH] for start in range(0, len(text), MAX_TEXT_LENGTH)] or [""]
    yield from map(Said, pieces)
    if last or media:
        yield Said(last, media=media)


def numbered(labels: Sequence[str], first: int = 1) -> Iterator[str]:
    """Choices, a line each: "1 Yes"."""
    return (f"{number} {label}" for number, label in enumerate(labels, start=first))


def _keep_memory(turn: Turn, memory: BotMemory) -> None:
    if len(repr(memory)) > MAX_MEMORY_SIZE:
        raise FlowFailure(f"what the bot keeps of a conversation is larger than {MAX_MEMORY_SIZE:,} characters")
    turn.change(bot=memory)
    turn.has_new_buttons = True


def run_action(turn: Turn, state: State, action: Action) -> None:
    ask_bot(turn, state, RunAction(action.name), action.within, action.arguments)


def begin_form(turn: Turn, state: State, form: Form) -> None:
    ask_bot(turn, state, BeginForm(form.name), form.within, form.arguments)


def ask_bot(
    turn: Turn, state: State, deed: BotDeed, within: timedelta, arguments: tuple[Setting, ...] = (), misses: int = 0
) -> None:
    memory = _memory(turn, arguments)
    wait = wait_for_deed(turn, state, misses)
    texts = texts_to_answer_from(turn) if isinstance(deed, Converse) else {}
    turn.deed = AskBot(wait, BotTurnNeeded(deed, memory, turn.situation.language, within, texts, visible_values(turn)))


def _memory(turn: Turn, arguments: tuple[Setting, ...]) -> BotMemory:
    """What the bot knows, and what the flow tells it."""
    memory = turn.conversation.bot or BotMemory()
    if not arguments:
        return memory
    told = {each.name: plain_setting_value(each, turn.situation) for each in arguments}
    return replace(memory, slots={**memory.slots, **told})


def end_bots_question(turn: Turn) -> None:
    """Another state asks now: the bot's form is over, and so are its buttons, unless they were offered in this step."""
    bot = turn.conversation.bot
    if bot is not None and (bot.form or bot.buttons):
        buttons = bot.buttons if turn.has_new_buttons else ()
        turn.change(bot=replace(bot, form=None, asked=None, buttons=buttons))


def keep_gist(turn: Turn, text: str, understood: Understood) -> None:
    """Keep in short what the bot made of a text, for the human who may take over."""
    turn.change(heard=(*turn.conversation.heard, gist_of(text, understood))[-MAX_GISTS:])
