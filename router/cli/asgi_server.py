"""Running ASGI applications until a signal says stop."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator

import structlog
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from router.cli import startup
from router.cli.request_deadline import DeadlineProtocol

log = structlog.get_logger(__name__)

#: Requests get this long to finish after SIGTERM.
GRACE_SECONDS = 10
#: New objects between two looks for cycles: a burst of requests keeps some thousands alive until its commit, and
#: looking through them at every 700th, as Python does, took a tenth of all processor time.
COLLECT_AFTER = 20_000


class Listener(uvicorn.Server):
    """A server whose signals are handled for all servers of the process together."""

    def __init__(
        self,
        app: ASGIApp,
        host: str,
        port: int,
        *,
        listening: socket.socket | None = None,
        mend: str = "Choose another one with --port.",
        on_stop: Callable[[], None] = lambda: None,
    ) -> None:
        """`listening` on host and port already, or else `mend` is what to do when the port is taken.

        `on_stop` is called when a signal says stop, to end what would go on for ever.
        """
        config = uvicorn.Config(
            _cut_off_without_ado(app),
            http=DeadlineProtocol,
            log_config=None,
            access_log=False,
            server_header=False,
            # The scheme and host that matter are PARLEY_PUBLIC_URL's, never a header's.
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            backlog=startup.BACKLOG,
        )
        super().__init__(config)
        self.socket = listening or startup.bind(host, port, mend)
        self.on_stop = on_stop

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _cut_off_without_ado(app: ASGIApp) -> ASGIApp:
    """A request that is cut off when its time is over at the end is a line in the log, not a fault with a traceback."""

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except asyncio.CancelledError:
            if scope["type"] == "http":
                log.warning("request_cut_off", path=scope["path"])

    return run


def run(*listeners: Listener, beside: Callable[[], Awaitable[None]] | None = None) -> None:
    """Serve until SIGTERM or SIGINT; a second signal ends at once, which loses no more than a crash: nothing.

    What runs `beside` is cancelled at the end.
    """
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
    if any(listener.should_exit for listener in listeners):
        startup.quit_at_once()
    for listener in listeners:
        listener.should_exit = True
        listener.on_stop()
