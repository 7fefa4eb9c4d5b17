"""What the words of a text mean for days and times, in one language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flows.matching.calendar_items import Item, Kind, Meanings, meanings_of, tokens
from flows.matching.case_folding import fold

#: Kinds whose words have a number each.
_NUMBERED: Final = (
    Kind.DAYS_AHEAD, Kind.WEEK, Kind.MONTHS_AHEAD, Kind.UNIT, Kind.SPAN, Kind.LATER,
    Kind.MOMENT, Kind.BEFORE_HOUR, Kind.AFTER_HOUR,
)  # fmt: skip
#: Kinds whose words are a list.
_LISTED: Final = (
    Kind.ORDINAL, Kind.THE, Kind.NEXT, Kind.COMING, Kind.IN, Kind.FROM, Kind.NOW, Kind.AT, Kind.LONG_CLOCK_WORD,
    Kind.PAST, Kind.TO, Kind.TO_OR_UNTIL, Kind.PLUS, Kind.MINUS, Kind.AM, Kind.PM, Kind.MORNING, Kind.AFTERNOON,
    Kind.EVENING, Kind.NIGHT, Kind.OR, Kind.AND, Kind.NOT, Kind.BOUND, Kind.LIMIT, Kind.VAGUE, Kind.INDEFINITE,
    Kind.PERIOD, Kind.MULTIPLE, Kind.FOR, Kind.LINK, Kind.AROUND,
)  # fmt: skip
#: The tokens with which a phrase can begin.
_IN_PHRASES: Final = ("word", "number", "meridiem")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
#: All keys of an entry of `flows/text/wording/spoken.yaml`.
KEYS: Final = frozenset(_NUMBERED) | frozenset(_LISTED) | {
    "short", "doubtful", "numbers", "more_numbers", "nth", "nth_endings", "weekday_endings", "dotted_days", "letters",
    "clock",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """The words of one language, folded, with all that they can mean."""

    meanings: Mapping[tuple[str, ...], Meanings]
    #: How many words the longest phrase has that begins with a word.
    longest: Mapping[str, int]
    #: What a letter means right behind figures: "9a".
    letters: Mapping[str, Meanings]
    #: Whether 5.3 is a day.
    has_dotted_days: bool = False

    def items(self, folded: str) -> list[Meanings]:
        """What the parts of a text can mean, in their order."""
        found: list[Meanings] = []
        cut = [(match.lastgroup or "", match[0]) for match in tokens(folded)]
        position = 0
        while position < len(cut):
            length, meanings = self._longest_at(cut, position)
            found.append(meanings)
            position += length
        return found

    def _longest_at(self, cut: Sequence[tuple[str, str]], position: int) -> tuple[int, Meanings]:
        kind, text = cut[position]
        if kind == "meridiem" and text in self.letters:
            return 1, self.letters[text]
        if kind not in _IN_PHRASES:
            return 1, meanings_of(kind, text)
        for length in range(min(self.longest.get(text, 0), len(cut) - position), 0, -1):
            meanings = self.meanings.get(tuple(word for _, word in cut[position : position + length]))
            if meanings is not None:
                return length, meanings
        return 1, meanings_of(kind, text)


def words_of_language(written: Mapping[str, Any], weekdays: Sequence[str], months: Sequence[str]) -> CalendarWords:
    """Compiles an entry of `flows/text/wording/spoken.yaml` with the names that `calendar.yaml` has."""
    meanings: dict[tuple[str, ...], dict[Kind, Item]] = {}
    doubtful = {spelling for word in written["doubtful"] for spelling in _spellings(word)}
    for phrase, kind, item in _entries(written, weekdays, months):
        for spelling in _spellings(phrase):
            words = tuple(match[0] for match in tokens(spelling))
            meanings.setdefault(words, {})[kind] = item._replace(is_doubtful=spelling in doubtful)
    longest: dict[str, int] = {}
    for words in meanings:
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    letters: dict[str, Meanings] = {letter: {Kind(kind): Item()} for letter, kind in written.get("letters", {}).items()}
    return CalendarWords(meanings, longest, letters, str(written.get("dotted_days")) == "true")


def _spellings(phrase: str) -> Iterator[str]:
    """Folded, and with its umlauts written out where it has any."""
    yield fold(phrase)
    if not phrase.isascii() and (written_out := phrase.translate(_UMLAUTS)) != phrase:
        yield fold(written_out)


def _entries(
    written: Mapping[str, Any], weekdays: Sequence[str], months: Sequence[str]
) -> Iterator[tuple[str, Kind, Item]]:
    yield from _names(written, weekdays, months)
    yield from _number_words(written)
    for kind in _NUMBERED:
        for phrase, value in written.get(kind, {}).items():
            number, _, part = str(value).partition(" ")
            yield phrase, kind, Item((int(number),), day_part=Kind(part) if part else None)
    for kind in _LISTED:
        yield from ((phrase, kind, Item()) for phrase in written.get(kind, ()))
    yield from ((phrase, Kind.CLOCK_WORD, Item()) for phrase in written["clock"])


def _names(
    written: Mapping[str, Any], weekdays: Sequence[str], months: Sequence[str]
) -> Iterator[tuple[str, Kind, Item]]:
    short = written["short"]
    for number, (name, others) in enumerate(zip(weekdays, short["weekdays"], strict=True)):
        yield from ((phrase, Kind.WEEKDAY, Item((number,))) for phrase in (name, *others))
        for ending, part in written.get("weekday_endings", {}).items():
            yield name + ending, Kind.WEEKDAY, Item((number,), day_part=Kind(part))
    for number, (name, others) in enumerate(zip(months, short["months"], strict=True), start=1):
        yield from ((phrase, Kind.MONTH, Item((number,))) for phrase in (name, *others))


def _number_words(written: Mapping[str, Any]) -> Iterator[tuple[str, Kind, Item]]:
    numbers = {phrase: number for number, phrase in enumerate(written["numbers"], start=1)}
    for phrase, number in {**numbers, **written.get("more_numbers", {})}.items():
        yield phrase, Kind.NUMBER, Item((int(number), 0))
    for number, stem in enumerate(written.get("nth", ()), start=1):
        yield from ((stem + end, Kind.NTH, Item((number,))) for end in written.get("nth_endings", ("",)))
