"""`# parley: allow rule-name`: a comment that switches a warning off, on its own line or on the one below."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_MARKER: Final = "parley: allow"
_COMMENT: Final = re.compile(r"#\s*parley: allow\s+([\w-]+(?:\s*,\s*[\w-]+)*)")


class Allowance(NamedTuple):
    """A rule that is not to warn about a line."""

    file: str
    line: int
    rule: str


def allowances_in(text: str, file: str) -> Iterator[Allowance]:
    """What the comments of a file allow. One that has its line to itself speaks of the next line."""
    if _MARKER not in text:
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if (comment := _COMMENT.search(line)) is not None:
            place = number + 1 if line.lstrip().startswith("#") else number
            for rule in comment[1].split(","):
                yield Allowance(file, place, rule.strip())
