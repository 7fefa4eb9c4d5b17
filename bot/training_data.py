"""What a bot is trained from, whatever file it stood in."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Annotation:
    """A part of an example that is marked as an entity: `[tomorrow](day)`."""

    entity: str
    start: int
    end: int
    #: Where it differs from the text: `[NYC]{"entity": "city", "value": "New York"}`.
    value: str | None = None
    role: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what it means."""

    text: str
    #: With its sub-intent after a slash where it is a retrieval intent: `faq/parking`.
    intent: str
    annotations: tuple[Annotation, ...] = ()
    #: Where it stands, for complaints: a path and a line that counts from one.
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Everything of the `nlu:` of a Rasa project."""

    examples: tuple[Example, ...] = ()
    #: As it may be written → what is meant.
    synonyms: Mapping[str, str] = field(default_factory=dict)
    #: The entity → the words that name it.
    lookups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The entity → its patterns, RE2 syntax where they can be had in linear time.
    regexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
