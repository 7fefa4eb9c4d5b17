"""A Rasa project, read."""

from dataclasses import dataclass
from pathlib import Path

from bot.project.bot_config import BotConfig, Endpoints
from bot.project.domain import Domain
from bot.project.rules import Rule
from bot.training_data import TrainingData
from flows.types.errors import Complaint


@dataclass(frozen=True, slots=True)
class Project:
    """All that the embedded engine needs of a project."""

    folder: Path
    domain: Domain
    data: TrainingData
    rules: tuple[Rule, ...]
    config: BotConfig
    endpoints: Endpoints
    #: Changes when, and only when, what is trained from changes.
    hash: str
    #: What its author should look at.
    warnings: tuple[Complaint, ...] = ()


class ProjectInvalid(Exception):
    """The project cannot be used. Prints as its complaints, one a line."""

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__("\n".join(map(str, complaints)))
        self.complaints = complaints
