"""How much work one text may make: counted, not timed, so that it is the same everywhere.

What is written in a text bounds most of what it does (`allowed.py`); loops and filters do more for a longer value. Each
of them says what it is about to do and is stopped when it is too much: without that, a loop of three lines that says
nothing takes a minute.
"""

from collections.abc import Iterator
from typing import Any, Final

from jinja2 import nodes, pass_context
from jinja2.runtime import Context

#: Values looked at, characters counted; a text that is meant to be read looks at a few hundred.
MAX_WORK: Final = 20_000
#: The compiler takes a tenth of a millisecond for each.
MAX_PARTS: Final = 300
#: No template can name it.
_BUDGET: Final = "work left"
#: These follow the dots of an `attribute` for each item.
_BY_ATTRIBUTE: Final = frozenset({"max", "min", "sort", "sum", "unique"})


def with_budget(values: Any) -> dict[str, Any]:
    """The values of one rendering, and what it may still do."""
    return {**values, _BUDGET: [MAX_WORK]}


def count_work(template: nodes.Template) -> None:
    """Make every filter and loop of a parsed template account for what it does."""
    for filtered in list(template.find_all(nodes.Filter)):
        filtered.args.insert(0, nodes.Const(filtered.name))
        filtered.name = "counted_filter"
    for loop in template.find_all(nodes.For):
        body = nodes.Const(parts_of(loop))
        loop.iter = nodes.Filter(loop.iter, "counted_loop", [body], [], None, None)


def parts_of(node: nodes.Node) -> int:
    """How many nodes a template's syntax tree has."""
    return sum(1 for _ in node.find_all(nodes.Node))


@pass_context
def counted_filter(context: Context, value: Any, name: str, /, *arguments: Any, **named: Any) -> Any:
    """Apply a filter, and count its work. Raises FlowFailure beyond the budget."""
    value_size, told = 1 + _size(value), sum(map(_size, (*arguments, *named.values())))
    _spend(context, value_size * (1 + told) if name in _BY_ATTRIBUTE else value_size + told)
    result = context.environment.call_filter(name, value, arguments, named, context=context)
    return list(result) if isinstance(result, Iterator) else result


@pass_context
def counted_loop(context: Context, value: Any, parts: int) -> list[Any]:
    """The items of a loop, its work counted beforehand. Raises FlowFailure beyond the budget."""
    items = list(value)
    _spend(context, len(items) * parts)
    return items


COUNTED: Final = {"counted_filter": counted_filter, "counted_loop": counted_loop}


def _spend(context: Context, work: int) -> None:
    budget = context.resolve(_BUDGET)
    budget[0] -= work
    if budget[0] < 0:
        raise ValueError("it takes too much work")


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | list | tuple | dict) else 0
