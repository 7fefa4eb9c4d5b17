"""A server as a process of its own: started, watched, stopped."""

import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.bench import cores

ROOT = Path(__file__).parents[2]
#: Longest that a server may take to start or to stop.
DEADLINE = 30.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@dataclass
class Server:
    """One process and those that it starts, in a folder of its own: nothing of the checkout is found by chance."""

    command: list[str]
    environment: Mapping[str, str]
    folder: Path
    port: int
    process: psutil.Popen = field(init=False)
    #: From the start of the process until it was ready.
    ready_seconds: float = 0.0

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self, part: str, is_ready: Callable[[int], bool]) -> None:
        began = time.monotonic()
        with self.log.open("ab") as log, cores.children_on(part):
            self.process = psutil.Popen(
                self.command, cwd=self.folder, env=dict(self.environment), stdout=log, stderr=log
            )
        self.wait_until(is_ready)
        self.ready_seconds = time.monotonic() - began

    def wait_until(self, true: Callable[[int], bool]) -> None:
        until = time.monotonic() + DEADLINE
        while not true(self.port):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{' '.join(self.command)} did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.005)

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
        """The process and those that it started; what they share is counted for each."""
        return self.own_resident_mib() + self.children_resident_mib()

    def own_resident_mib(self) -> float:
        return _resident_mib([self.process])

    def children_resident_mib(self) -> float:
        return _resident_mib(self._family()[1:])

    def _family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def _resident_mib(processes: Sequence[psutil.Process]) -> float:
    return float(sum(process.memory_info().rss for process in processes)) / 2**20


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
    """Ours, without what would configure Python or the services behind the benchmark's back.

    Python finds the benchmark itself wherever it is started.
    """
    foreign = ("PARLEY_", "TWILIO_", "PYTHON")
    ours = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**ours, "PYTHONPATH": str(ROOT), **more}


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def is_ready(port: int) -> bool:
    """Parley says so itself."""
    return _answers(port, "/readyz")


def is_open(port: int) -> bool:
    """All of Parley is loaded: the console waits for that."""
    return _answers(port, "/console/login")


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
