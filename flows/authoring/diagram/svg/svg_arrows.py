"""Arrows and their labels as SVG."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from flows.authoring.diagram.chart import NodeKind
from flows.authoring.diagram.layered_layout.geometry import Box, Point, Route
from flows.authoring.diagram.sheet import LABEL_HEIGHT, Arrow
from flows.authoring.diagram.svg.svg_text import class_names, escaped, written, written_point

_TIP: Final = 8.0


def _arrow_class(arrow: Arrow, target: NodeKind) -> str:
    return class_names("arrow", f"to-{target}", "timed" if arrow.edge.is_timed else "")


def drawn_line(arrow: Arrow, target: NodeKind) -> Iterator[str]:
    """An arrow as SVG elements, its head at the target."""
    yield f'<g class="{_arrow_class(arrow, target)}">'
    if arrow.edge.says:
        yield f"<title>{escaped(arrow.edge.says)}</title>"
    yield f'<path class="way" d="{_path(arrow.route)}"/>'
    yield f'<path class="tip" d="{_tip(arrow.route)}"/>'
    yield "</g>"


def _path(route: Route) -> str:
    """Straight where the route is, else a curve that leaves and arrives upright; short by the tip of the arrow."""
    *points, last = route.points
    points.append(Point(last.x, last.y - _TIP / 2 * _direction(route)))
    return " ".join([f"M{written_point(points[0])}", *(_piece(start, end) for start, end in pairwise(points))])


def _piece(start: Point, end: Point) -> str:
    if start.x == end.x:
        return f"V{written(end.y)}"
    middle = (start.y + end.y) / 2
    return f"C{written_point(Point(start.x, middle))} {written_point(Point(end.x, middle))} {written_point(end)}"


def _direction(route: Route) -> int:
    """1 for an arrow that arrives from above, -1 for one from below."""
    return 1 if route.points[-1].y > route.points[-2].y else -1


def _tip(route: Route) -> str:
    end = route.points[-1]
    base = end.y - _TIP * _direction(route)
    left, right = Point(end.x - _TIP / 2, base), Point(end.x + _TIP / 2, base)
    return f"M{written_point(end)} L{written_point(left)} L{written_point(right)} Z"


def drawn_label(arrow: Arrow, target: NodeKind) -> Iterator[str]:
    """The words on an arrow as SVG elements, on a ground that hides what runs below."""
    box = arrow.route.label
    if box is not None:
        yield f'<g class="{_arrow_class(arrow, target)}">'
        yield f'<rect class="label" {_rectangle(box)} rx="4"/>'
        for number, line in enumerate(arrow.label):
            y = box.y + (number + 1) * LABEL_HEIGHT - 1
            yield f'<text class="when" x="{written(box.x + box.width / 2)}" y="{written(y)}">{escaped(line)}</text>'
        yield "</g>"


def _rectangle(box: Box) -> str:
    x, y, width, height = map(written, box)
    return f'x="{x}" y="{y}" width="{width}" height="{height}"'
