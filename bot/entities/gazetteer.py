"""A gazetteer: every phrase that examples, lookup tables and synonyms give for an entity."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.entities.entity_contexts import EntityContexts, FoldedExample, words_within
from bot.entities.folded_text import FoldedText, words_of
from bot.entities.fuzzy_phrases import FuzzyPhrases
from bot.training_data import TrainingData


class GazetteerMatch(NamedTuple):
    """A phrase found in a text."""

    first: int
    last: int
    entity: str
    value: str


@dataclass(slots=True)
class _Phrase:
    """One phrase, and what the project says of it."""

    #: How often each entity was annotated with it, by intent; lookups count once, by no intent.
    entities: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    #: How it is spelled, or what it is a synonym of, by entity.
    values: dict[str, str] = field(default_factory=dict)
    #: How often it stands in the examples without being marked.
    unmarked: int = 0
    is_figures: bool = False
    is_listed: bool = False

    def likeliest(self, intent: str, asked: str | None) -> str:
        """The one that is asked for, else the entity that it names most often, in texts of the intent before others."""
        if asked is not None and asked in self.entities:
            return asked
        return max(self.entities, key=lambda each: (self.entities[each][intent], self.entities[each].total()))

    @property
    def is_common(self) -> bool:
        """True for what is as often just a word, "two" or "may", and for figures, which may be of anything."""
        is_rare = self.unmarked < sum(each.total() for each in self.entities.values())
        return not self.is_listed and (self.is_figures or not is_rare)


class Gazetteer:
    """Every phrase that names an entity."""

    def __init__(
        self, data: TrainingData, examples: Sequence[FoldedExample], wanted: frozenset[str], contexts: EntityContexts
    ) -> None:
        self._contexts = contexts
        self._by_words: dict[tuple[str, ...], _Phrase] = {}
        self._synonyms = {words_of(written): meant for written, meant in data.synonyms.items()}
        self._learn_annotations(data, wanted)
        self._learn_lookups(data, wanted)
        self._learn_synonyms(data.synonyms)
        self._listed = [*self._by_words.values()]
        self._phrases = FuzzyPhrases(contexts.vocabulary)
        for number, words in enumerate(self._by_words):
            self._phrases.add(words, number)
        if self._listed:
            self._count_unmarked(examples)

    def find(self, text: FoldedText, intent: str, asked: str | None) -> Iterator[GazetteerMatch]:
        """Every phrase in a text; they may overlap."""
        words = text.words
        for first, last, number in self._phrases.find(words):
            phrase = self._listed[number]
            entity = phrase.likeliest(intent, asked)
            is_sure = not phrase.is_common or entity == asked or self._contexts.agrees(entity, words, first, last)
            if is_sure and not text.goes_on(words[first].start, words[last].end):
                yield GazetteerMatch(first, last, entity, phrase.values[entity])

    def meaning(self, written: str) -> str:
        """What a synonym stands for; other words stand for themselves."""
        return self._synonyms.get(words_of(written), written)

    def _learn_annotations(self, data: TrainingData, wanted: frozenset[str]) -> None:
        for example in data.examples:
            for annotation in example.annotations:
                if annotation.entity in wanted:
                    written = example.text[annotation.start : annotation.end]
                    self._learn(written, annotation.entity, annotation.value, example.intent)

    def _learn_lookups(self, data: TrainingData, wanted: frozenset[str]) -> None:
        for entity in data.lookups.keys() & wanted:
            for written in data.lookups[entity]:
                phrase = self._learn(written, entity, None, "")
                if phrase is not None:
                    phrase.is_listed = True

    def _learn(self, written: str, entity: str, value: str | None, intent: str) -> _Phrase | None:
        words = words_of(written)
        if not words:
            return None
        phrase = self._by_words.setdefault(words, _Phrase(is_figures="".join(words).isdecimal()))
        phrase.entities[entity][intent] += 1
        if value is not None or entity not in phrase.values:
            phrase.values[entity] = value or self._synonyms.get(words, written)
        return phrase

    def _learn_synonyms(self, synonyms: Mapping[str, str]) -> None:
        """A synonym of a word that names an entity names it too."""
        for written, meant in synonyms.items():
            words = words_of(written)
            meaning = self._by_words.get(words_of(meant))
            if words and meaning is not None and words not in self._by_words:
                self._by_words[words] = _Phrase(
                    meaning.entities, dict.fromkeys(meaning.entities, meant), is_listed=True
                )

    def _count_unmarked(self, examples: Sequence[FoldedExample]) -> None:
        for example, text in examples:
            marked = {
                number
                for annotation in example.annotations
                for number in _range(*words_within(text, annotation.start, annotation.end))
            }
            for first, last, number in self._phrases.find(text.words):
                if marked.isdisjoint(_range(first, last)):
                    self._listed[number].unmarked += 1


def _range(first: int, last: int) -> range:
    return range(first, last + 1)
