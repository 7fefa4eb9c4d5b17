"""The lines of an `examples: |`, each with its place."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from bot.project.project_files import ProjectFile
from bot.project.yaml_node import YamlNode
from flows.source.document import Mark

_WHITE: Final = "\n\r "


class ExampleLine(NamedTuple):
    """One example as it is written, without its dash."""

    written: str
    mark: Mark


def lines_of(block: YamlNode, source: ProjectFile) -> Iterator[ExampleLine]:
    """The examples of a text of many lines. Comments are none; other lines without a dash are complained of."""
    for number, line in enumerate(str(block.value).splitlines()):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        mark = _mark(block, number, stripped, source)
        if not line.startswith("-"):
            message = f'this begins with no "-", so that it is no example: {_why(line)}'
            block.notes.warn(mark, message, "no-example")
        elif written := line[1:].strip(_WHITE):
            dash = len(line[1:]) - len(line[1:].lstrip(_WHITE)) + 1
            yield ExampleLine(written, mark._replace(column=mark.column + dash))


def _why(line: str) -> str:
    return "indent it as the first" if line[:1].isspace() else 'write "- " before it'


def _mark(block: YamlNode, number: int, stripped: str, source: ProjectFile) -> Mark:
    """Where a line of a literal block is; of a text written in another way, where that begins."""
    opening = source.lines[block.mark.line - 1][block.mark.column - 1 :]
    line = block.mark.line + 1 + number
    if not opening.startswith("|") or line > len(source.lines):
        return block.mark
    return Mark(source.name, line, max(source.lines[line - 1].find(stripped), 0) + 1)
