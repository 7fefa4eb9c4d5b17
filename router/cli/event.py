"""`parley event`."""

import os
from datetime import UTC, datetime
from uuid import uuid4

import click

import flows
from router.business.event_intake import EventRefused, PostedEvent, event_of
from router.cli.command_setup import flows_path, open_database
from router.store import business_events


@click.command()
@click.argument("name")
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--to", required=True, help="The customer's number.")
@click.option("--from", "line", help="The sender; one of the flow that the event starts if not given.")
def event(name: str, fields: tuple[str, ...], to: str, line: str | None) -> None:
    """Say that something happened in a business system; the serving process tells the customer. Prints the event's id.

    A list is written with commas, yes/no as yes or no.
    """
    happening = PostedEvent(name, to, line, _fields(fields), written=True)
    try:
        customer, received = event_of(flows.load(flows_path(), os.environ), happening)
    except flows.FlowsInvalid as invalid:
        raise click.ClickException(str(invalid)) from None
    except EventRefused as refused:
        problems = [f"{part} {problem}" for part, problem in refused.problems.items()]
        raise click.ClickException("\n  ".join(["the event cannot be used:", *problems])) from None
    public_id, now = uuid4().hex, datetime.now(UTC)
    with open_database() as database:
        database.write_now(lambda connection: business_events.add(connection, public_id, customer, received, now))
    click.echo(public_id)


def _fields(written: tuple[str, ...]) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in written]
    for name, equals, _ in pairs:
        if not equals:
            raise click.UsageError(f"{name} is not FIELD=VALUE")
    return {name: value for name, _, value in pairs}
