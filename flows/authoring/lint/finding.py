"""What a rule of the linter looks at, and what it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from flows.model.flow import Flow
from flows.model.service import Service
from flows.source.document import Document, Path
from flows.types.errors import Severity


@dataclass(frozen=True, slots=True)
class Linted:
    """A service that can be served, and the file it was read from."""

    service: Service
    document: Document

    def flows(self) -> Iterator[tuple[Path, Flow]]:
        """Every flow with its path in the document."""
        for name, flow in self.service.flows.items():
            yield ("flows", name), flow

    def written(self, path: Path) -> object:
        """What stands in the file at just this path; None where nothing does."""
        value = self.document.root
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def is_written(self, path: Path) -> bool:
        return self.written(path) is not None


class Finding(NamedTuple):
    """One thing to look at."""

    path: Path
    message: str
    at_key: bool = False
    severity: Severity = Severity.WARNING
