"""`parley dev`: everything on one computer, with a local Twilio and a phone page."""

import click

from router.cli import startup


@click.command()
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--emulator-port", envvar="EMULATOR_PORT", default=8010, show_default=True, type=click.IntRange(1, 65535))
def dev(port: int, emulator_port: int) -> None:
    """Run Parley, a local Twilio and a phone page on this computer. Nothing leaves it."""
    with startup.quitting_on_signals():
        # Not before: this takes most of the start.
        from router.cli.dev_server.dev_session import develop

        develop(port, emulator_port)
