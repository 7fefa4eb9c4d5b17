"""`parley emulator`."""

import sys

import click

from router import logs
from router.cli.asgi_server import Listener, run
from router.emulator.account.emulator_config import EmulatorConfig
from router.emulator.emulator_app import create_emulator
from router.emulator.webhooks.connection_overrides import ADVISED_OVERRIDES


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="EMULATOR_PORT", default=8010, show_default=True, type=click.IntRange(1, 65535))
@click.option("--account-sid", envvar="TWILIO_ACCOUNT_SID", required=True, help="Also from TWILIO_ACCOUNT_SID.")
@click.option("--auth-token", envvar="TWILIO_AUTH_TOKEN", required=True, help="Better from TWILIO_AUTH_TOKEN.")
@click.option(
    "--webhook-url",
    default=f"http://127.0.0.1:8000/webhooks/twilio/inbound{ADVISED_OVERRIDES}",
    show_default=True,
    help="Where it brings texts; how often it tries stands behind the #, as at Twilio.",
)
@click.option("--number", "numbers", multiple=True, required=True, help="A sender of the account; may be repeated.")
@click.option(
    "--allowed-host", "allowed_hosts", multiple=True, help="Another name that it is reached by; may be repeated."
)
def emulator(
    host: str,
    port: int,
    account_sid: str,
    auth_token: str,
    webhook_url: str,
    numbers: tuple[str, ...],
    allowed_hosts: tuple[str, ...],
) -> None:
    """Run the local Twilio and its phone page alone. Point Parley to it with TWILIO_API_BASE."""
    logs.configure(for_terminal=sys.stderr.isatty())
    base_url = f"http://{host}:{port}"
    config = EmulatorConfig(account_sid, auth_token, base_url, webhook_url, numbers, allowed_hosts=allowed_hosts)
    click.echo(f"The phone page is at {base_url}")
    app = create_emulator(config)
    run(Listener(app, host, port, on_stop=app.state.hang_up))
