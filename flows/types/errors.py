"""Everything `flows` raises.

FlowsError
├── FlowsInvalid    the file cannot be served; carries every complaint
└── FlowFailure     a flow could not go on; `step` turns it into the fallback text and a human
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: What stands in a part that cannot be read nobody sees, and while there is an error nothing is warned of.
MORE_TO_FIND: Final = "there may be more once this is mended"


class Severity(StrEnum):
    """How bad it is."""

    ERROR = "error"  # the file cannot be served
    WARNING = "warning"  # it can, but its author should look


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """One thing to correct in a file, where it is. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    message: str
    #: The name of the rule that was broken: for tools, and for a comment that allows what a warning finds.
    rule: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        kind = "" if self.severity is Severity.ERROR else f"{self.severity}: "
        return f"{self.file}:{self.line}:{self.column}: {kind}{self.told}"

    @property
    def told(self) -> str:
        """The message, and of a warning its rule."""
        return self.message if self.severity is Severity.ERROR else f"{self.message} [{self.rule}]"


class FlowsError(Exception):
    """The common parent."""


class FlowsInvalid(FlowsError):
    """The file cannot be served. Prints as its complaints, one a line, and that they may not be all."""

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__("\n".join([*map(str, complaints), MORE_TO_FIND]))
        self.complaints = complaints


class FlowFailure(FlowsError):
    """A flow could not go on: a text that does not render, a transition that does not exist, a loop without a wait."""
