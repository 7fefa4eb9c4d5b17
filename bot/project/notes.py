"""Collects what is to be said of a project's files."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flows.source.did_you_mean import did_you_mean
from flows.source.document import Mark
from flows.types.errors import Complaint, Severity


@dataclass(slots=True)
class Notes:
    """Every complaint so far, in the order in which they were found."""

    complaints: list[Complaint] = field(default_factory=list)

    def error(self, mark: Mark, message: str, rule: str) -> None:
        """The project cannot be used like this."""
        self.complaints.append(Complaint(*mark, message, rule))

    def warn(self, mark: Mark, message: str, rule: str) -> None:
        """Rasa itself takes it, but its author should look."""
        self.complaints.append(Complaint(*mark, message, rule, Severity.WARNING))

    def warn_unknown_keys(self, marks: Iterable[tuple[str, Mark]], known: Iterable[str], where: str) -> None:
        """Of keys that nothing reads."""
        for key, mark in marks:
            if key not in known:
                self.warn(mark, f'{where} has no key "{key}"{did_you_mean(key, known)}; it is ignored', "unknown-key")

    @property
    def sorted(self) -> tuple[Complaint, ...]:
        """By file and line, each once."""
        return tuple(sorted(set(self.complaints)))
