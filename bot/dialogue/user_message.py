"""What a customer's text, or the button that was chosen, says to a dialogue."""

from dataclasses import dataclass
from typing import Any, Final

import msgspec

from bot.project.bot_config import BotConfig
from flows.protocol.bot_turns import Converse
from flows.protocol.needs import Entity, Intent, Understood

#: The intent of a text whose intent nobody is sure of, as Rasa calls it.
NLU_FALLBACK: Final = "nlu_fallback"


@dataclass(frozen=True, slots=True)
class UserMessage:
    """A text and what it means; without a text: nothing was said in this turn."""

    text: str = ""
    #: With its sub-intent: "faq/parking".
    intent: str = ""
    confidence: float = 0.0
    #: The likeliest first.
    intents: tuple[Intent, ...] = ()
    entities: tuple[Entity, ...] = ()

    @property
    def kind(self) -> str:
        """The intent without its sub-intent."""
        return self.intent.partition("/")[0]


NO_MESSAGE: Final = UserMessage()


def user_message_of(deed: Converse, understood: Understood | None, config: BotConfig) -> UserMessage:
    """The message of a turn.

    A payload `/intent{…}` names its intent. A text has that of `understood`, else of what the flow had it understood as
    before, or nlu_fallback where that is not certain.
    """
    if deed.payload is not None and deed.payload.startswith("/"):
        return _chosen(deed.payload)
    meant = understood or deed.understood or Understood()
    if not _is_sure(meant, config):
        return UserMessage(deed.text, NLU_FALLBACK, 1.0, meant.intents, meant.entities)
    return UserMessage(deed.text, meant.intents[0].name, meant.intents[0].confidence, meant.intents, meant.entities)


def _chosen(payload: str) -> UserMessage:
    """`/intent{"entity": value}`."""
    name, brace, rest = payload[1:].partition("{")
    entities = tuple(Entity(entity, value) for entity, value in _values(brace + rest).items())
    intent = name.strip()
    return UserMessage(payload, intent, 1.0, (Intent(intent, 1.0),), entities)


def _values(written: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(written, type=dict[str, Any]) if written else {}
    except msgspec.DecodeError:
        return {}


def _is_sure(meant: Understood, config: BotConfig) -> bool:
    if meant.out_of_scope or not meant.intents or meant.intents[0].name == NLU_FALLBACK:
        return False
    first = meant.intents[0].confidence
    second = meant.intents[1].confidence if len(meant.intents) > 1 else 0.0
    is_high = config.threshold is None or first >= config.threshold
    is_clear = config.ambiguity_threshold is None or first - second >= config.ambiguity_threshold
    return is_high and is_clear
