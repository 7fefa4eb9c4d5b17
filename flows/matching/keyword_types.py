"""What a rule can listen for. Each prints as its author wrote it."""

from dataclasses import dataclass

from flows.matching.pattern import Pattern


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a phrase. One of the words for yes is heard for the author's `yes`."""

    text: str
    written: str = ""

    def __str__(self) -> str:
        return self.written or self.text


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word that begins so."""

    text: str

    def __str__(self) -> str:
        return f"{{prefix: {self.text}}}"


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word, spelled with at most one mistake."""

    text: str

    def __str__(self) -> str:
        return f"{{fuzzy: {self.text}}}"


@dataclass(frozen=True, slots=True)
class Between:
    """A number within limits, both of them included; None is no limit."""

    least: float | None
    most: float | None
    written: str = "any"

    def __str__(self) -> str:
        return f"{{number: {self.written}}}"


@dataclass(frozen=True, slots=True)
class Matching:
    """A pattern in RE2's syntax, somewhere in the text between two words' ends."""

    pattern: Pattern

    def __str__(self) -> str:
        return f"{{pattern: {self.pattern.source}}}"


Keyword = Word | Prefix | Fuzzy | Between | Matching
