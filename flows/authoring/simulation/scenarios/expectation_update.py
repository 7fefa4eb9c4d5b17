"""Puts what the flow really says into a test file, and leaves everything else in it as it is, comments too."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import yaml

from flows.authoring.simulation.scenarios.scenario_result import Correction
from flows.authoring.simulation.scenarios.yaml_scalars import expectation
from flows.source.document import Path


class _Edit(NamedTuple):
    """Characters to replace."""

    start: int
    end: int
    text: str


def corrected(text: str, corrections: Iterable[Correction]) -> str:
    """A test file with its corrections."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    starts = _line_starts(text)
    edits = sorted((_edit(root, each, text, starts) for each in corrections), key=lambda each: each.start)
    # From the last to the first, so that places stay what they are.
    for edit in reversed(edits):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _edit(root: Any, correction: Correction, text: str, starts: list[int]) -> _Edit:
    steps_path, number = correction.path[:3], correction.path[3]
    written = expectation(correction.texts)
    steps = _node(root, steps_path)
    step = steps.value[number]
    end = _offset(_end(step), starts)
    if not correction.is_missing:
        old = _node(root, correction.path)
        start = _offset(old.start_mark, starts)
        # A block reaches over the blank lines below it, which are to stay.
        return _Edit(start, start + len(text[start : _offset(_end(old), starts)].rstrip()), written)
    if steps.flow_style:
        return _Edit(end, end, f", {{out: {written}}}")
    line_end = _line_end(text, end)
    dash = " " * steps.start_mark.column
    return _Edit(line_end, line_end, f"\n{dash}- out: {written}")


def _node(node: Any, path: Path) -> Any:
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next(value for key, value in node.value if key.value == step)
        else:
            node = node.value[step]
    return node


def _end(node: Any) -> Any:
    """Where a node really ends: libyaml lets a block reach to what comes after it."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        return node.end_mark
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _line_starts(text: str) -> list[int]:
    return [0, *_after_breaks(text)]


def _after_breaks(text: str) -> Iterator[int]:
    position = text.find("\n")
    while position >= 0:
        yield position + 1
        position = text.find("\n", position + 1)


def _offset(mark: Any, starts: list[int]) -> int:
    return starts[mark.line] + int(mark.column) if mark.line < len(starts) else starts[-1]


def _line_end(text: str, position: int) -> int:
    """The end of the line that a place is in; of the line before, where the place is a line's beginning."""
    if position and text[position - 1] == "\n":
        return position - 1
    end = text.find("\n", position)
    return len(text) if end < 0 else end
