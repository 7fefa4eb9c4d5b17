"""`parley deadletters …`."""

import json
from datetime import UTC, datetime

import click

from router.cli.command_setup import open_database
from router.store import dead_letters
from router.store.dead_letters import Change, SetAside, UnknownMessage


@click.group()
def deadletters() -> None:
    """What waits for a human's word."""


@deadletters.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(*, as_json: bool) -> None:
    """Events that could not be handled, and messages that may or may not have been sent."""
    with open_database() as database:
        rows = [_row(letter) for letter in database.read_now(dead_letters.list_all)]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        since = datetime.fromisoformat(row["since"])
        click.echo(f"{row['id']}  {since:%Y-%m-%d %H:%M}  {row['what']}: {row['reason']}")


@deadletters.command()
@click.argument("letter")
def retry(letter: str) -> None:
    """Handle an event, or send a message, once more. The customer may then get a text twice."""
    _apply(letter, dead_letters.retry, "goes out again")


@deadletters.command()
@click.argument("letter")
def discard(letter: str) -> None:
    """Give it up."""
    _apply(letter, dead_letters.discard, "is given up")


def _row(letter: SetAside | UnknownMessage) -> dict[str, str]:
    match letter:
        case SetAside(kind=kind, status=status, received_at=since):
            what = f"{kind} {status}"
        case UnknownMessage(created_at=since):
            what = "message unknown"
    return {"id": letter.letter_id, "what": what, "since": since.isoformat(), "reason": letter.error or ""}


def _apply(letter: str, change: Change, done: str) -> None:
    with open_database() as database:
        changed = database.write_now(lambda connection: change(connection, letter, datetime.now(UTC)))
    if not changed:
        raise click.ClickException(f"nothing called {letter} waits: see `parley deadletters list`")
    click.echo(f"{letter} {done}.")
