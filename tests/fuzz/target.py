"""What the runner asks of a target."""

from random import Random
from typing import Any, Protocol


class Target(Protocol):
    """One reader of input from outside."""

    @property
    def name(self) -> str: ...

    def make(self, chance: Random) -> Any:
        """An input; printed when something is wrong with it."""
        ...

    def run(self, given: Any) -> str:
        """Give it to the code under test; the kind of outcome. Whatever it raises is a bug."""
        ...

    def close(self) -> None: ...
