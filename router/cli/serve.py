"""`parley serve`."""

import sys
from socket import socket

import click

from router.cli import startup


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--verbose", is_flag=True, help="Log each webhook too.")
def serve(host: str, port: int, *, verbose: bool) -> None:
    """Serve a real Twilio account; settings come from the environment."""
    with startup.quitting_on_signals(), startup.listening(host, port) as listening:
        _serve(host, port, listening, verbose=verbose)


def _serve(host: str, port: int, listening: socket | None, *, verbose: bool) -> None:
    # Not before it listens: this takes most of the start.
    from flows import FlowsInvalid
    from router import logs
    from router.app import create_app
    from router.cli.asgi_server import Listener, run
    from router.cli.command_setup import read_settings
    from router.store.store_errors import StoreError

    settings = read_settings()
    logs.configure(for_terminal=sys.stderr.isatty(), level=logs.DEBUG if verbose else logs.INFO)
    try:
        app = create_app(settings)
    except (FlowsInvalid, StoreError) as error:
        raise click.ClickException(str(error)) from None
    run(Listener(app, host, port, listening=listening))
