"""`parley schema`."""

import json
from pathlib import Path

import click

from flows.compiler.json_schema import schema as schema_of_flows


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write it to this file.")
def schema(output: Path | None) -> None:
    """Print the JSON schema of flow files, by which editors complete, explain and check them."""
    text = json.dumps(schema_of_flows(), indent=2, ensure_ascii=False)
    if output is None:
        click.echo(text)
        return
    try:
        output.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from None
    click.echo(f"Begin the flow files beside it with: # yaml-language-server: $schema=./{output.name}")
