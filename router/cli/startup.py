"""The first moments of a serving process: it listens, and heeds signals, before it has imported what it serves with.

Importing takes most of a start. Whoever calls meanwhile waits in the system's queue for the answer, instead of being
refused; and there is nothing yet that a signal would have to bring to an end.
"""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import click

#: Connections that wait to be taken: more than a provider opens at once.
BACKLOG = 2048
#: The first descriptor that systemd hands over (sd_listen_fds(3)).
FIRST_INHERITED = 3


@contextmanager
def quitting_on_signals() -> Iterator[None]:
    """SIGTERM and SIGINT end the process at once, with 0 and without a word, until a loop takes them over."""
    before = {number: signal.signal(number, quit_at_once) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def quit_at_once(*_signal: object) -> None:
    os._exit(0)


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket | None]:
    """The socket that a supervisor hands over, or one of our own; None where there can be none, which is told later.

    What else may be wrong says more to an operator than a port that is taken, often by the process that serves already.
    """
    listener = inherited() or _bound(host, port)
    try:
        yield listener
    finally:
        if listener is not None:
            listener.close()


def inherited() -> socket.socket | None:
    """What systemd listens on for us, also while no process of ours is there."""
    process, count = os.environ.pop("LISTEN_PID", ""), os.environ.pop("LISTEN_FDS", "")
    return socket.socket(fileno=FIRST_INHERITED) if (process, count) == (str(os.getpid()), "1") else None


def _bound(host: str, port: int) -> socket.socket | None:
    try:
        return bind(host, port, "")
    except click.ClickException:
        return None


def bind(host: str, port: int, mend: str) -> socket.socket:
    """Raises ClickException, whose last sentence is `mend`, when the port cannot be had."""
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=BACKLOG
        )
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise click.ClickException(f"cannot listen on {host}, port {port}: {reason}. {mend}") from None
