"""What is placed, and where it is placed. Lengths are in pixels, y grows downwards."""

from dataclasses import dataclass
from typing import NamedTuple


class Size(NamedTuple):
    width: float
    height: float


class Point(NamedTuple):
    x: float
    y: float


class Box(NamedTuple):
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right side, in pixels."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side, in pixels."""
        return self.y + self.height

    def moved(self, x: float, y: float) -> "Box":
        """The box so many pixels to the right and down."""
        return Box(self.x + x, self.y + y, self.width, self.height)


class Link(NamedTuple):
    """An arrow from one box to another, by their numbers; the size of its label if it has one."""

    source: int
    target: int
    label: Size | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """An arrow as it is drawn: straight up or down, or a curve that begins and ends so, from point to point."""

    points: tuple[Point, ...]
    label: Box | None

    def moved(self, x: float, y: float) -> "Route":
        """The route so many pixels to the right and down."""
        points = tuple(Point(point.x + x, point.y + y) for point in self.points)
        return Route(points, None if self.label is None else self.label.moved(x, y))


@dataclass(frozen=True, slots=True)
class Placement:
    """Boxes and routes in the order of what was placed, and the size of it all, from (0, 0)."""

    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    size: Size
