"""Shows a model by a few texts what each intent of a project means."""

from collections.abc import Mapping, Sequence

from bot.training_data import TrainingData

#: More make each question dearer, and hardly better.
MAX_EXAMPLES = 3


def intents_of(data: TrainingData, examples: int = MAX_EXAMPLES) -> Mapping[str, Sequence[str]]:
    """Each intent of the project with its first few examples."""
    intents: dict[str, list[str]] = {}
    for example in data.examples:
        shown = intents.setdefault(example.intent, [])
        if len(shown) < examples:
            shown.append(example.text)
    return intents


def entities_of(data: TrainingData) -> Sequence[str]:
    """The entities that a project marks, looks up, or has patterns for."""
    marked = [annotation.entity for example in data.examples for annotation in example.annotations]
    return [*dict.fromkeys([*marked, *data.lookups, *data.regexes])]
