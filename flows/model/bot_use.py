"""How a service uses its bot: which one, for how long it waits, and what it does without it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, StrEnum
from typing import Final

from flows.matching.yes_no import YesNo
from flows.model.flow import Escalation
from flows.text.localized_text import Text


class Engine(StrEnum):
    """What stands behind the bot."""

    EMBEDDED = "embedded"  # a model in this process
    RASA = "rasa"  # a Rasa server
    LANGUAGE_MODEL = "language_model"  # a language model of the operator's choice


class StandIn(Enum):
    """Who answers in place of a bot that does not."""

    EMBEDDED = "embedded"


#: The embedded bot does.
STANDS_IN: Final = StandIn.EMBEDDED


class Drafts(StrEnum):
    """Who reads what a language model has written."""

    AGENTS = "agents"  # a human, who sends it or not
    CUSTOMERS = "customers"  # whoever texted, at once


@dataclass(frozen=True, slots=True)
class LanguageModelUse:
    """What a language model is given, and what becomes of what it writes."""

    #: Values of the conversation, by name. Nothing else of it leaves.
    sees: tuple[str, ...] = ()
    #: What it may answer from, by name. None: it drafts nothing.
    texts: Mapping[str, Text] = field(default_factory=dict)
    drafts: Drafts = Drafts.AGENTS


@dataclass(frozen=True, slots=True)
class BotUse:
    """What a file says of the bot."""

    #: None: the Rasa server where there is one, else the embedded one.
    engine: Engine | None = None
    #: How long a text waits for its meaning.
    within: timedelta = timedelta(seconds=2)
    #: None: its texts go where a text goes that nothing takes.
    when_down: Escalation | StandIn | None = None
    #: Ask the customer which of several things is meant, or whether one is.
    ask_when_unsure: bool = True
    language_model: LanguageModelUse = field(default_factory=LanguageModelUse)
    #: In the service's languages: yes to one thing that is offered, no to one or to several.
    words: YesNo = field(default_factory=lambda: YesNo.of((), ()))
