"""`parley send`."""

import json
import os
from datetime import UTC, datetime
from uuid import uuid4

import click
from sqlalchemy import Connection

import flows
from flows import Service
from flows.model.service import WHATSAPP
from flows.protocol.effects import Purpose
from flows.types.phone_numbers import dialled
from router.cli.command_setup import flows_path, open_database
from router.message_status import MessageStatus
from router.outbound.message_writer import Text, Written, find_recipient, write_message
from router.store import threads
from router.store.database import Database

#: Compliance passes by STOP: it belongs to the answers to STOP, START and HELP alone.
PURPOSES = [purpose.value for purpose in Purpose if purpose is not Purpose.COMPLIANCE]


@click.command()
@click.argument("to")
@click.argument("text")
@click.option("--from", "line", help="The sender; the first one of the flow file if not given.")
@click.option(
    "--purpose",
    type=click.Choice(PURPOSES),
    default="transactional",
    show_default=True,
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def send(to: str, text: str, line: str | None, purpose: str, *, as_json: bool) -> None:
    """Write one message to a customer; the serving process sends it. Exit code 1 when the gate refuses it."""
    number = to.removeprefix(WHATSAPP)
    if dialled(number) != number:
        raise click.UsageError(f"{to} is not a number in international form, such as +12125550123")
    service = _service()
    sender = _sender(to, line, list(service.senders))
    with open_database() as database:
        written = send_message(database, service, to, sender, text, Purpose(purpose))
    _print(written, as_json=as_json)
    if written.status is MessageStatus.REFUSED:
        raise SystemExit(1)


def _sender(to: str, line: str | None, senders: list[str]) -> str:
    """The one that was asked for, or the flow file's first of the same channel."""
    on_whatsapp = to.startswith(WHATSAPP)
    fitting = [sender for sender in senders if sender.startswith(WHATSAPP) == on_whatsapp]
    if line is not None and line not in fitting:
        raise click.UsageError(f"{line} is not one of the flow file's senders for this channel: {', '.join(fitting)}")
    if not fitting:
        raise click.UsageError("the flow file names no sender for this channel")
    return line or fitting[0]


def _service() -> Service:
    try:
        return flows.load(flows_path(), os.environ)
    except flows.FlowsInvalid as invalid:
        raise click.ClickException(str(invalid)) from None


def send_message(
    database: Database, service: Service, to: str, line: str, text: str, purpose: Purpose = Purpose.TRANSACTIONAL
) -> Written:
    """Write it for the serving process to send."""

    def write(connection: Connection) -> Written:
        recipient = find_recipient(connection, threads.ensure(connection, to, line))
        return write_message(
            connection, recipient, Text(text, purpose), service, lambda: uuid4().hex, datetime.now(UTC)
        )

    return database.write_now(write)


def _print(written: Written, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"id": written.public_id, "status": written.status, "rule": written.rule}))
    else:
        click.echo(f"{written.public_id} {written.status}" + (f" by the rule {written.rule}" if written.rule else ""))
