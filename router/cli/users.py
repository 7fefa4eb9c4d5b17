"""`parley users …`."""

import json
import secrets
import sys
from datetime import UTC, datetime

import click

from router.cli.command_setup import open_database
from router.store import console_users as kept
from router.store import passwords
from router.store.database import Database
from router.store.password_policy import objection

_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
_generate = click.option("--generate", is_flag=True, help="Make up a password and print it.")
_MAX_NAME_LENGTH = 64


@click.group()
def users() -> None:
    """Who may log in to the console."""


@users.command()
@click.argument("name")
@_stdin
@_generate
def add(name: str, *, password_stdin: bool, generate: bool) -> None:
    """Let somebody log in to the console; colleagues see the NAME."""
    name = _name(name)
    with open_database() as database:
        if known := database.read_now(lambda connection: kept.credentials(connection, name)):
            raise _taken(known.user.name)
        password = _password(name, from_stdin=password_stdin, generate=generate)
        password_hash, now = passwords.hashed(password), datetime.now(UTC)
        if database.write_now(lambda connection: kept.add(connection, name, password_hash, now)) is None:
            raise _taken(name)
    _report(f"{name} can log in.", password if generate else None)


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def list_users(*, as_json: bool) -> None:
    """Show everybody who can or could log in."""
    with open_database() as database:
        found = database.read_now(kept.list_all)
    if as_json:
        rows = [{"name": u.name, "disabled": u.disabled, "created_at": u.created_at.isoformat()} for u in found]
        click.echo(json.dumps(rows))
    for user in found if not as_json else ():
        click.echo(f"{user.name}  {'disabled' if user.disabled else 'active'}  since {user.created_at:%Y-%m-%d}")
    if not found and not as_json:
        click.echo("Nobody yet: parley users add NAME", err=True)
    for first, twin in kept.twins(found):
        click.echo(
            f"{first.name} and {twin.name} differ only in case: both can log in, each with the name as it stands here. "
            f"parley users disable {twin.name} keeps one out.",
            err=True,
        )


@users.command()
@click.argument("name")
def disable(name: str) -> None:
    """Log somebody out at once and keep them out."""
    with open_database() as database:
        known = _known(database, name)
        database.write_now(lambda connection: kept.disable(connection, known))
    click.echo(f"{known} is logged out and cannot log in.")


@users.command()
@click.argument("name")
def enable(name: str) -> None:
    """Let somebody who was disabled log in again."""
    with open_database() as database:
        known = _known(database, name)
        database.write_now(lambda connection: kept.enable(connection, known))
    click.echo(f"{known} can log in again.")


@users.command("password")
@click.argument("name")
@_stdin
@_generate
def change_password(name: str, *, password_stdin: bool, generate: bool) -> None:
    """Give somebody a new password; whoever is logged in as them is logged out."""
    with open_database() as database:
        known = _known(database, name)
        password = _password(known, from_stdin=password_stdin, generate=generate)
        password_hash = passwords.hashed(password)
        database.write_now(lambda connection: kept.set_password(connection, known, password_hash))
    _report(f"{known} has a new password.", password if generate else None)


def _known(database: Database, typed: str) -> str:
    """The name as it is kept, of somebody who is there."""
    known = database.read_now(lambda connection: kept.credentials(connection, kept.normal_name(typed)))
    if known is None:
        raise click.ClickException(f"there is nobody called {typed}: parley users list shows who there is")
    return known.user.name


def _name(typed: str) -> str:
    name = kept.normal_name(typed)
    if not name.isprintable() or not 0 < len(name) <= _MAX_NAME_LENGTH:
        raise click.UsageError(f"a name is 1 to {_MAX_NAME_LENGTH} printable characters")
    return name


def _password(name: str, *, from_stdin: bool, generate: bool) -> str:
    if from_stdin and generate:
        raise click.UsageError("--password-stdin and --generate exclude each other")
    if generate:
        return secrets.token_urlsafe(15)
    if not from_stdin and not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask on: use --password-stdin or --generate")
    typed = (
        sys.stdin.readline().rstrip("\r\n")
        if from_stdin
        else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    if problem := objection(typed, name):
        raise click.UsageError(problem)
    return str(typed)


def _report(sentence: str, password: str | None) -> None:
    """Only the password goes to standard output, for a script to take."""
    click.echo(sentence, err=True)
    if password is not None:
        click.echo(password)


def _taken(name: str) -> click.ClickException:
    return click.ClickException(f"{name} is there already: parley users password {name} sets a new password")
