"""`parley dev`: everything on one computer, with a local Twilio and a phone page."""

import os
import secrets
import sys
from dataclasses import replace

import click

import flows
from flows import Service
from flows.flow import OnFile
from router import logs
from router.app import Parley
from router.cli.dev_login import renew_dev_login
from router.cli.opening import database_url, flows_path
from router.cli.serving import Listener, run
from router.providers.emulator.app import create_emulator
from router.providers.emulator.config import EmulatorConfig
from router.providers.emulator.templates import Template
from router.settings import Secret, Settings
from router.store.errors import AlreadyServed, StoreError

HOST = "127.0.0.1"
#: The local account is nobody's: a fixed id, and a token made anew at each start.
ACCOUNT_SID = "AC" + "0" * 32


@click.command()
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--emulator-port", envvar="EMULATOR_PORT", default=8010, show_default=True, type=click.IntRange(1, 65535))
def dev(port: int, emulator_port: int) -> None:
    """Run Parley, a local Twilio and a phone page on this computer. Nothing leaves it."""
    logs.configure(for_terminal=sys.stderr.isatty(), level=logs.WARNING)
    settings = _settings(port, emulator_port)
    try:
        service = flows.load(settings.flows, os.environ)
        parley = Parley(settings, service)
        app = parley.app()
    except AlreadyServed:
        raise click.ClickException(
            f"Parley is already running here with {settings.database_url}: stop that one first, "
            "or choose another PARLEY_DATABASE_URL, PORT and EMULATOR_PORT"
        ) from None
    except (flows.FlowsInvalid, StoreError) as error:
        raise click.ClickException(str(error)) from None
    emulator = create_emulator(_emulator_config(settings, service, emulator_port))
    listeners = (
        Listener(app, HOST, port, mend=f"Choose another one: PORT={port + 1} make run"),
        Listener(emulator, HOST, emulator_port, mend=f"Choose another one: EMULATOR_PORT={emulator_port + 1} make run"),
    )
    _greet(port, emulator_port, settings, renew_dev_login(parley.database))
    run(*listeners)


def _settings(port: int, emulator_port: int) -> Settings:
    return replace(
        Settings(),
        database_url=database_url(),
        flows=flows_path(),
        public_url=f"http://{HOST}:{port}",
        secret_key=Secret(secrets.token_hex(32)),
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=Secret(secrets.token_hex(16)),
        twilio_api_base=f"http://{HOST}:{emulator_port}",
        dev=True,
    )


def _emulator_config(settings: Settings, service: Service, port: int) -> EmulatorConfig:
    return EmulatorConfig(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.reveal(),
        base_url=f"http://{HOST}:{port}",
        webhook_url=f"{settings.public_url}/webhooks/twilio/inbound",
        numbers=tuple(service.senders),
        templates={on_file.id: _stand_in(on_file) for on_file in service.messages_on_file()},
    )


def _stand_in(on_file: OnFile) -> Template:
    """What the real one says, only Twilio knows."""
    gaps = ", ".join(f"{{{{{gap}}}}}" for gap in on_file.values)
    return Template(f"[{on_file.id}] {gaps}".rstrip())


def _greet(port: int, emulator_port: int, settings: Settings, login: tuple[str, str]) -> None:
    name, password = login
    click.echo(
        f"\n  Parley is running. Nothing leaves this computer.\n\n"
        f"    phone     http://{HOST}:{emulator_port}\n"
        f"    console   http://{HOST}:{port}/console   (name {name}, password {password})\n"
        f"    flows     {settings.flows}\n\n"
        f"  Text it from the phone page. Ctrl+C stops it.\n"
    )
