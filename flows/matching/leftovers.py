"""Parts of a text that belong to none of its days and times: what they say of these.

A part that is known and was not read leaves open what is meant: "a friday in march", "after 3", "2 hours".
"""

from collections.abc import Callable, Mapping
from typing import Final

from flows.matching.calendar_items import Kind
from flows.matching.clock import DAY_PARTS
from flows.matching.text_walk import TextWalk
from flows.matching.time_grammar import clock_at

#: May stand between a word like "after" or "or" and what it belongs to.
_PASSED_OVER: Final = frozenset({Kind.LINK, Kind.AROUND, Kind.AT, Kind.THE, Kind.FOR})
_THE: Final = frozenset({Kind.THE})
_SMALL_WORDS: Final = frozenset({Kind.LINK, Kind.AROUND})
_NUMBER: Final = frozenset({Kind.NUMBER})
_NUMERIC: Final = frozenset(
    {Kind.NUMBER, Kind.CLOCK, Kind.FIGURES, Kind.ISO_DATE, Kind.DOTTED, Kind.UNCLEAR, Kind.NTH, Kind.THE}
)
_SAYS_NOTHING: Final = frozenset({Kind.UNKNOWN, Kind.ORDINAL})
_COUNTED: Final = frozenset({Kind.UNKNOWN, Kind.UNIT, Kind.PERIOD})
_OPENING: Final = frozenset({Kind.BOUND, Kind.LIMIT, Kind.VAGUE})
_HARMLESS: Final = frozenset({Kind.LINK, Kind.AROUND, Kind.AT, Kind.THE, Kind.FOR, Kind.FROM, Kind.ORDINAL})
_OF_BOTH: Final = frozenset({Kind.BEFORE_HOUR, Kind.AFTER_HOUR, Kind.MULTIPLE, Kind.UNCLEAR})
_OF_DAYS: Final = _OF_BOTH | {
    Kind.UNIT, Kind.SPAN, Kind.MONTH, Kind.NEXT, Kind.WEEK, Kind.MONTHS_AHEAD, Kind.LATER, Kind.NTH, Kind.NOW,
    Kind.FIGURES, Kind.ISO_DATE,
}  # fmt: skip
_OF_TIMES: Final = _OF_BOTH | {Kind.CLOCK, Kind.MINUS, Kind.LONG_CLOCK_WORD, Kind.PERIOD}


def pass_over(walk: TextWalk) -> None:
    """Takes the next part, which belongs to nothing."""
    start, meanings = walk.cursor.position, walk.cursor.next
    walk.cursor.position += 1
    rule = next((rule for kind, rule in _RULES.items() if kind in meanings), None)
    if rule is not None:
        rule(walk)
    elif _HARMLESS.isdisjoint(meanings):
        walk.found.is_day_unclear |= not _OF_DAYS.isdisjoint(meanings)
        walk.found.is_time_unclear |= not _OF_TIMES.isdisjoint(meanings)
        walk.found.is_greeting |= start == 0 and any(meanings[part].is_doubtful for part in meanings.keys() & DAY_PARTS)
        walk.found.day_parts |= meanings.keys() & DAY_PARTS


def _not(walk: TextWalk) -> None:
    walk.found.open_all()


def _vague(walk: TextWalk) -> None:
    """ "every friday"; "any friday", but "do you have any openings on friday?" """
    if walk.cursor.before[Kind.VAGUE].is_doubtful:
        _bound(walk)
    else:
        walk.found.open_all()


def _bound(walk: TextWalk) -> None:
    """ "after 3" leaves the time open, "before friday" and "march 3 through 5" the day."""
    start, is_behind_number = walk.cursor.position, walk.is_behind_number
    is_doubtful = any(item.is_doubtful for kind, item in walk.cursor.before.items() if kind in _OPENING)
    while walk.cursor.sees(_PASSED_OVER) and not walk.cursor.sees(_THE):
        walk.cursor.position += 1
    if walk.reads_day() or (walk.cursor.skip(_PASSED_OVER) and walk.reads_day()):
        walk.found.open_all()
    elif walk.reads_open_time():
        walk.found.opens_day |= is_behind_number
    else:
        walk.cursor.position = start
        walk.found.opens_day |= not is_doubtful
        walk.found.opens_time |= not is_doubtful


def _or(walk: TextWalk) -> None:
    """ "at 3 or 4" leaves the time open, any other "or" all, but one behind which nothing known stands."""
    start = walk.cursor.position
    walk.cursor.skip(_PASSED_OVER)
    if walk.is_behind_time and walk.reads_open_time():
        return
    if not walk.cursor.is_at_end and not walk.cursor.sees(_SAYS_NOTHING):
        walk.found.open_all()
    walk.cursor.position = start


def _and(walk: TextWalk) -> None:
    if walk.cursor.leads_to(_NUMERIC, _PASSED_OVER):
        _or(walk)


def _to(walk: TextWalk) -> None:
    """ "2 to 4", "9am - 5", "ten to", but "move it to 4" """
    walk.found.is_time_unclear |= walk.is_behind_clock
    if walk.is_behind_time:
        _and(walk)


def _in(walk: TextWalk) -> None:
    """ "in 2 hours", "dans 2 heures": a length, though "2 heures" is a time."""
    start = walk.cursor.position
    walk.found.is_day_unclear |= walk.cursor.sees(_NUMBER)
    walk.cursor.skip(_SMALL_WORDS)
    walk.found.is_time_unclear |= clock_at(walk.cursor, is_introduced=True) is not None
    walk.cursor.position = start


def _meridiem(walk: TextWalk) -> None:
    """ "am" with no hour before it: a word of another language."""
    walk.found.unknown += 1


def _month(walk: TextWalk) -> None:
    """ "in march", but "I may come" """
    meanings = walk.cursor.before
    if meanings[Kind.MONTH].is_doubtful:
        walk.found.unknown += 1
    else:
        walk.found.is_day_unclear |= _HARMLESS.isdisjoint(meanings)


def _number(walk: TextWalk) -> None:
    """ "2 people", "for 2", "99", "le 20 02 14" """
    number = walk.cursor.before[Kind.NUMBER]
    before = walk.cursor.second_before
    is_count = walk.cursor.sees(_COUNTED)
    is_for = Kind.FOR in before
    walk.found.counts += not is_for
    is_stray = not is_count and not is_for
    walk.found.has_number |= is_stray and not number.is_doubtful
    walk.found.is_time_unclear |= Kind.THE in before or (is_stray and walk.is_behind_time)


#: What is done about a part of a kind; of a part with several meanings the first here counts.
_RULES: Final[Mapping[Kind, Callable[[TextWalk], None]]] = {
    Kind.NOT: _not,
    Kind.VAGUE: _vague,
    Kind.BOUND: _bound,
    Kind.LIMIT: _bound,
    Kind.OR: _or,
    Kind.AND: _and,
    Kind.TO_OR_UNTIL: _to,
    Kind.DASH: _to,
    Kind.AM: _meridiem,
    Kind.PM: _meridiem,
    Kind.MONTH: _month,
    Kind.IN: _in,
    Kind.NUMBER: _number,
}
