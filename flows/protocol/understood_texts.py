"""What is kept of what the bot understood: an offer that is open, and the last texts in short."""

from typing import Any, Final

from msgspec import Struct, field

from flows.protocol.needs import Understood
from flows.types.values import plain

#: As many texts as a human reads before answering.
MAX_GISTS: Final = 3
_MAX_SHOWN_LENGTH: Final = 160
_MAX_ENTITIES: Final = 10


class OfferedIntent(Struct, frozen=True, omit_defaults=True):
    """Something that a text may have meant, and what is saved of the text when it did."""

    intent: str
    values: dict[str, Any] = field(default_factory=dict)


class Offer(Struct, frozen=True, omit_defaults=True):
    """ "Did you mean …?" The customer chooses by number, in the order of `intents`, by words, or by yes and no."""

    #: The `Conversation.wait` that it was made in; it is void when that is over.
    wait: int
    intents: tuple[OfferedIntent, ...]
    #: In place of what the start state says.
    is_opening: bool = False


class Gist(Struct, frozen=True, omit_defaults=True):
    """What the bot made of one text, in short, for a human who takes the conversation."""

    text: str
    #: The likeliest intent; None when it was out of scope, or the bot did not answer.
    intent: str | None = None
    confidence: float = 0.0
    #: What it found in the text, plain, by name or `name.role`.
    entities: dict[str, Any] = field(default_factory=dict)


def gist_of(text: str, understood: Understood) -> Gist:
    """What a human needs of it: the text shortened, the likeliest intent, at most ten entities."""
    entities = {
        each.name if each.role is None else f"{each.name}.{each.role}": _short(str(plain(each.value)))
        for each in understood.entities[:_MAX_ENTITIES]
    }
    if understood.out_of_scope or not understood.intents:
        return Gist(_short(text), entities=entities)
    likeliest = understood.intents[0]
    return Gist(_short(text), likeliest.name, round(likeliest.confidence, 2), entities)


def _short(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN_LENGTH else text[: _MAX_SHOWN_LENGTH - 1] + "…"
