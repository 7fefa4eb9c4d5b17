"""Takes what is wrong out of a document, so that the rest can still be checked."""

from typing import Any

from flows.source.document import Map, Path, Sequence


def without(value: Any, paths: list[Path]) -> Any:
    """The same values, and their marks, without those at the paths."""
    if isinstance(value, Map):
        return _map_without(value, paths)
    return _sequence_without(value, paths) if isinstance(value, Sequence) else value


def _map_without(value: Map, paths: list[Path]) -> Map:
    kept, below = Map(), _below(paths)
    for key, item in value.items():
        if () not in (inside := below.get(key, [])):
            kept.put(key, without(item, inside), value.keys_at[key], value.values_at[key])
    return kept


def _sequence_without(value: Sequence, paths: list[Path]) -> Sequence:
    kept, below = Sequence(), _below(paths)
    for number, item in enumerate(value):
        if () not in (inside := below.get(number, [])):
            kept.put(without(item, inside), value.values_at[number])
    return kept


def _below(paths: list[Path]) -> dict[str | int, list[Path]]:
    """What the paths say of each value that they lead to first."""
    below: dict[str | int, list[Path]] = {}
    for first, *rest in filter(None, paths):
        below.setdefault(first, []).append(tuple(rest))
    return below
