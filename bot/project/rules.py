"""What a bot does of itself: the `rules:` of a Rasa project."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final


class AnyValue(Enum):
    """Stands for whatever a slot may be, other than empty."""

    ANY = "any"


ANY_VALUE: Final = AnyValue.ANY


@dataclass(frozen=True, slots=True)
class IntentStep:
    """A text that means one of these."""

    intents: tuple[str, ...]
    #: Entities that it must name, with their values; None: any value.
    entities: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActionStep:
    """An action, a response or a form is run."""

    name: str


@dataclass(frozen=True, slots=True)
class LoopStep:
    """A form is open from here on; None: it is closed."""

    name: str | None


@dataclass(frozen=True, slots=True)
class SlotsStep:
    """Slots have these values; None: they are empty; ANY_VALUE: they are not."""

    values: Mapping[str, Any]


Step = IntentStep | ActionStep | LoopStep | SlotsStep


@dataclass(frozen=True, slots=True)
class Rule:
    """Where its condition holds, and what comes is as its steps say, the bot does what they say."""

    name: str
    steps: tuple[Step, ...]
    #: All of them must hold.
    condition: tuple[LoopStep | SlotsStep, ...] = ()
    #: Whether the customer is waited for after the last step.
    waits: bool = True
    #: Only at the beginning of a conversation.
    only_at_start: bool = False
    file: str = ""
    line: int = 0
