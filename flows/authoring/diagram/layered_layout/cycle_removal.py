"""Finds the links that lead back, so that all others lead down."""

from collections.abc import Iterator, Sequence

from flows.authoring.diagram.layered_layout.geometry import Link


def links_back(count: int, links: Sequence[Link]) -> frozenset[int]:
    """The numbers of links that lead to where the walk from the first box on came from.

    The walk is deep first, in the order of the links, as an author tells the flow; without recursion, since a flow may
    be a thousand states long.
    """
    ways = _ways(count, links)
    back: set[int] = set()
    seen: set[int] = set()
    for root in range(count):
        if root not in seen:
            _walk(root, ways, links, seen, back)
    return frozenset(back)


def _ways(count: int, links: Sequence[Link]) -> list[list[int]]:
    ways: list[list[int]] = [[] for _ in range(count)]
    for number, link in enumerate(links):
        ways[link.source].append(number)
    return ways


def _walk(root: int, ways: list[list[int]], links: Sequence[Link], seen: set[int], back: set[int]) -> None:
    path: list[tuple[int, Iterator[int]]] = [(root, iter(ways[root]))]
    on_path = {root}
    seen.add(root)
    while path:
        box, rest = path[-1]
        number = next(rest, None)
        if number is None:
            on_path.remove(box)
            path.pop()
        elif (target := links[number].target) in on_path:
            back.add(number)
        elif target not in seen:
            seen.add(target)
            on_path.add(target)
            path.append((target, iter(ways[target])))
