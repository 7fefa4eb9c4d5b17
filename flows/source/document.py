"""What a file says, as plain values that remember where they were written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from flows.source.allow_comments import Allowance
from flows.source.did_you_mean import did_you_mean
from flows.types.errors import Complaint, Severity

Path = tuple[str | int, ...]

_MAX_HINTED: Final = 50

_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,2})?")
_BOOLEANS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


class Plain(str):
    """A scalar written without quotes."""

    __slots__ = ()


class Mark(NamedTuple):
    """Where something is written; line and column count from 1."""

    file: str
    line: int
    column: int


class Map(dict[str, Any]):
    """A mapping, with the marks of its keys and values."""

    def __init__(self) -> None:
        super().__init__()
        self.keys_at: dict[str, Mark] = {}
        self.values_at: dict[str, Mark] = {}
        self.size = 1

    def put(self, key: str, value: Any, key_at: Mark, value_at: Mark) -> None:
        """Add a key with its value, and where each was written."""
        self[key] = value
        self.keys_at[key], self.values_at[key] = key_at, value_at


class Sequence(list[Any]):
    """A list, with the marks of its items."""

    def __init__(self) -> None:
        super().__init__()
        self.values_at: list[Mark] = []
        self.size = 1

    def put(self, value: Any, value_at: Mark) -> None:
        """Add an item, and where it was written."""
        self.append(value)
        self.values_at.append(value_at)


@dataclass(slots=True)
class Document:
    """A file, read, with what it includes."""

    file: str
    root: Any = None
    complaints: list[Complaint] = field(default_factory=list)
    #: The warnings that comments in the file switch off.
    allowances: set[Allowance] = field(default_factory=set)
    #: Something could not be read: names that seem to be missing may be there.
    incomplete: bool = False
    #: Mappings and lists that something wrong was taken out of: what they lack now is no news.
    damaged: set[Mark] = field(default_factory=set)

    def complain(self, path: Path, message: str, rule: str, *, at_key: bool = False) -> None:
        """Complain of the value at a path, or of its key."""
        self.complain_at(self.mark(path, at_key=at_key), message, rule)

    def complain_at(self, mark: Mark, message: str, rule: str) -> None:
        """Complain of what stands at a mark."""
        self.complaints.append(Complaint(*mark, message, rule))

    def did_you_mean(self, name: str, known: Iterable[object]) -> str:
        """A hint, in the first complaints: each looks through all names, of which there may be as many."""
        return did_you_mean(name, known) if len(self.complaints) < _MAX_HINTED else ""

    def allows(self, complaint: Complaint) -> bool:
        """True for a warning that a comment switches off."""
        is_allowed = Allowance(complaint.file, complaint.line, complaint.rule) in self.allowances
        return is_allowed and complaint.severity is Severity.WARNING

    def mark(self, path: Path, *, at_key: bool = False) -> Mark:
        """Where the value at a path is written, or its nearest ancestor that is written at all."""
        mark, value = Mark(self.file, 1, 1), self.root
        for number, step in enumerate(path, start=1):
            if isinstance(value, Map) and step in value:
                mark = (value.keys_at if at_key and number == len(path) else value.values_at)[str(step)]
            elif isinstance(value, Sequence) and isinstance(step, int) and step < len(value):
                mark = value.values_at[step]
            else:
                break
            value = value[step]
        return mark


def resolve(scalar: str) -> str | int | float | bool:
    """What a scalar is by YAML 1.2's core schema: quoted it is text, plain it may be a number or true or false."""
    if not isinstance(scalar, Plain):
        return scalar
    if scalar in _BOOLEANS:
        return _BOOLEANS[scalar]
    if _INTEGER.fullmatch(scalar):
        return int(scalar)
    return float(scalar) if _FLOAT.fullmatch(scalar) else str(scalar)
