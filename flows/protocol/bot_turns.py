"""What a flow asks of a bot beyond the meaning of a text: an action, a form, its own answer; and what comes of it.

All of them may change something, in the bot or beyond it: they are deeds (DESIGN.md, 3).
"""

from datetime import timedelta
from typing import Any

from msgspec import Struct, field

from flows.protocol.needs import Understood


class Button(Struct, frozen=True):
    """One of several answers that the bot offers; over SMS it is chosen by its number."""

    title: str
    #: What the bot is told when it is chosen: "/intent{...}" with Rasa. Never anything that the customer wrote.
    payload: str


class BotMessage(Struct, frozen=True, omit_defaults=True):
    """Something that the bot says."""

    text: str = ""
    #: Addresses of pictures.
    media: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()


class BotMemory(Struct, frozen=True, omit_defaults=True):
    """What a bot knows of a conversation between its turns; kept with the conversation, survives JSON unchanged."""

    slots: dict[str, Any] = field(default_factory=dict)
    #: The form that is being filled in, and the slot that was asked for.
    form: str | None = None
    asked: str | None = None
    #: What was offered last.
    buttons: tuple[Button, ...] = ()


class RunAction(Struct, frozen=True, tag="action"):
    """Run one action of the bot by its name."""

    name: str


class BeginForm(Struct, frozen=True, tag="form"):
    """Begin a form: ask for the first thing that is missing."""

    name: str


class Converse(Struct, frozen=True, omit_defaults=True, tag="converse"):
    """Let the bot answer a text, or take it for the form that is being filled in."""

    text: str
    #: What it means, where that has been asked before.
    understood: Understood | None = None
    #: The payload of a button that was chosen; stands in place of the text.
    payload: str | None = None


BotDeed = RunAction | BeginForm | Converse


def name_of(deed: BotDeed) -> str:
    """A deed in a few words, none of them the customer's: "action action_order_status"."""
    match deed:
        case RunAction(name):
            return f"action {name}"
        case BeginForm(name):
            return f"form {name}"
        case Converse():
            return "answer"


class BotTurnNeeded(Struct, frozen=True, omit_defaults=True):
    """All that a bot is given for one turn."""

    deed: BotDeed
    memory: BotMemory
    language: str
    within: timedelta
    #: What a language model may answer from, by name, in the language of the conversation. None: it drafts nothing.
    texts: dict[str, str] = field(default_factory=dict)
    #: What the author lets a language model see of the conversation, by name, written as in a text.
    sees: dict[str, str] = field(default_factory=dict)


class BotTurn(Struct, frozen=True, omit_defaults=True, tag="bot_turn"):
    """What came of it."""

    messages: tuple[BotMessage, ...] = ()
    memory: BotMemory = BotMemory()
    #: The slots that this turn set; None: cleared.
    slots: dict[str, Any] = field(default_factory=dict)
    #: What the bot itself made of the text, where it was the first to look.
    understood: Understood | None = None
    #: False: it has no answer to the text, or could not use it as an answer to what it asked.
    knew: bool = True
    #: Written by a language model, for a human to read first: never sent to the customer, unless the author of the
    #: flow wrote `drafts: customers`.
    draft: bool = False
    #: It wants a human to go on.
    hands_over: bool = False
    #: A form was left unfinished, by the bot's own rules.
    form_left: bool = False
    #: Why there is no usable result, for the agent's eye; everything else is then as it was before.
    problem: str | None = None

    @property
    def is_good(self) -> bool:
        """False where the bot did not answer, or nobody knows what it did."""
        return self.problem is None

    @property
    def trouble(self) -> str:
        """What went wrong, in a few words."""
        return self.problem or "it gave no result"
