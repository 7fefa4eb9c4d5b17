"""An ASGI application on a real port, in a thread, for clients that need real HTTP."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import uvicorn
from starlette.types import ASGIApp


def free_socket() -> socket.socket:
    """Bind now, so that the address is known before the application is made."""
    return socket.create_server(("127.0.0.1", 0))


def address_of(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def served(app: ASGIApp, listening: socket.socket, **options: Any) -> Iterator[str]:
    """`options` are uvicorn's."""
    config = uvicorn.Config(app, log_level="critical", lifespan="on", timeout_graceful_shutdown=1, **options)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield address_of(listening)
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
