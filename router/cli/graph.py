"""`parley graph`."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import click

import flows
from flows.authoring.diagram.chart import Chart
from flows.authoring.diagram.chart_builder import chart_of
from flows.authoring.diagram.mermaid import mermaid_of
from flows.authoring.diagram.svg.svg_picture import svg_of
from flows.model.flow import Flow

FORMATS: dict[str, Callable[[Sequence[Chart]], str]] = {"svg": svg_of, "mermaid": mermaid_of}
_MERMAID_ENDINGS = (".mmd", ".mermaid")


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--flow", "name", help="Draw this flow only; all of them unless named.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; else printed.")
@click.option("--format", "form", type=click.Choice([*FORMATS]), help="Unless given: as OUTPUT ends, else svg.")
def graph(file: Path, name: str | None, output: Path | None, form: str | None) -> None:
    """Draw the flows of FILE as a picture (SVG) or as Mermaid text."""
    service = _loaded(file)
    charts = [chart_of(flow, service) for flow in _chosen(service, name)]
    drawn = FORMATS[form or _format_of(output)](charts)
    if output is None:
        click.echo(drawn, nl=False)
    else:
        _write(output, drawn)


def _loaded(file: Path) -> flows.Service:
    try:
        return flows.load(file, os.environ)
    except flows.FlowsInvalid as invalid:
        # What is printed on the other one may be on its way into a file.
        click.echo(str(invalid), err=True)
        raise SystemExit(1) from invalid


def _chosen(service: flows.Service, name: str | None) -> list[Flow]:
    if name is None:
        return [*service.flows.values()]
    if name not in service.flows:
        raise click.BadParameter(
            f'no flow is called "{name}"; there are: {", ".join(service.flows)}', param_hint="--flow"
        )
    return [service.flows[name]]


def _format_of(output: Path | None) -> str:
    return "mermaid" if output is not None and output.suffix in _MERMAID_ENDINGS else "svg"


def _write(output: Path, drawn: str) -> None:
    try:
        output.write_text(drawn, "utf-8")
    except OSError as error:
        raise click.FileError(str(output), error.strerror) from error
