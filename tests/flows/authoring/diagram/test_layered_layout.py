"""Boxes and links on a sheet."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.authoring.diagram.layered_layout.edge_routing import spread
from flows.authoring.diagram.layered_layout.geometry import Box, Link, Placement, Point, Size
from flows.authoring.diagram.layered_layout.layout import place
from tests.proof import IN_FULL

RUNS = 2000 if IN_FULL else 40

sizes_drawn = st.builds(Size, st.floats(20, 300), st.floats(10, 200))


@st.composite
def any_graph(draw: st.DrawFn) -> tuple[list[Size], list[Link]]:
    sizes = draw(st.lists(sizes_drawn, min_size=2, max_size=16))
    ends = st.tuples(*[st.integers(0, len(sizes) - 1)] * 2).filter(lambda pair: pair[0] != pair[1])
    pairs = draw(st.lists(ends, max_size=32))
    return sizes, [Link(source, target, draw(st.none() | sizes_drawn)) for source, target in pairs]


@settings(max_examples=RUNS, deadline=None)
@given(any_graph())
def test_nothing_covers_anything_whatever_is_linked(graph: tuple[list[Size], list[Link]]) -> None:
    placed = place(*graph)
    labels = [route.label for route in placed.routes if route.label is not None]
    assert [pair for pair in combinations([*placed.boxes, *labels], 2) if overlap(*pair)] == []
    assert [box for box in (*placed.boxes, *labels) if not within(box, placed.size)] == []
    assert list(boxes_crossed(placed)) == []


@settings(max_examples=RUNS, deadline=None)
@given(any_graph())
def test_every_link_leads_from_its_box_to_its_other(graph: tuple[list[Size], list[Link]]) -> None:
    sizes, links = graph
    placed = place(sizes, links)
    assert [(box.width, box.height) for box in placed.boxes] == [tuple(size) for size in sizes]
    for link, route in zip(links, placed.routes, strict=True):
        assert (route.label is None) == (link.label is None)
        assert touches(route.points[0], placed.boxes[link.source])
        assert touches(route.points[-1], placed.boxes[link.target])


def overlap(one: Box, other: Box) -> bool:
    beside = one.right <= other.x + 0.01 or other.right <= one.x + 0.01
    return not beside and one.y < other.bottom - 0.01 and other.y < one.bottom - 0.01


def within(box: Box, size: Size) -> bool:
    return box.x >= -0.01 and box.y >= -0.01 and box.right <= size.width + 0.01 and box.bottom <= size.height + 0.01


def touches(point: Point, box: Box) -> bool:
    return box.x <= point.x <= box.right and min(abs(point.y - box.y), abs(point.y - box.bottom)) < 0.01


def boxes_crossed(placed: Placement) -> Iterator[tuple[Box, Point, Point]]:
    """Boxes that a piece of a route passes through; a curve stays within the rectangle of its ends."""
    for route in placed.routes:
        for start, end in pairwise(route.points):
            corner = Point(min(start.x, end.x), min(start.y, end.y))
            piece = Box(*corner, abs(start.x - end.x) + 0.01, abs(start.y - end.y))
            yield from ((box, start, end) for box in placed.boxes if overlap(shrunk(box), piece))


def shrunk(box: Box) -> Box:
    return Box(box.x + 0.1, box.y + 0.1, box.width - 0.2, box.height - 0.2)


def test_a_chain_stands_in_one_straight_line() -> None:
    placed = place([Size(100, 40)] * 4, [Link(0, 1), Link(1, 2, Size(30, 10)), Link(2, 3)])
    assert {box.x for box in placed.boxes} == {0.0}
    assert [box.y for box in placed.boxes] == sorted(box.y for box in placed.boxes)


def test_a_link_back_leads_up_and_its_label_is_beside_its_source() -> None:
    placed = place([Size(100, 40)] * 3, [Link(0, 1), Link(1, 2), Link(2, 0, Size(30, 10))])
    back = placed.routes[2]
    assert back.points[0].y > back.points[-1].y
    assert back.label is not None
    assert placed.boxes[1].y < back.label.y < placed.boxes[2].y


def test_two_crossed_links_are_uncrossed() -> None:
    placed = place([Size(50, 20)] * 4, [Link(0, 3), Link(0, 2), Link(1, 2)])
    assert (placed.boxes[0].x < placed.boxes[1].x) is (placed.boxes[3].x < placed.boxes[2].x)


def test_nothing_at_all_has_no_size() -> None:
    assert place([], []) == Placement((), (), Size(0.0, 0.0))


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ([], []),
        ([50.0], [50.0]),
        ([-5.0, 200.0], [0.0, 100.0]),
        ([50.0, 50.0], [50.0, 68.0]),
        ([100.0, 100.0, 100.0], [64.0, 82.0, 100.0]),
        ([0.0] * 11, [10.0 * number for number in range(11)]),
    ],
)
def test_ports_are_spread_over_the_side_of_a_box(wanted: Sequence[float], places: list[float]) -> None:
    assert spread(wanted, 0.0, 100.0) == pytest.approx(places)
