"""`parley db upgrade`."""

import click

from router.cli.command_setup import database_url
from router.store import schema_version
from router.store.database import Database
from router.store.store_errors import StoreError


@click.group()
def db() -> None:
    """The database's tables."""


@db.command()
def upgrade() -> None:
    """Bring the tables to this version of Parley. Stop `parley serve` first."""
    try:
        database = Database.open(database_url(), serving=False)
        schema_version.upgrade(database)
        database.close()
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    click.echo("The database is up to date.")
