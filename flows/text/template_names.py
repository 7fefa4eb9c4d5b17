"""Which names a template reads.

Jinja's `meta.find_undeclared_variables` finds the same by generating the template's code, which takes as long as
parsing it; of all that binds a name, a text may have only loops.
"""

from collections.abc import Iterable, Iterator

from jinja2 import nodes


def names_of(node: nodes.Node, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names that must be given a value, some of them more than once."""
    if isinstance(node, nodes.Name):
        if node.name not in bound:
            yield node.name
    elif isinstance(node, nodes.For):
        yield from names_of(node.iter, bound)
        yield from _names_in(node.else_, bound)
        inside = bound.union(target.name for target in _targets(node))
        yield from _names_in([] if node.test is None else [node.test], inside)
        yield from _names_in(node.body, inside | {"loop"})
    else:
        yield from _names_in(node.iter_child_nodes(), bound)


def _names_in(children: Iterable[nodes.Node], bound: frozenset[str]) -> Iterator[str]:
    for child in children:
        yield from names_of(child, bound)


def _targets(loop: nodes.For) -> Iterator[nodes.Name]:
    if isinstance(loop.target, nodes.Name):
        yield loop.target
    yield from loop.target.find_all(nodes.Name)
