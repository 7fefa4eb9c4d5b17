"""Reads what a text says of days and times."""

from typing import Final

from flows.matching.calendar_items import Kind
from flows.matching.calendar_vocabulary import CalendarWords
from flows.matching.leftovers import pass_over
from flows.matching.mentions import Mentions
from flows.matching.text_walk import TextWalk

_INDEFINITE: Final = frozenset({Kind.INDEFINITE})
_WEEKDAY: Final = frozenset({Kind.WEEKDAY})


def mentions_in(folded: str, words: CalendarWords, *, month_first: bool, wants_day: bool) -> Mentions:
    """What a folded text says of days and times, read in one language.

    `wants_day`: a day is asked for and not a time, so that "5.10" is one where days are written so.
    """
    walk = TextWalk(
        words.items(folded), month_first=month_first, wants_day=wants_day, has_dotted_days=words.has_dotted_days
    )
    while not walk.cursor.is_at_end:
        if walk.cursor.take(Kind.UNKNOWN):
            walk.found.unknown += 1
            walk.forget()
        else:
            _read_next(walk)
    return walk.found


def _read_next(walk: TextWalk) -> None:
    if walk.cursor.sees(_INDEFINITE) and walk.cursor.leads_to(_WEEKDAY, _INDEFINITE):
        walk.found.open_all()  # "a friday"
    if not walk.reads_day() and not walk.reads_time():
        pass_over(walk)
