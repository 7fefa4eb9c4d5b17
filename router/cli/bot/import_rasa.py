"""`parley bot import-rasa DIR`."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
import msgspec

from bot.project.bot_config import ComponentSupport
from bot.project.import_report import ImportReport, ProjectPart, ProjectPartKind, import_report
from flows import Severity
from router.cli import complaint_formats
from router.cli.echo import echo

#: What is listed under which heading, in this order.
_HEADINGS: Mapping[ProjectPartKind, str] = {
    "intent": "intents",
    "entity": "entities",
    "lookup": "lookup tables",
    "regex": "regular expressions",
    "synonym": "synonyms",
    "slot": "slots",
    "form": "forms",
    "response": "responses",
    "rule": "rules",
    "action": "actions",
    "component": "pipeline",
    "policy": "policies",
    "story": "stories",
    "channel": "channels",
    "file": "old files",
}
_MARKS = {
    ComponentSupport.EMBEDDED: ("runs", "green"),
    ComponentSupport.REPLACED: ("replaced", "cyan"),
    ComponentSupport.SERVER: ("server", "yellow"),
}
_MISSING = ("missing", "red")
_WIDTH = max(len(mark) for mark, _ in (*_MARKS.values(), _MISSING))


@click.command("import-rasa")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
def import_rasa(folder: Path, *, as_json: bool) -> None:
    """Say what of the Rasa project in DIR runs here, and what needs a Rasa server. Nothing of it is run or changed.

    Ends with 1 when it has errors; warnings alone do not count.
    """
    report = import_report(folder, os.environ)
    if as_json:
        echo(json.dumps({**msgspec.to_builtins(report), "good": report.is_good}, indent=2, ensure_ascii=False))
    else:
        for line in _told(report):
            echo(line)
    if not report.is_good:
        raise SystemExit(1)


def _told(report: ImportReport) -> Iterator[str]:
    for kind, heading in _HEADINGS.items():
        parts = report.of(kind)
        if parts:
            yield click.style(f"{heading} ({len(parts)})", bold=True)
            yield from _lines(parts)
    for each in report.complaints:
        yield complaint_formats.in_its_line(each)
    yield _summary(report)


def _lines(parts: Sequence[ProjectPart]) -> Iterator[str]:
    width = max(len(part.name) for part in parts)
    for part in parts:
        mark, color = _MARKS[part.runs] if part.is_there else _MISSING
        yield f"  {click.style(mark.ljust(_WIDTH), fg=color)}  {part.name.ljust(width)}  {part.note}".rstrip()


def _summary(report: ImportReport) -> str:
    errors = sum(each.severity is Severity.ERROR for each in report.complaints)
    found = f"{_counted(errors, 'error')}, {_counted(len(report.complaints) - errors, 'warning')}"
    counts = {
        mark: sum(part.runs is runs and part.is_there for part in report.parts) for runs, (mark, _) in _MARKS.items()
    }
    told = f"{counts['runs']} run embedded, {counts['replaced']} are replaced, {counts['server']} need a Rasa server"
    return f"{report.folder}: {told}; {found}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
