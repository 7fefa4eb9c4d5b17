"""What a scenario expects a message to be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flows.source.document import Plain, resolve

_PATTERN: Final = re.compile(r"/(?P<source>.*)/(?P<flags>i?)", re.DOTALL)
_FLAGS: Final[Mapping[str, int]] = {"": 0, "i": re.IGNORECASE}


@dataclass(frozen=True, slots=True)
class Exactly:
    """This very text; blanks around it do not count."""

    text: str

    def fits(self, text: str) -> bool:
        """Whether it is this text, blanks around it apart."""
        return text.strip() == self.text.strip()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Like:
    """A pattern that is found in the text; a dot may be a line break."""

    pattern: re.Pattern[str]
    written: str

    def fits(self, text: str) -> bool:
        """Whether the pattern is found in the text."""
        return self.pattern.search(text) is not None

    def __str__(self) -> str:
        return self.written


Expected = Exactly | Like


def expected_messages(value: Any) -> tuple[Expected, ...]:
    """Of `out`: a text, a pattern between slashes, a list of them for several messages, or the word `nothing`."""
    if isinstance(value, Plain) and value == "nothing":
        return ()
    return tuple(_expected(each) for each in (value if isinstance(value, list) else [value]))


def _expected(value: Any) -> Expected:
    if not isinstance(value, str):
        raise ValueError("must be a text, a /pattern/, a list of them, or nothing")
    pattern = _PATTERN.fullmatch(value)
    if pattern is None:
        return Exactly(value)
    try:
        return Like(re.compile(pattern["source"], re.DOTALL | _FLAGS[pattern["flags"]]), value)
    except re.error as error:
        raise ValueError(f"is not a pattern: {error}") from error


def values_of(value: Any) -> Any:
    """Whatever was written, as JSON would have it: numbers, true and false are no texts unless quoted."""
    match value:
        case dict():
            return {key: values_of(each) for key, each in value.items()}
        case list():
            return [values_of(each) for each in value]
        case str():
            return resolve(value)
        case _:
            return value
