"""What the bot's commands begin with: where the bot is, its project, its vectors, or a clear word on why not."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

import flows
from bot.project.project import Project, ProjectInvalid
from bot.project.project_reader import read_examples, read_project
from bot.training_data import Example
from bot.vectors.text_vectors import TextVectors
from bot.vectors.vector_tiers import TIERS, VectorsError
from bot.vectors.vectors_package import vectors_for
from flows import Service
from router.bot_settings import BotSettings
from router.cli import complaint_formats
from router.cli.command_setup import bot_at, flows_path
from router.cli.echo import echo

_Command = TypeVar("_Command", bound=Callable[..., Any])


def bot_options(command: _Command) -> _Command:
    """Where the bot is, for this once; otherwise as the environment says."""
    model = click.option("--model", type=click.Path(path_type=Path), help="The model's file; or PARLEY_BOT_MODEL.")
    tier = click.option("--tier", type=click.Choice(TIERS), help="How words are seen; or PARLEY_BOT_TIER.")
    project = click.option("--project", type=click.Path(path_type=Path), help="The bot's folder; or PARLEY_BOT.")
    return project(tier(model(command)))


def read_settings(project: Path | None, tier: str | None, model: Path | None) -> BotSettings:
    """The environment's settings, but for what was said on the command line."""
    said = {name: str(value) for name, value in _named(project, tier, model) if value is not None}
    return bot_at({**os.environ, **said})


def _named(project: Path | None, tier: str | None, model: Path | None) -> list[tuple[str, object]]:
    return [("PARLEY_BOT", project), ("PARLEY_BOT_TIER", tier), ("PARLEY_BOT_MODEL", model)]


def open_project(settings: BotSettings) -> Project:
    """The project, with its warnings on the terminal; or its complaints and the end."""
    if settings.project is None:
        raise click.ClickException(
            "there is no bot here: no bot/domain.yml. Name its folder with --project or PARLEY_BOT"
        )
    with _complaints_told():
        project = read_project(settings.project, os.environ)
    for each in project.warnings:
        echo(complaint_formats.in_its_line(each), err=True)
    return project


def open_examples(file: Path) -> tuple[Example, ...]:
    """The examples of one file; or its complaints and the end."""
    with _complaints_told():
        return read_examples(file, os.environ)


@contextmanager
def _complaints_told() -> Iterator[None]:
    try:
        yield
    except ProjectInvalid as invalid:
        for each in invalid.complaints:
            echo(complaint_formats.in_its_line(each), err=True)
        raise SystemExit(1) from None


def open_vectors(settings: BotSettings) -> TextVectors | None:
    """The vectors of the tier that is set; None for `plain`. Raises ClickException where its package is missing."""
    try:
        return vectors_for(settings.tier)
    except VectorsError as error:
        raise click.ClickException(str(error)) from None


def flows_if_valid() -> Service | None:
    """None where there are no flows, or they have mistakes: `parley check` tells those."""
    try:
        return flows.load(flows_path(), os.environ)
    except (flows.FlowsInvalid, OSError):
        return None
