"""Parley's webhooks with nobody behind them: what comes stays in the inbox. `python -m tests.bench.web_only PORT`.

The webhook is measured so, as the tutorial's is with its worker paused: else the rate would be that of whole exchanges.
"""

import os
import sys
from dataclasses import dataclass

import flows
from router import logs
from router import settings as environment
from router.app import Parley
from router.cli.asgi_server import Listener, run


@dataclass
class WebOnly(Parley):
    """Nothing behind the webhooks."""

    async def _open(self) -> None:
        return


if __name__ == "__main__":
    settings = environment.read(os.environ)
    logs.configure(for_terminal=False)
    parley = WebOnly(settings, flows.load(settings.flows, os.environ))
    run(Listener(parley.app(), "127.0.0.1", int(sys.argv[1])))
