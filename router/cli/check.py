"""`parley check`."""

import os
from pathlib import Path

import click

import flows


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Read flow files and print every complaint as file:line:column."""
    complaints = 0
    for file in files:
        try:
            flows.load(file, os.environ)
        except flows.FlowsInvalid as invalid:
            complaints += len(invalid.complaints)
            click.echo(str(invalid))
        else:
            click.echo(f"{file}: good")
    if complaints:
        raise SystemExit(1)
