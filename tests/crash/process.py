"""`parley serve` as a process of its own, to be killed and started again."""

import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests
from msgspec.structs import replace

from router.emulator.account.emulator_config import NO_DELAYS, Delays
from router.emulator.emulator_app import create_emulator
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    DEADLINE,
    LINE,
    emulator_config,
    eventually,
    listening_socket,
    serving,
)

#: On a machine that has much else to do.
STARTS_WITHIN = 100.0
#: As systemd does: the descriptor is the third, and whose it is stands in the environment.
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@dataclass
class ServedProcess:
    """The same installation before and after each kill: one port, one database."""

    flow_file: Path
    database_url: str
    emulator: str
    log: Path
    port: int = field(default_factory=free_port)
    #: Held open for it while no process is there, as systemd does.
    listening: socket.socket | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.spawn()
        eventually(self._is_ready, "parley serve is ready", within=STARTS_WITHIN)

    def spawn(self) -> subprocess.Popen[bytes]:
        """Without waiting for anything."""
        command = [sys.executable, "-m", "router", "serve", "--port", str(self.port)]
        held = [] if self.listening is None else [self.listening.fileno()]
        if held:
            command = [sys.executable, "-c", HAND_OVER, str(held[0]), *command]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self._environment(), stdout=log, stderr=log, pass_fds=held)
        return self.process

    def kill(self) -> None:
        """As a power cut would: nothing is said to the process."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """As an operator would; the exit code."""
        return self._end(signal.SIGTERM)

    def limit_files(self, largest: int) -> None:
        """No file may grow beyond this many bytes: on Linux, and at once."""
        assert self.process is not None
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))

    def leave_nothing_running(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def _end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(DEADLINE)

    def _is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()[-2000:]
        try:
            return requests.get(f"{self.url}/readyz", timeout=DEADLINE).status_code == 200
        except requests.ConnectionError:
            return False

    def _environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PARLEY_", "TWILIO_"))},
            "PARLEY_DATABASE_URL": self.database_url,
            "PARLEY_FLOWS": str(self.flow_file),
            "PARLEY_PUBLIC_URL": self.url,
            "PARLEY_SECRET_KEY": "k" * 32,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_API_BASE": self.emulator,
        }


@contextmanager
def process_with_emulator(
    database_url: str, folder: Path, overrides: str = "", delays: Delays = NO_DELAYS
) -> Iterator[ServedProcess]:
    """The clinic, not started yet, with a local Twilio that outlives its kills, and tries as `overrides` say."""
    with listening_socket() as listening:
        emulator = f"http://127.0.0.1:{listening.getsockname()[1]}"
        served = ServedProcess(CLINIC, database_url, emulator, folder / "serve.log")
        config = emulator_config(emulator, served.url, (LINE,))
        config = replace(config, webhook_url=config.webhook_url + overrides, delays=delays)
        with serving(create_emulator(config), listening):
            try:
                yield served
            finally:
                served.leave_nothing_running()
