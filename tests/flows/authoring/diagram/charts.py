"""Charts to draw: of small flows, and of any shape."""

from hypothesis import strategies

from flows import Service
from flows.authoring.diagram.chart import START, Chart, Edge, Node, NodeKind
from flows.authoring.diagram.chart_builder import chart_of
from tests.flows.scenario import service_of


def chart_of_states(states: str, head: str = "") -> Chart:
    """The chart of one flow of the given states, the first of which starts it."""
    return chart_of_first(service_of(states, head))


def chart_of_first(service: Service) -> Chart:
    return chart_of(next(iter(service.flows.values())), service)


def edges_of(states: str, head: str = "") -> list[str]:
    """Its edges but the first, in a line each: "source → target: label", with ~ where time passes."""
    return [_line(edge) for edge in chart_of_states(states, head).edges if edge.source != START]


def _line(edge: Edge) -> str:
    arrow = "~>" if edge.is_timed else "->"
    return f"{edge.source} {arrow} {edge.target}" + (f": {edge.label}" if edge.label else "")


#: Everything that may stand in a file.
ANY_TEXT = strategies.text(max_size=60)


@strategies.composite
def any_chart(draw: strategies.DrawFn, most: int = 10) -> Chart:
    """States joined at will, with any texts."""
    count = draw(strategies.integers(1, most))
    names = [f"s{number}" for number in range(count)]
    states = [Node(name, NodeKind.STATE, draw(ANY_TEXT), draw(ANY_TEXT), draw(ANY_TEXT)) for name in names]
    edge = strategies.builds(
        Edge,
        strategies.sampled_from(names),
        strategies.sampled_from(names),
        ANY_TEXT,
        ANY_TEXT,
        strategies.booleans(),
    )
    edges = draw(strategies.lists(edge, max_size=count * 3))
    return Chart(draw(ANY_TEXT), (Node(START, NodeKind.START, "Start"), *states), (Edge(START, "s0"), *edges))
