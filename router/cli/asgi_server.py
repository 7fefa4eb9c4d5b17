"""Running ASGI applications until a signal says stop."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator

import click
import uvicorn
from starlette.applications import Starlette

from router.cli.request_deadline import DeadlineProtocol

#: Requests get this long to finish after SIGTERM; open live feeds never would.
GRACE_SECONDS = 10
#: New objects between two looks for cycles: a burst of requests keeps some thousands alive until its commit, and
#: looking through them at every 700th, as Python does, took a tenth of all processor time.
COLLECT_AFTER = 20_000


class Listener(uvicorn.Server):
    """A server whose signals are handled for all servers of the process together."""

    def __init__(self, app: Starlette, host: str, port: int, *, mend: str = "Choose another one with --port.") -> None:
        """`mend` is what to do when the port is taken."""
        config = uvicorn.Config(
            app,
            http=DeadlineProtocol,
            log_config=None,
            access_log=False,
            server_header=False,
            # The scheme and host that matter are PARLEY_PUBLIC_URL's, never a header's.
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            backlog=2048,
        )
        super().__init__(config)
        self.socket = _bind(host, port, mend)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def run(*listeners: Listener, beside: Callable[[], Awaitable[None]] | None = None) -> None:
    """Serve until SIGTERM or SIGINT; a second signal ends at once. What runs `beside` is cancelled at the end."""
    _collect_less_garbage()
    with asyncio.Runner(loop_factory=listeners[0].config.get_loop_factory()) as runner:
        runner.run(_serve(listeners, beside))


def _collect_less_garbage() -> None:
    gc.freeze()  # modules, tables and flows live as long as the process
    gc.set_threshold(COLLECT_AFTER)


async def _serve(listeners: tuple[Listener, ...], beside: Callable[[], Awaitable[None]] | None) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, listeners)
    task = asyncio.ensure_future(beside()) if beside else None
    await asyncio.gather(*(listener.serve(sockets=[listener.socket]) for listener in listeners))
    if task is not None:
        task.cancel()


def _stop(listeners: tuple[Listener, ...]) -> None:
    for listener in listeners:
        listener.force_exit = listener.should_exit
        listener.should_exit = True


def _bind(host: str, port: int, mend: str) -> socket.socket:
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048
        )
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise click.ClickException(f"cannot listen on {host}, port {port}: {reason}. {mend}") from None
