"""Writes complaints for people on a terminal, for programs, and for GitHub Actions."""

import json
import shutil
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from flows import Complaint, Severity

Writer = Callable[[Complaint], str]

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def as_json(those: Sequence[Complaint]) -> str:
    """A list of file, line, column, message, rule and severity."""
    return json.dumps([asdict(each) for each in those], indent=2, ensure_ascii=False)


def as_annotation(complaint: Complaint) -> str:
    """As GitHub Actions shows it beside the line.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    place = f"file={_property(complaint.file)},line={complaint.line},col={complaint.column}"
    return f"::{complaint.severity} {place},title={_property(complaint.rule)}::{_escaped(complaint.message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def in_its_line(complaint: Complaint) -> str:
    """The complaint, and under it the line with a caret at the place."""
    place = click.style(f"{complaint.file}:{complaint.line}:{complaint.column}:", bold=True)
    kind = click.style(f"{complaint.severity}:", fg=_COLORS[complaint.severity], bold=True)
    lines = [f"{place} {kind} {complaint.told}"]
    if (line := _line_of(complaint)) is not None:
        shown, before = _window(line, complaint.column - 1, shutil.get_terminal_size().columns - len("  …"))
        caret = click.style("^", fg=_COLORS[complaint.severity], bold=True)
        lines += [f"  {shown}", f"  {_blank(before)}{caret}"]
    return "\n".join(lines)


def _line_of(complaint: Complaint) -> str | None:
    try:
        return Path(complaint.file).read_text("utf-8-sig").splitlines()[complaint.line - 1]
    except (OSError, UnicodeDecodeError, IndexError):
        return None


def _window(line: str, column: int, width: int) -> tuple[str, str]:
    """As much of a line as fits a terminal, and the part of that before the column."""
    start = 0 if column < width * 2 // 3 else column - width // 2
    cut = "…" if start else ""
    return cut + line[start : start + width - len(cut)], cut + line[start:column]


def _blank(text: str) -> str:
    """As much room as a text takes on a terminal."""
    return "".join(_room(character) for character in text)


def _room(character: str) -> str:
    if character == "\t":
        return character
    if unicodedata.combining(character):
        return ""
    return "  " if unicodedata.east_asian_width(character) in "WF" else " "
