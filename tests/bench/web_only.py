"""Parley's webhooks with nobody behind them: what comes stays in the inbox. `python -m tests.bench.web_only PORT`.

The webhook is measured so, as the tutorial's is with its worker paused: else the rate would be that of whole exchanges.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette

import flows
from router import logs
from router import settings as environment
from router.app import Parley
from router.cli.asgi_server import Listener, run


@dataclass
class WebOnly(Parley):
    """Everything but the engine, the dispatcher and the other workers."""

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        yield
        await self._stop([])


if __name__ == "__main__":
    settings = environment.read(os.environ)
    logs.configure(for_terminal=False)
    parley = WebOnly(settings, flows.load(settings.flows, os.environ))
    run(Listener(parley.app(), "127.0.0.1", int(sys.argv[1])))
