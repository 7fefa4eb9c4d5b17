"""What stands around the annotated words of the examples: tells roles apart, and finds words never seen before."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from bot.entities.folded_text import FoldedText, FoldedWord
from bot.training_data import Annotation, Example

#: The edges of a text are context too.
_START: Final = " start"
_FINISH: Final = " finish"
#: So many different words must have stood in a place before an unknown one is taken there.
_MIN_VALUES: Final = 2


#: An example, and its text folded.
FoldedExample = tuple[Example, FoldedText]


class RoleAndGroup(NamedTuple):
    """What tells roles apart: "from" and "to", and binds several entities together."""

    role: str | None
    group: str | None


_NO_ROLE_OR_GROUP: Final = RoleAndGroup(None, None)
_Context = tuple[str, ...]


@dataclass(slots=True)
class _After:
    """What came behind some words in the examples."""

    times: int = 0
    entities: Counter[str] = field(default_factory=Counter)
    values: set[str] = field(default_factory=set)

    @property
    def only(self) -> str | None:
        """The entity that came every time."""
        return next((entity for entity, times in self.entities.items() if times == self.times), None)


class EntityContexts:
    """The words before and behind each entity."""

    def __init__(self, examples: Sequence[FoldedExample]) -> None:
        self.vocabulary = frozenset(word.text for _, text in examples for word in text.words)
        #: How many words an entity had at most.
        self._longest: dict[str, int] = {}
        self._parts: dict[tuple[str, _Context], Counter[RoleAndGroup]] = defaultdict(Counter)
        self._beside: dict[str, set[_Context]] = defaultdict(set)
        self._after: dict[_Context, _After] = {}
        for example, text in examples:
            for annotation in example.annotations:
                first, last = words_within(text, annotation.start, annotation.end)
                if first <= last:
                    self._learn_annotation(annotation, text.words, first, last)
        if self._after:
            for _, text in examples:
                self._count_places(text.words)

    def _learn_annotation(self, annotation: Annotation, words: Sequence[FoldedWord], first: int, last: int) -> None:
        entity = annotation.entity
        self._longest[entity] = max(self._longest.get(entity, 0), last - first + 1)
        for context in _contexts(words, first, last):
            self._parts[entity, context][RoleAndGroup(annotation.role, annotation.group)] += 1
        self._parts[entity, ()][RoleAndGroup(annotation.role, annotation.group)] += 1
        self._beside[entity].update(_neighbours(words, first, last))
        for context in _before(words, first):
            after = self._after.setdefault(context, _After())
            after.entities[entity] += 1
            after.values.add(words[first].text)

    def _count_places(self, words: Sequence[FoldedWord]) -> None:
        for first in range(len(words)):
            for context in _before(words, first):
                if (after := self._after.get(context)) is not None:
                    after.times += 1

    def part(self, entity: str, words: Sequence[FoldedWord], first: int, last: int) -> RoleAndGroup:
        """The role and group that most examples with these words around the entity have."""
        for context in (*_contexts(words, first, last), ()):
            counted = self._parts.get((entity, context))
            if counted is None:
                continue
            (part, times), *others = counted.most_common(2)
            if not others or (context and times > others[0][1]):
                return part
        return _NO_ROLE_OR_GROUP

    def agrees(self, entity: str, words: Sequence[FoldedWord], first: int, last: int) -> bool:
        """Whether the entity has stood beside one of these neighbours before."""
        return not self._beside.get(entity, set()).isdisjoint(_neighbours(words, first, last))

    def unknown_words(self, words: Sequence[FoldedWord]) -> Iterator[tuple[int, int, str]]:
        """Words that no example has, where only one entity ever stood: the first, the last, and the entity."""
        for first, word in enumerate(words):
            entity = None if word.text in self.vocabulary else self._expected(words, first)
            if entity is not None:
                yield first, self._last_unknown(words, first, self._longest[entity]), entity

    def _expected(self, words: Sequence[FoldedWord], first: int) -> str | None:
        for context in _before(words, first):
            after = self._after.get(context)
            if after is None:
                continue
            if after.only is None:
                return None
            if len(after.values) >= _MIN_VALUES:
                return after.only
        return None

    def _last_unknown(self, words: Sequence[FoldedWord], first: int, longest: int) -> int:
        last = first
        while last + 1 < min(len(words), first + longest) and words[last + 1].text not in self.vocabulary:
            last += 1
        return last


def words_within(text: FoldedText, start: int, end: int) -> tuple[int, int]:
    """The numbers of the first and last word of a part of the written text; the last is smaller where it has none."""
    within = [number for number, word in enumerate(text.words) if _overlaps(text, word, start, end)]
    return (within[0], within[-1]) if within else (0, -1)


def _overlaps(text: FoldedText, word: FoldedWord, start: int, end: int) -> bool:
    begins, ends = text.place(word.start, word.end)
    return begins < end and start < ends


def _at(words: Sequence[FoldedWord], number: int) -> str:
    if number < 0:
        return _START
    return words[number].text if number < len(words) else _FINISH


def _before(words: Sequence[FoldedWord], first: int) -> tuple[_Context, ...]:
    """The two words before, then the one."""
    if first == 0:
        return ()
    return (_at(words, first - 2), _at(words, first - 1)), (_at(words, first - 1),)


def _contexts(words: Sequence[FoldedWord], first: int, last: int) -> tuple[_Context, ...]:
    """What may tell a role: the words before, the word behind; the surest first."""
    return (*_before(words, first), ("", "", _at(words, last + 1)))


def _neighbours(words: Sequence[FoldedWord], first: int, last: int) -> Iterator[_Context]:
    """The word before and the one behind; the edges of a text tell nothing."""
    if first > 0:
        yield ("before", words[first - 1].text)
    if last + 1 < len(words):
        yield ("behind", words[last + 1].text)
