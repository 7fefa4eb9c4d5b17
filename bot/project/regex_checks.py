"""The patterns of a project, as far as they can be searched for in time that is proportional to the text."""

from collections.abc import Iterable

import regex

from bot.project.notes import Notes
from flows.matching.pattern import Pattern, PatternInvalid
from flows.source.document import Mark


def check_patterns(patterns: Iterable[tuple[str, Mark]], notes: Notes) -> None:
    """Complain of those that RE2 has not: they can be slow, so that a search is given up after a moment."""
    for source, mark in patterns:
        try:
            Pattern(source)
        except PatternInvalid as invalid:
            if _is_pattern(source):
                message = f"RE2 refuses this pattern ({invalid}): it is tried with a slower engine, for a moment only"
                notes.warn(mark, message, "slow-pattern")
            else:
                notes.error(mark, f"this is no regular expression: {invalid}", "bad-pattern")


def _is_pattern(source: str) -> bool:
    try:
        regex.compile(source)
    except regex.error:
        return False
    return True
