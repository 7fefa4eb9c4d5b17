"""One run of `parley dev`, from its settings to its end."""

import os
import secrets
import sys
from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy import make_url

import flows
from router import logs
from router.active_flows import Current, Senders
from router.cli.asgi_server import Listener, run
from router.cli.command_setup import bot_at, database_url, flows_path
from router.cli.dev_login import renew_dev_login
from router.cli.dev_server.template_stand_ins import StandIns
from router.cli.dev_server.workbench import Workbench
from router.emulator.account.emulator_config import EmulatorConfig
from router.emulator.webhooks.connection_overrides import ADVISED_OVERRIDES
from router.environment import Secret
from router.settings import Settings
from router.store.store_errors import AlreadyServed, StoreError

HOST = "127.0.0.1"
#: The local account is nobody's: a fixed id, and a token made anew at each start.
ACCOUNT_SID = "AC" + "0" * 32
#: Nothing in here is ever served to customers, and nothing of theirs is in here.
FOLDER = Path("var/dev")


def develop(port: int, emulator_port: int) -> None:
    """Until a signal says stop. Raises ClickException for what keeps it from starting."""
    logs.configure(for_terminal=sys.stderr.isatty(), level=logs.WARNING)
    # What the example calls is played by the local Twilio (emulator/demo_bookings.py), wherever that listens.
    os.environ.setdefault("BOOKING_API", f"http://{HOST}:{emulator_port}/demo")
    settings = _settings(port, emulator_port)
    try:
        workbench = Workbench(settings, lambda current: _emulator_config(settings, current, emulator_port))
    except AlreadyServed:
        raise click.ClickException(
            f"Parley is already running here with {_shown(settings.database_url)}: stop that one first, "
            "or choose another PARLEY_DATABASE_URL, PORT and EMULATOR_PORT"
        ) from None
    except (flows.FlowsInvalid, StoreError) as error:
        raise click.ClickException(str(error)) from None
    listeners = (
        Listener(workbench.app, HOST, port, mend=f"Choose another one: PORT={port + 1} make run"),
        Listener(
            workbench.emulator,
            HOST,
            emulator_port,
            mend=f"Choose another one: EMULATOR_PORT={emulator_port + 1} make run",
            on_stop=workbench.emulator.state.hang_up,
        ),
    )
    _greet(port, emulator_port, settings, renew_dev_login(workbench.parley.database))
    run(*listeners, beside=workbench.reloader.run)


def _settings(port: int, emulator_port: int) -> Settings:
    return replace(
        Settings(),
        database_url=database_url(f"sqlite:///{FOLDER}/parley.db"),
        flows=flows_path(),
        public_url=f"http://{HOST}:{port}",
        secret_key=Secret(secrets.token_hex(32)),
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=Secret(secrets.token_hex(16)),
        twilio_api_base=f"http://{HOST}:{emulator_port}",
        bot=bot_at(os.environ, FOLDER / "bot.model"),
        dev=True,
    )


def _emulator_config(settings: Settings, current: Current, port: int) -> EmulatorConfig:
    return EmulatorConfig(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.reveal(),
        base_url=f"http://{HOST}:{port}",
        webhook_url=f"{settings.public_url}/webhooks/twilio/inbound{ADVISED_OVERRIDES}",
        numbers=Senders(current),
        templates=StandIns(current),
    )


def _greet(port: int, emulator_port: int, settings: Settings, login: tuple[str, str]) -> None:
    name, password = login
    click.echo(
        f"\n  Parley is running. Nothing leaves this computer.\n\n"
        f"    phone     http://{HOST}:{emulator_port}\n"
        f"    console   http://{HOST}:{port}/console   (name {name}, password {password})\n"
        f"    flows     {settings.flows}\n"
        f"    database  {_shown(settings.database_url)}\n\n"
        f"  Text it from the phone page. A change of the flows counts as soon as it is saved. Ctrl+C stops it.\n"
    )


def _shown(database_url: str) -> str:
    """Without the password that may be in it."""
    return make_url(database_url).render_as_string()
