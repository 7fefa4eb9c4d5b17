"""A Rasa project, read."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from bot.project.bot_config import BotConfig, Endpoints
from bot.project.domain import Domain
from bot.project.rules import Rule
from bot.training_data import TrainingData
from flows.types.errors import Complaint

#: To be counted up when the same files would be read differently.
_READER_VERSION: Final = 1


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


def project_hash(data: TrainingData, language: str) -> str:
    """Changes when, and only when, what training depends on changes: not for a comment, an answer or a new file name.

    64 hexadecimal digits.
    """
    examples = [(each.intent, each.text, each.annotations) for each in data.examples]
    told = (_READER_VERSION, language, examples, data.synonyms, data.lookups, data.regexes)
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()
