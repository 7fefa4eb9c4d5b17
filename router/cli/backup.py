"""`parley backup` and `parley restore`."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import URL, make_url

from router.cli.command_setup import database_url
from router.store import schema_version
from router.store.backup import copy_to, doubt_what_was_under_way, new_file, put_back
from router.store.database import Database
from router.store.serving_lock import ServingLock
from router.store.store_errors import StoreError


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Copy the database to FILE. Parley may go on serving meanwhile."""
    url = make_url(database_url())
    try:
        if url.get_backend_name() == "sqlite":
            copy_to(_sqlite_path(url), file)
        else:
            with new_file(file) as partial:
                _postgresql_tool("pg_dump", url, "--format=custom", f"--file={partial}")
    except (FileExistsError, StoreError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{file} holds everything up to now.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.confirmation_option(prompt="This replaces the database. Go on?")
def restore(file: Path) -> None:
    """Put a backup in the database's place. Stop Parley first.

    What came after the backup is not in it, opt-outs included: the provider still refuses those it knows.
    """
    address = database_url()
    now = datetime.now(UTC)
    try:
        with _nobody_serving(address):
            moved = _restore(file, make_url(address), now)
            _settle(address, now)
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    click.echo("Restored." + (f" The old database is at {moved}." if moved else ""))
    click.echo(
        "What was on its way when the backup was made is looked for, not sent again: see `parley deadletters list`."
    )


@contextmanager
def _nobody_serving(address: str) -> Iterator[None]:
    lock = ServingLock.take(address)
    try:
        yield
    finally:
        lock.release()


def _restore(file: Path, url: URL, now: datetime) -> Path | None:
    if url.get_backend_name() == "sqlite":
        return put_back(file, _sqlite_path(url), now)
    _postgresql_tool("pg_restore", url, "--clean", "--if-exists", "--single-transaction", str(file))
    return None


def _settle(address: str, now: datetime) -> None:
    database = Database.open(address, serving=False)
    try:
        schema_version.upgrade(database)
        database.write_now(lambda connection: doubt_what_was_under_way(connection, now))
    finally:
        database.close()


def _sqlite_path(url: URL) -> Path:
    """The file itself, also where a link names it."""
    return Path(url.database or "").resolve()


def _postgresql_tool(tool: str, url: URL, *arguments: str) -> None:
    """PostgreSQL's own tools know best how; the password goes by the environment, where other users cannot see it."""
    address = url.set(drivername="postgresql", password=None).render_as_string()
    command = [tool, f"--dbname={address}", "--no-owner", *arguments]
    try:
        subprocess.run(command, check=True, env={**os.environ, "PGPASSWORD": url.password or ""})  # noqa: S603
    except FileNotFoundError:
        raise click.ClickException(f"{tool} is not installed: it comes with PostgreSQL's client package") from None
    except subprocess.CalledProcessError as error:
        raise click.ClickException(f"{tool} ended with {error.returncode}") from None
