"""What several commands begin with: settings, flows and the database, or a clear word on why not."""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import click

from router import bot_settings
from router import settings as environment
from router.bot_settings import BotSettings, default_folder
from router.environment import SettingsInvalid
from router.settings import Settings
from router.store import schema_version
from router.store.database import Database
from router.store.store_errors import StoreError


def read_settings() -> Settings:
    """Everything that the environment says. Raises ClickException with every complaint."""
    try:
        return environment.read(os.environ)
    except SettingsInvalid as invalid:
        raise click.ClickException("\n  ".join(["the environment is not complete:", *invalid.complaints])) from None


def database_url(default: str = Settings.database_url) -> str:
    """All that a command beside a serving process needs to know; `default` unless it is set."""
    try:
        return environment.read_database_url(os.environ, default)
    except SettingsInvalid as invalid:
        raise click.ClickException(str(invalid)) from None


def bot_at(environ: Mapping[str, str], model: Path = BotSettings.model) -> BotSettings:
    """Where the bot is, for a command that needs nothing else; its model is `model` unless one is set."""
    try:
        return bot_settings.read(environ, model)
    except SettingsInvalid as invalid:
        raise click.ClickException(str(invalid)) from None


def flows_path() -> Path:
    """The flow file or folder that is set, `flows.yaml` if none is."""
    return Path(os.environ.get("PARLEY_FLOWS") or Settings.flows)


def bot_beside(flow: Path, environ: Mapping[str, str]) -> BotSettings:
    """The bot of a flow file or folder: the one that the environment names, else the one in the folder beside it.

    The one that is served from here belongs to the flows that are served from here, and to no others.
    """
    named, home = bot_at(environ), _home_of_bot(flow)
    if environ.get("PARLEY_BOT") or (home is not None and home.resolve() == Path.cwd()):
        return named
    if home is not None:
        return replace(named, project=default_folder(home), model=home / BotSettings.model)
    is_served = flow.resolve() == flows_path().resolve()
    return named if is_served else replace(named, project=None)


def _home_of_bot(flow: Path) -> Path | None:
    homes = [flow, flow.parent] if flow.is_dir() else [flow.parent]
    return next((home for home in homes if default_folder(home) is not None), None)


@contextmanager
def open_database() -> Iterator[Database]:
    """The database of this installation, beside a process that may serve it, with tables of this version."""
    try:
        with closing(Database.open(database_url(), serving=False)) as database:
            schema_version.require_current(database)
            yield database
    except StoreError as error:
        raise click.ClickException(str(error)) from None
