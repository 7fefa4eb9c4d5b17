"""`parley check`."""

import gc
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

import flows
from flows import Complaint, Severity
from flows.types.errors import MORE_TO_FIND
from router.cli import complaint_formats

FORMATS = ("text", "json", "github")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), help="github: annotations, as GitHub Actions shows them.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def check(files: tuple[Path, ...], form: str | None, *, as_json: bool) -> None:
    """Read flow files, or folders of them, and name everything to correct, with its place.

    Ends with 1 when one of them cannot be served; warnings alone do not count.
    """
    with _everything_kept():
        found = {file: flows.examine(file, os.environ).complaints for file in files}
    _show(found, "json" if as_json else form or _usual_format(os.environ))
    if any(_errors(each) for each in found.values()):
        raise SystemExit(1)


@contextmanager
def _everything_kept() -> Iterator[None]:
    """Looking for garbage costs a tenth of the time, and there is none: what is read is kept until the end."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _usual_format(environ: Mapping[str, str]) -> str:
    return "github" if environ.get("GITHUB_ACTIONS") == "true" else "text"


def _show(found: Mapping[Path, Sequence[Complaint]], form: str) -> None:
    if form == "json":
        click.echo(complaint_formats.as_json([each for those in found.values() for each in those]))
        return
    write = complaint_formats.as_annotation if form == "github" else _writer_for_people()
    # A pipe gets no colours from click anyway; whoever sets NO_COLOR wants none on a terminal either.
    color = False if os.environ.get("NO_COLOR") else None
    for file, those in found.items():
        for each in those:
            click.echo(write(each), color=color)
        click.echo(_summary(file, those), color=color)


def _writer_for_people() -> complaint_formats.Writer:
    return complaint_formats.in_its_line if sys.stdout.isatty() else str


def _summary(file: Path, those: Sequence[Complaint]) -> str:
    counts = ((_errors(those), "error"), (len(those) - _errors(those), "warning"))
    counted = ", ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count)
    if _errors(those):
        return f"{file}: {counted}; {MORE_TO_FIND}"
    return f"{file}: good, with {counted}" if counted else f"{file}: good"


def _errors(those: Sequence[Complaint]) -> int:
    return sum(each.severity is Severity.ERROR for each in those)
