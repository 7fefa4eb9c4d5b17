"""Guesses what a misspelled name was meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

# Nobody mistypes a longer name; comparing takes its length times the number of names.
_MAX_NAME_LENGTH: Final = 100


def did_you_mean(written: str, known: Iterable[object]) -> str:
    """` (did you mean "which_day"?)`, or nothing when no known name is near."""
    if len(written) > _MAX_NAME_LENGTH:
        return ""
    near = get_close_matches(written, [str(name) for name in known], n=1, cutoff=0.6)
    return f' (did you mean "{near[0]}"?)' if near else ""
