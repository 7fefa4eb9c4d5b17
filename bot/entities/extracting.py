"""Finds the entities of a text."""

from bot.training_data import TrainingData
from flows.needs import Entity


class EntityExtractor:
    """Knows what the examples, lookups and patterns of a project call things."""

    def __init__(self, data: TrainingData, wanted: frozenset[str]) -> None:
        """`wanted`: the entities of the domain, and kinds read without examples: number, money, phone, email."""
        self._data = data
        self._wanted = wanted

    def extract(self, text: str, language: str, intent: str = "", asked: str | None = None) -> tuple[Entity, ...]:
        """What the text names, from left to right, each part once."""
        raise NotImplementedError
