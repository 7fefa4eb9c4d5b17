"""`parley deadletters …`."""

import json
from datetime import UTC, datetime

import click

from router.cli.command_setup import open_database
from router.store import deadletters as store


@click.group()
def deadletters() -> None:
    """What waits for a human's word."""


@deadletters.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(*, as_json: bool) -> None:
    """Events that could not be handled, and messages that may or may not have been sent."""
    with open_database() as database:
        letters = database.read_now(store.list_all)
    if as_json:
        click.echo(
            json.dumps(
                [
                    {"id": each.id, "what": each.what, "since": each.since.isoformat(), "reason": each.reason}
                    for each in letters
                ]
            )
        )
        return
    for each in letters:
        click.echo(f"{each.id}  {each.since:%Y-%m-%d %H:%M}  {each.what}: {each.reason}")


@deadletters.command()
@click.argument("letter")
def retry(letter: str) -> None:
    """Handle an event, or send a message, once more. The customer may then get a text twice."""
    _apply(letter, store.retry, "goes out again")


@deadletters.command()
@click.argument("letter")
def discard(letter: str) -> None:
    """Give it up."""
    _apply(letter, store.discard, "is given up")


def _apply(letter: str, change: store.Change, done: str) -> None:
    with open_database() as database:
        changed = database.write_now(lambda connection: change(connection, letter, datetime.now(UTC)))
    if not changed:
        raise click.ClickException(f"nothing called {letter} waits: see `parley deadletters list`")
    click.echo(f"{letter} {done}.")
