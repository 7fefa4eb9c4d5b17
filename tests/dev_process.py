"""`parley dev` as a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.crash.process import free_port
from tests.waiting import DEADLINE, eventually


@dataclass
class Developing:
    """What an author has before them: a file, a terminal, a phone page."""

    flow_file: Path
    terminal: Path
    phone_page: str
    url: str
    process: subprocess.Popen[bytes]
    printed_before: int = 0

    def save(self, text: str) -> None:
        self.printed_before = len(self.terminal.read_text())
        self.flow_file.write_text(text)

    def edit(self, old: str, new: str) -> None:
        text = self.flow_file.read_text()
        assert old in text
        self.save(text.replace(old, new))

    def prints(self, part: str) -> None:
        """Wait until it is printed after the latest save."""
        eventually(lambda: part in self.terminal.read_text()[self.printed_before :], f"prints {part!r}")

    def end(self, number: signal.Signals = signal.SIGINT) -> None:
        """By default as Ctrl+C would."""
        self.process.send_signal(number)
        assert self.process.wait(DEADLINE) == 0, self.terminal.read_text()


@contextmanager
def developing(flow_file: Path, folder: Path, **more: str) -> Iterator[Developing]:
    """Run in a folder, with `more` settings, until the block ends."""
    with starting(flow_file, folder, **more) as dev:
        eventually(lambda: dev.process.poll() is not None or _answers(dev.phone_page), "parley dev starts")
        assert dev.process.poll() is None, dev.terminal.read_text()
        yield dev


@contextmanager
def starting(flow_file: Path, folder: Path, **more: str) -> Iterator[Developing]:
    """As `developing`, from its very beginning."""
    terminal, port, emulator_port = folder / "terminal.txt", free_port(), free_port()
    others = {name: value for name, value in os.environ.items() if not name.startswith(("PARLEY_", "TWILIO_"))}
    settings = {"PARLEY_FLOWS": str(flow_file), **more}
    command = [sys.executable, "-m", "router", "dev", "--port", str(port), "--emulator-port", str(emulator_port)]
    with terminal.open("wb") as output:
        # Not where the example's bot is: it would be trained before it is needed.
        process = subprocess.Popen(command, cwd=folder, env={**others, **settings}, stdout=output, stderr=output)
    dev = Developing(flow_file, terminal, _at(emulator_port), _at(port), process)
    try:
        yield dev
    finally:
        if process.poll() is None:
            dev.end()


def _at(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/_emulator/clock", timeout=DEADLINE).status_code == 200
    except requests.ConnectionError:
        return False
