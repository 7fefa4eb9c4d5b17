"""A server as a process of its own: started, watched, stopped."""

import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.bench import cores

#: Longest that a server may take to start or to stop.
DEADLINE = 30.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@dataclass
class Server:
    """One process and the processes that it starts."""

    command: list[str]
    environment: Mapping[str, str]
    log: Path
    port: int
    process: psutil.Popen = field(init=False)
    #: From the start of the process until it was ready.
    ready_seconds: float = 0.0

    def start(self, part: str, is_ready: Callable[[int], bool]) -> None:
        began = time.monotonic()
        with self.log.open("ab") as log, cores.children_on(part):
            self.process = psutil.Popen(self.command, env=dict(self.environment), stdout=log, stderr=log)
        while not is_ready(self.port):
            if self.process.poll() is not None or time.monotonic() > began + DEADLINE:
                raise RuntimeError(f"{' '.join(self.command)} did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.005)
        self.ready_seconds = time.monotonic() - began

    def stop(self) -> None:
        self.resume()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(DEADLINE)
        except psutil.TimeoutExpired:
            self.process.kill()
            self.process.wait(DEADLINE)

    def pause(self) -> None:
        for process in self._family():
            process.suspend()

    def resume(self) -> None:
        for process in self._family():
            process.resume()

    def processor_seconds(self) -> float:
        return sum(sum(process.cpu_times()[:2]) for process in self._family())

    def resident_mib(self) -> float:
        return float(sum(process.memory_info().rss for process in self._family())) / 2**20

    def _family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


@contextmanager
def started(server: Server, part: str, is_ready: Callable[[int], bool]) -> Iterator[Server]:
    server.start(part, is_ready)
    try:
        yield server
    finally:
        server.stop()


def python(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]


def environment(**more: str) -> dict[str, str]:
    """Ours, without what would configure Python or the services behind the benchmark's back."""
    foreign = ("PARLEY_", "TWILIO_", "PYTHON")
    ours = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**ours, **more}


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def is_ready(port: int) -> bool:
    """Parley says so itself."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
