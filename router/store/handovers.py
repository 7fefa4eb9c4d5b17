"""What a human is told at a handover, in one mapping: values by name, and what the bot understood."""

from typing import Any, Final

import msgspec

from flows.effects import QueueConversation
from flows.understanding import Gist

#: No value is called so: names of values begin with a letter.
_HEARD: Final = "_heard"


def written(entry: QueueConversation) -> dict[str, Any]:
    heard = [msgspec.to_builtins(gist) for gist in entry.heard]
    return {**entry.summary, _HEARD: heard} if heard else entry.summary


def values_in(summary: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in summary.items() if name != _HEARD}


def heard_in(summary: dict[str, Any]) -> tuple[Gist, ...]:
    """The last texts that the bot was asked about; none in what was written before there was a bot."""
    return msgspec.convert(summary.get(_HEARD, ()), tuple[Gist, ...])
