"""`parley bot actions`."""

import os
from datetime import timedelta
from pathlib import Path

import click

from bot.action_runtime.action_pool import ActionPool, PoolSize
from bot.action_runtime.action_process import ActionPackage, action_environment
from bot.action_runtime.action_server import create_action_server
from router.bot_settings import default_folder
from router.cli.asgi_server import Listener, run

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@click.command()
@click.argument(
    "folder",
    envvar="PARLEY_BOT",
    default=lambda: default_folder() or "bot",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5055, show_default=True, type=click.IntRange(0, 65535))
@click.option("--within", default=10.0, show_default=True, type=click.FloatRange(0.1, 300), help="Seconds per action.")
@click.option("--at-once", default=8, show_default=True, type=click.IntRange(1, 64), help="Actions that run at once.")
def actions(folder: Path, host: str, port: int, within: float, at_once: int) -> None:
    """Serve the actions of the Rasa project in FOLDER, as rasa-sdk's action server does.

    Point a Rasa server's endpoints.yml to it: action_endpoint: {url: http://127.0.0.1:5055/webhook}.
    What actions print is shown here.
    """
    project = ActionPackage(folder.resolve(), action_environment(os.environ), shows_output=True)
    pool = ActionPool(project, PoolSize(min_processes=min(2, at_once), max_processes=at_once))
    listener = Listener(create_action_server(pool, timedelta(seconds=within)), host, port)
    click.echo(f"Serving the actions of {folder} at http://{host}:{listener.socket.getsockname()[1]}/webhook")
    if host not in _LOOPBACK:
        click.echo("There is no authentication: whoever reaches this address runs the actions.", err=True)
    run(listener)
