"""What a template may contain.

The sandbox keeps a template away from Python; this list keeps it small. Without calls, nested loops, powers and
`"x" * 200000000`, the work and the size of a text grow only with what is written in it.
"""

from collections.abc import Iterator
from typing import Final

from jinja2 import nodes

_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.Getattr, nodes.Getitem,
    nodes.If, nodes.For, nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Neg, nodes.Pos,
    nodes.Concat, nodes.List, nodes.Tuple, nodes.Keyword,
)  # fmt: skip
FILTERS: Final = frozenset(
    {
        "abs", "capitalize", "count", "d", "default", "first", "float", "int", "join", "last", "length", "lower",
        "max", "min", "round", "sort", "string", "sum", "title", "trim", "truncate", "unique", "upper", "wordcount",
    }
)  # fmt: skip
TESTS: Final = frozenset(
    {"defined", "undefined", "none", "number", "string", "even", "odd", "in", "eq", "ne", "lt", "le", "gt", "ge"}
)
# Python compiles no more than two hundred brackets within each other; a level has up to three.
_DEEPEST: Final = 50
_NAMES: Final = {
    nodes.Call: "a call", nodes.Pow: "**", nodes.Mod: "%", nodes.Slice: "a slice", nodes.Assign: "set",
    nodes.Macro: "a macro", nodes.Include: "include", nodes.Import: "import", nodes.FromImport: "import",
    nodes.Extends: "extends", nodes.Dict: "a dict",
}  # fmt: skip


def refusals(template: nodes.Template) -> Iterator[str]:
    """What is in the template that may not be, one sentence each."""
    yield from _refusals(template, loops=0, depth=0)


def _refusals(node: nodes.Node, loops: int, depth: int) -> Iterator[str]:
    if not isinstance(node, _ALLOWED):
        yield f"{_NAMES.get(type(node), type(node).__name__.lower())} cannot be used in a text"
        return
    if depth > _DEEPEST:
        yield f"the text is nested deeper than {_DEEPEST} levels"
        return
    loops += isinstance(node, nodes.For)
    yield from _own_refusals(node, loops)
    for child in node.iter_child_nodes():
        yield from _refusals(child, loops, depth + 1)


def _own_refusals(node: nodes.Node, loops: int) -> Iterator[str]:
    if isinstance(node, nodes.For) and (loops > 1 or node.recursive):
        yield "a loop inside a loop cannot be used in a text"
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        yield f'there is no filter "{node.name}"'
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        yield f'there is no test "{node.name}"'
    if isinstance(node, nodes.Name) and node.name == "loop" and node.ctx == "store":
        yield '"loop" is taken: call the item otherwise'
    if isinstance(node, nodes.Name) and node.name == "self":
        yield '"self" cannot be used in a text'
