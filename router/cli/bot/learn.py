"""`parley bot learn`."""

import os
from pathlib import Path

import click

from bot.project.example_addition import ExampleRefused, add_example
from router.cli.bot.bot_options import open_project, read_settings
from router.cli.echo import echo


@click.command()
@click.argument("text")
@click.option("--intent", required=True, help="What it means; a new one begins a block of its own.")
@click.option("--project", type=click.Path(path_type=Path), help="The bot's folder; or PARLEY_BOT.")
def learn(text: str, intent: str, project: Path | None) -> None:
    """Add TEXT to the examples of an intent; the rest of the file stays as it is, comments too.

    A serving Parley trains its bot anew by itself.
    """
    read = open_project(read_settings(project, None, None))
    try:
        learnt = add_example(read.folder, os.environ, intent, text)
    except ExampleRefused as refused:
        raise click.ClickException(str(refused)) from None
    except OSError as error:
        raise click.ClickException(f"it cannot be written: {error.strerror}") from None
    said = "is an example of" if learnt.is_new else "was an example already of"
    echo(f'{learnt.file}:{learnt.line}: "{text}" {said} {intent}')
    if intent.partition("/")[0] not in read.domain.intents:
        echo(f"{intent} is new: list it under `intents:` in the domain, and let a rule of your flow wait for it")
