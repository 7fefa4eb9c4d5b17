"""How long one waits for `parley --help`, and for `parley serve` to be ready."""

import subprocess
from pathlib import Path
from statistics import median
from time import monotonic

from tests.bench import cores, stacks
from tests.bench.progress import tell
from tests.bench.server import environment, python

HELPS, STARTS = 5, 3


def measure(folder: Path) -> dict[str, float]:
    tell("start-up")
    _help_seconds(folder)  # the first one compiles what was never run before
    return {
        "help_seconds": median(_help_seconds(folder) for _ in range(HELPS)),
        "ready_seconds": median(_ready_seconds(folder) for _ in range(STARTS)),
    }


def _help_seconds(folder: Path) -> float:
    began = monotonic()
    with cores.children_on("server"):
        subprocess.run(python("router", "--help"), cwd=folder, env=environment(), check=True, stdout=subprocess.DEVNULL)
    return monotonic() - began


def _ready_seconds(folder: Path) -> float:
    with stacks.parley(folder, provider=0) as server:
        return server.ready_seconds
