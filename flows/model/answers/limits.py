"""Limits of an answer."""

from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Limits(Generic[V]):
    """The least and the greatest value, both of them included; None is no limit."""

    least: V | None = None
    most: V | None = None

    def hold(self, value: Any) -> bool:
        """Whether a value lies within, the limits themselves included."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


NO_LIMITS: Final[Limits[Any]] = Limits()
