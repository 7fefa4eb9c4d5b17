"""How a bot is set up: `config.yml` and `endpoints.yml` of a Rasa project."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ComponentSupport(StrEnum):
    """What becomes of a component in the embedded engine."""

    EMBEDDED = "embedded"  # its settings are honoured
    REPLACED = "replaced"  # the embedded engine has its own way to do its work
    SERVER = "server"  # only a Rasa server has it


@dataclass(frozen=True, slots=True)
class Component:
    """One line of the pipeline or of the policies."""

    name: str
    runs: ComponentSupport
    options: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class BotConfig:
    """What `config.yml` says."""

    language: str = "en"
    pipeline: tuple[Component, ...] = ()
    policies: tuple[Component, ...] = ()
    #: Of the FallbackClassifier, by Rasa's defaults where it is there and does not say; None: there is none.
    threshold: float | None = None
    ambiguity_threshold: float | None = None
    #: What is run when no rule fits.
    fallback_action: str = "action_default_fallback"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What `endpoints.yml` says of other servers."""

    #: Where the actions run; None: in this service's own processes.
    action_url: str | None = None
