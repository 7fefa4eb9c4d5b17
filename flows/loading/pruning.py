"""Takes what is wrong out of a document, so that the rest can still be checked."""

from typing import Any

from flows.loading.document import Map, Path, Sequence


def without(value: Any, paths: list[Path]) -> Any:
    """The same values, and their marks, without those at the paths."""
    if isinstance(value, Map):
        return _map_without(value, paths)
    return _sequence_without(value, paths) if isinstance(value, Sequence) else value


def _map_without(value: Map, paths: list[Path]) -> Map:
    kept = Map()
    for key, item in value.items():
        if (key,) not in paths:
            kept.put(key, without(item, _below(paths, key)), value.keys_at[key], value.values_at[key])
    return kept


def _sequence_without(value: Sequence, paths: list[Path]) -> Sequence:
    kept = Sequence()
    for number, item in enumerate(value):
        if (number,) not in paths:
            kept.put(without(item, _below(paths, number)), value.values_at[number])
    return kept


def _below(paths: list[Path], step: str | int) -> list[Path]:
    return [path[1:] for path in paths if len(path) > 1 and path[0] == step]
