"""Charts as the text of a Mermaid flowchart, which GitHub and many wikis draw."""

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final

from flows.authoring.diagram.chart import EVENT, EVERYWHERE, START, Chart, Edge, Node, NodeKind
from flows.authoring.diagram.font_metrics import showable

_MAX_LENGTH: Final = 90
_STYLES: Final = (
    "classDef start fill:#0f766e,stroke:#0f766e,color:#ffffff",
    "classDef event stroke:#0f766e,stroke-width:2px",
    "classDef everywhere stroke-dasharray:2 3",
    "classDef team fill:#fff0e6,stroke:#d9622b,color:#9a3a0d",
    "classDef ended fill:#e6ebf1,stroke:#e6ebf1,color:#4a5868",
)
#: The signs around a node's text, and its class.
_SHAPES: Final = {
    NodeKind.START: ("([", "]):::start"),
    NodeKind.EVENT: ("([", "]):::event"),
    NodeKind.EVERYWHERE: ("[", "]:::everywhere"),
    NodeKind.STATE: ("[", "]"),
    NodeKind.TEAM: ("([", "]):::team"),
    NodeKind.END: ("([", "]):::ended"),
}
# A "_x" of a name is escaped too, so that no two names become one.
_NO_ID: Final = re.compile(r"[^A-Za-z0-9_]|_(?=x)")
#: What means something to Mermaid, or to the Markdown and HTML in its labels. The first sign of a text may begin a
#: list; an underline within a word is none.
_MEANS_SOMETHING: Final = re.compile(r"^[^\w\s]|^\d+[.)]|[\"#&<>`\\\[\]{}()|;*~^$@%]|:(?=fa-)|(?<![^\W_])_|_(?![^\W_])")


def mermaid_of(charts: Sequence[Chart]) -> str:
    """One flowchart; each of several flows is a frame in it."""
    if len(charts) == 1:
        body = [*_flow(charts[0], "s")]
    else:
        body = [line for number, chart in enumerate(charts) for line in _framed(chart, f"f{number}")]
    return "\n".join(["flowchart TD", *(f"  {line}" for line in (*body, *_STYLES)), ""])


def _framed(chart: Chart, prefix: str) -> Iterator[str]:
    yield f'subgraph {prefix}["{_escaped(chart.name)}"]'
    yield from (f"  {line}" for line in _flow(chart, prefix))
    yield "end"


def _flow(chart: Chart, prefix: str) -> Iterator[str]:
    names = _names(chart, prefix)
    for node in chart.nodes:
        before, after = _SHAPES[node.kind]
        yield f'{names[node.id]}{before}"{_node_text(node)}"{after}'
    for edge in chart.edges:
        yield f"{names[edge.source]} {_arrow(edge)} {names[edge.target]}"


def _names(chart: Chart, prefix: str) -> dict[str, str]:
    """Names that stay when another state is added: a state's own; a team or an end is counted at its state."""
    kinds = {node.id: node.kind for node in chart.nodes}
    names = {START: f"start_{prefix}", EVENT: f"event_{prefix}", EVERYWHERE: f"everywhere_{prefix}"}
    names |= {each: f"{prefix}_{_identifier(each)}" for each, kind in kinds.items() if kind is NodeKind.STATE}
    counters: dict[str, count[int]] = {}
    for edge in chart.edges:
        if edge.target not in names:
            number = next(counters.setdefault(edge.source, count(1)))
            names[edge.target] = f"{kinds[edge.target]}{number}_{names[edge.source]}"
    return names


def _identifier(name: str) -> str:
    return _NO_ID.sub(lambda match: f"_x{ord(match[0]):x}_", name)


def _node_text(node: Node) -> str:
    """Never empty, which Mermaid would not read."""
    parts = (_escaped(text) for text in (node.title, _shortened(node.says), node.does, node.asks))
    return "<br/>".join(filter(None, parts)) or "…"


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_LENGTH else text[: _MAX_LENGTH - 1].rstrip() + "…"


def _arrow(edge: Edge) -> str:
    line = "-.->" if edge.is_timed else "-->"
    label = _escaped(edge.label)
    return f'{line}|"{label}"|' if label else line


def _escaped(text: str) -> str:
    """Mermaid's own escapes: a character by its number."""
    return _MEANS_SOMETHING.sub(lambda match: "".join(f"#{ord(sign)};" for sign in match[0]), showable(text))
