"""Puts one more example into the text of a file, with everything else left as it is, byte for byte."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from bot.project.yaml_node import YamlNode
from flows.source.document import Plain, resolve

_INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class Insertion:
    """Lines to put into a file, without their endings."""

    #: How many lines of the file come before them.
    after: int
    lines: tuple[str, ...]


def into_block(block: YamlNode, example: str, lines: Sequence[str]) -> Insertion | None:
    """One more example of a block; None where its examples are written in a form that cannot be gone on with."""
    examples = block.get("examples")
    if examples is None:
        return None
    opening = lines[examples.mark.line - 1][examples.mark.column - 1 :]
    if examples.is_text:
        return _into_literal(examples, example, lines) if opening.startswith("|") else None
    return _into_list(examples, example, lines) if opening.startswith("-") else None


def _into_literal(examples: YamlNode, example: str, lines: Sequence[str]) -> Insertion | None:
    """Behind the last line that begins with a dash, as far to the right as that."""
    first = examples.mark.line
    written = [
        first + number
        for number, line in enumerate(str(examples.value).splitlines())
        if line.startswith("-") and first + number < len(lines)
    ]
    if not written:
        return None
    last = lines[written[-1]]
    return Insertion(written[-1] + 1, (f"{_indent(last)}- {example}",))


def _into_list(examples: YamlNode, example: str, lines: Sequence[str]) -> Insertion | None:
    """Behind the last item, in quotes."""
    items = [*examples.items('"examples"')]
    if not items:
        return None
    dash = examples.mark.column - 1
    indent = " " * dash
    return Insertion(_end(items[-1].mark.line - 1, dash, lines), (f"{indent}- text: {quoted(example)}",))


def as_new_block(nlu: YamlNode | None, intent: str, example: str, lines: Sequence[str]) -> Insertion | None:
    """A block of its own behind the others; None where the blocks are not a list with a dash each."""
    items = [] if nlu is None else [*nlu.items('"nlu"')]
    if nlu is None or not items:
        return None
    dash = nlu.mark.column - 1
    if lines[nlu.mark.line - 1][dash : dash + 1] != "-":
        return None
    block = ("", *(" " * dash + line for line in block_lines(intent, example)))
    return Insertion(_end(items[-1].mark.line - 1, dash, lines), block)


def block_lines(intent: str, example: str) -> tuple[str, ...]:
    """A block with one example."""
    name = intent if isinstance(resolve(Plain(intent)), str) else quoted(intent)
    return (f"- intent: {name}", "  examples: |", f"{_INDENT}- {example}")


def quoted(text: str) -> str:
    """A text as YAML has it in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def inserted(text: str, insertion: Insertion) -> str:
    """The text with lines put in, that end as its others do."""
    lines = text.splitlines(keepends=True)
    ending = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    before = "".join(lines[: insertion.after])
    if before and not before.endswith(("\n", "\r")):
        before += ending
    added = "".join(line + ending for line in insertion.lines)
    return before + added + "".join(lines[insertion.after :])


def _indent(line: str) -> str:
    return "".join(takewhile(str.isspace, line))


def _end(start: int, column: int, lines: Sequence[str]) -> int:
    """How many lines there are to the end of an item that begins with a dash in a column; comments behind it are
    not its own."""
    end = start + 1
    for number in range(start + 1, len(lines)):
        stripped = lines[number].strip()
        if not stripped or stripped.startswith("#"):
            continue
        if len(_indent(lines[number])) <= column:
            break
        end = number + 1
    return end
