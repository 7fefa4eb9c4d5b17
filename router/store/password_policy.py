"""Which passwords are refused when they are set: those tried first (NIST SP 800-63B, 3.1.1.2; ASVS 5.0, 6.2.4)."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

from router.store.passwords import MAX_LENGTH, MIN_LENGTH

MIN_DIFFERENT = 5
#: Parts of a name that are shorter occur in too many words.
_MIN_NAME_PART = 3
_OWN_WORD = "parley"
#: What stands for a letter in "p@ssw0rd".
_LETTERS = str.maketrans("@4301!$5", "aaeoiiss")
_COMMON = Path(__file__).parent / "common_passwords.txt"


def objection(password: str, name: str) -> str | None:
    """Why this cannot be the password of somebody of this name, as a sentence's rest; None when it can."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        return f"a password has {MIN_LENGTH} to {MAX_LENGTH} characters"
    folded = _folded(password)
    if len(set(folded)) < MIN_DIFFERENT or _repeats(folded) or _is_run(folded):
        return "that is too regular for a password: choose another"
    if len(_without(folded, [*_parts(name), _OWN_WORD])) < MIN_LENGTH:
        return f'the name and "{_OWN_WORD}" do not count: a password needs {MIN_LENGTH} characters beside them'
    if _is_common(folded):
        return "that is one of the most common passwords, or nearly: choose another"
    return None


def _folded(text: str) -> str:
    return normalize("NFKC", text).casefold()


def _repeats(folded: str) -> bool:
    """Whether it is one thing several times: then it fits into its double at another place too."""
    return folded in (folded * 2)[1:-1]


def _is_run(folded: str) -> bool:
    """Like abcdef or 678901."""
    steps = {ord(after) - ord(before) for before, after in pairwise(folded)}
    return steps <= {1, -9} or steps <= {-1, 9}


def _parts(name: str) -> list[str]:
    return [part for part in re.split(r"[\W_]+", _folded(name)) if len(part) >= _MIN_NAME_PART]


def _without(folded: str, words: list[str]) -> str:
    return re.sub("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), "", folded)


def _is_common(folded: str) -> bool:
    """Whether it is in the list, or a word of the list is at least half of it and digits or signs are around."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded).translate(_LETTERS)
    return folded in _common() or (core in _common() and 2 * len(core) >= len(folded))


@cache
def _common() -> frozenset[str]:
    lines = _COMMON.read_text("ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
