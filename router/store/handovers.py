"""What a human is told at a handover, in one mapping: values by name, what the bot understood, what it drafted."""

from typing import Any, Final

import msgspec

from flows.protocol.effects import QueueConversation
from flows.protocol.understood_texts import Gist

#: No value is called so: names of values begin with a letter.
_HEARD: Final = "_heard"
_DRAFT: Final = "_draft"


def written(entry: QueueConversation) -> dict[str, Any]:
    """A queue entry's summary with what the bot understood and drafted, as one mapping."""
    beside = {_HEARD: msgspec.to_builtins(entry.heard), _DRAFT: entry.draft}
    return {**entry.summary, **{name: value for name, value in beside.items() if value}}


def values_in(summary: dict[str, Any]) -> dict[str, Any]:
    """The values by name, without what the bot understood and drafted."""
    return {name: value for name, value in summary.items() if name not in (_HEARD, _DRAFT)}


def heard_in(summary: dict[str, Any]) -> tuple[Gist, ...]:
    """The last texts that the bot was asked about; none in what was written before there was a bot."""
    return msgspec.convert(summary.get(_HEARD, ()), tuple[Gist, ...])


def draft_in(summary: dict[str, Any]) -> str:
    """The bot's draft; empty where it made none."""
    return str(summary.get(_DRAFT, ""))
