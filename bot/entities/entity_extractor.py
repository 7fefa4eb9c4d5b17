"""Finds the entities of a text."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from bot.entities.entity_contexts import EntityContexts, words_within
from bot.entities.entity_match import EntityMatch, MatchKind, longest_matches
from bot.entities.folded_text import FoldedText
from bot.entities.gazetteer import Gazetteer
from bot.entities.regex_matcher import RegexMatcher
from bot.entities.value_kinds import KIND_OF_NAME, ExtractionContext, ValueKind, kind_of_values, moment_in, spans
from bot.entities.word_shapes import WordShapes
from bot.training_data import TrainingData
from flows.matching.case_folding import fold
from flows.protocol.needs import Entity

_MOMENTS: Final = (ValueKind.DATE, ValueKind.TIME)
#: They are never anything else, so that nothing around them needs to agree.
_UNMISTAKABLE: Final = (ValueKind.EMAIL, ValueKind.PHONE)


class EntityExtractor:
    """Knows what the examples, lookups and patterns of a project call things."""

    def __init__(self, data: TrainingData, wanted: frozenset[str], language: str = "en") -> None:
        """`wanted`: the entities of the domain. One called number, money, phone, email, date or time, or whose
        examples are such values, is read by its kind too. `language`: that of the project."""
        self._language = language
        examples = [(example, FoldedText(example.text)) for example in data.examples] if wanted else []
        self._contexts = EntityContexts(examples)
        self._gazetteer = Gazetteer(data, examples, wanted, self._contexts)
        self._kinds = _kinds(data, wanted)
        self._shapes = _shapes(data, wanted)
        self._wanted = wanted
        self._patterns = [
            (entity, RegexMatcher(source))
            for entity in sorted(data.regexes.keys() & wanted)
            for source in data.regexes[entity]
        ]

    def extract(
        self,
        text: str,
        language: str,
        intent: str = "",
        asked: str | None = None,
        *,
        now: datetime | None = None,
        country: str | None = None,
    ) -> tuple[Entity, ...]:
        """What the text names, from left to right, each part of it once.

        `asked`: the entity that an open form asks for; only then are days and times looked for all over the text.
        `now`: in the zone of the service, to know which day "tomorrow" is. `country`: where a phone number without
        its country belongs, and an amount in dollars.
        """
        context = ExtractionContext((language, self._language), country, now)
        folded_text = FoldedText(text)
        moment = self._asked_moment(folded_text, asked, context)
        found = longest_matches(self._found(folded_text, intent, asked, context))
        if moment is not None:
            found = [each for each in found if each.entity != asked and each.kind != MatchKind.ANY_SUCH]
        entities = (self._entity(each, folded_text, context) for each in found)
        return (*entities, moment) if moment is not None else tuple(entities)

    def _found(
        self, text: FoldedText, intent: str, asked: str | None, context: ExtractionContext
    ) -> Iterator[EntityMatch]:
        for first, last, entity, value in self._gazetteer.find(text, intent, asked):
            yield EntityMatch(*self._place(text, first, last), entity, value, MatchKind.BY_NAME)
        for entity, pattern in self._patterns:
            for start, end in pattern.find(text):
                yield EntityMatch(
                    start, end, entity, self._gazetteer.meaning(text.written[start:end]), MatchKind.BY_PATTERN
                )
        for start, end, entity in self._shapes.find(text):
            yield EntityMatch(start, end, entity, self._gazetteer.meaning(text.written[start:end]), MatchKind.BY_SHAPE)
        for entity, kind in self._kinds.items():
            yield from self._of_kind(entity, kind, text, asked, context)
        for first, last, entity in self._contexts.unknown_words(text.words):
            if entity in self._wanted and self._kinds.get(entity) is None:
                start, end = self._place(text, first, last)
                yield EntityMatch(start, end, entity, text.written[start:end], MatchKind.BY_CONTEXT)

    def _of_kind(
        self, entity: str, kind: ValueKind, text: FoldedText, asked: str | None, context: ExtractionContext
    ) -> Iterator[EntityMatch]:
        for start, end, value in spans(kind, text, context):
            place = words_within(text, start, end)
            is_sure = entity == asked or self._contexts.agrees(entity, text.words, *place)
            if is_sure or entity in KIND_OF_NAME or kind in _UNMISTAKABLE:
                kept = value if _is_typed(entity, kind) else text.written[start:end].strip()
                yield EntityMatch(start, end, entity, kept, MatchKind.BY_KIND if is_sure else MatchKind.ANY_SUCH)

    def _place(self, text: FoldedText, first: int, last: int) -> tuple[int, int]:
        return text.place(text.words[first].start, text.words[last].end)

    def _asked_moment(self, text: FoldedText, asked: str | None, context: ExtractionContext) -> Entity | None:
        kind = self._kinds.get(asked or "")
        if asked is None or kind not in _MOMENTS:
            return None
        moment = moment_in(kind, text.folded, context)
        return None if moment is None else Entity(asked, moment)

    def _entity(self, found: EntityMatch, text: FoldedText, context: ExtractionContext) -> Entity:
        first, last = words_within(text, found.start, found.end)
        part = self._contexts.part(found.entity, text.words, first, last)
        value = self._typed(found, text, context)
        return Entity(found.entity, value, found.start, found.end, part.role, part.group)

    def _typed(self, found: EntityMatch, text: FoldedText, context: ExtractionContext) -> Any:
        """A day that was annotated as "tomorrow" is the day that the whole text names, else the one of its words."""
        kind = self._kinds.get(found.entity)
        if kind is None or found.kind in (MatchKind.BY_KIND, MatchKind.ANY_SUCH):
            return found.value
        if kind in _MOMENTS:
            folded = (text.folded, fold(text.written[found.start : found.end]), fold(found.value))
            read = (moment_in(kind, each, context) for each in folded)
            return next((moment for moment in read if moment is not None), found.value)
        return self._read(kind, found, context)

    def _read(self, kind: ValueKind, found: EntityMatch, context: ExtractionContext) -> Any:
        """The value that annotated words stand for."""
        if not _is_typed(found.entity, kind):
            return found.value
        return next((value for _, _, value in spans(kind, FoldedText(found.value), context)), found.value)


def _shapes(data: TrainingData, wanted: frozenset[str]) -> WordShapes:
    shapes = WordShapes()
    for example in data.examples:
        for annotation in example.annotations:
            if annotation.entity in wanted:
                shapes.learn(example.text[annotation.start : annotation.end], annotation.entity)
    return shapes


def _is_typed(entity: str, kind: ValueKind) -> bool:
    """Figures are often no amount: those of an order keep their zeros, unless the entity is called a number."""
    return kind is not ValueKind.NUMBER or entity in KIND_OF_NAME


def _kinds(data: TrainingData, wanted: frozenset[str]) -> dict[str, ValueKind]:
    """The kind of each entity that has one: by its name, else by its examples."""
    values: dict[str, list[str]] = {entity: [] for entity in sorted(wanted)}
    for example in data.examples:
        for annotation in example.annotations:
            if annotation.entity in values:
                written = example.text[annotation.start : annotation.end]
                values[annotation.entity].append(annotation.value or written)
    kinds = {entity: KIND_OF_NAME.get(entity) or kind_of_values(written) for entity, written in values.items()}
    return {entity: kind for entity, kind in kinds.items() if kind is not None}
