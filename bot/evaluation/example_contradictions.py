"""Examples that say the same and mean different things: a bot cannot learn both."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.training_data import Example
from flows.matching.utterance import utterance_of


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One text under two intents."""

    first: Example
    second: Example


def contradictions(examples: Sequence[Example]) -> tuple[Contradiction, ...]:
    """Pairs whose words are the same, apart from case, accents, punctuation and order."""
    by_words: dict[tuple[str, ...], list[Example]] = defaultdict(list)
    for example in examples:
        by_words[tuple(sorted(utterance_of(example.text).words))].append(example)
    same = (_one_of_each_intent(alike) for words, alike in by_words.items() if words)
    return tuple(Contradiction(first, second) for alike in same for first, second in pairwise(alike))


def _one_of_each_intent(examples: Sequence[Example]) -> list[Example]:
    first: dict[str, Example] = {}
    for example in examples:
        first.setdefault(example.intent, example)
    return list(first.values())
