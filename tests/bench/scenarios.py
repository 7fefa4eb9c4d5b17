"""How long an author waits for a thousand scenarios, and for a chat to begin: `python -m tests.bench.scenarios`."""

import re
import shutil
import subprocess
import sys
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic

from tests.bench import cores
from tests.bench.progress import tell
from tests.bench.server import environment, python

ROOT = Path(__file__).parents[2]
SCENARIOS, RUNS, STARTS = 1000, 3, 5


def measure(folder: Path) -> dict[str, float]:
    """Whole commands, their start included."""
    tell(f"{SCENARIOS:,} scenarios; chat")
    flow = _many_scenarios(folder)
    _chat_seconds(flow)  # the first one compiles what was never run before
    return {
        "scenarios_1000_seconds": median(_seconds("test", flow) for _ in range(RUNS)),
        "chat_starts_seconds": median(_chat_seconds(flow) for _ in range(STARTS)),
    }


def _many_scenarios(folder: Path) -> Path:
    """The example with its scenarios, repeated under other names."""
    flow = folder / "flows.yaml"
    shutil.copy(ROOT / "flows.yaml", flow)
    head, _, body = (ROOT / "flows.test.yaml").read_text("utf-8").partition("scenarios:\n")
    blocks = [block for block in re.split(r"^(?=  \S)", body, flags=re.MULTILINE) if re.match(r"  [^\s#]", block)]
    many = (re.sub(r":", f" {n}:", block, count=1) for n, block in enumerate(islice(cycle(blocks), SCENARIOS)))
    (folder / "flows.test.yaml").write_text(f"{head}scenarios:\n{''.join(many)}", "utf-8")
    return flow


def _seconds(command: str, flow: Path) -> float:
    began = monotonic()
    with cores.children_on("server"):
        subprocess.run(
            python("router", command, flow.name),
            cwd=flow.parent,
            env=environment(),
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return monotonic() - began


def _chat_seconds(flow: Path) -> float:
    """Until the greeting is there."""
    began = monotonic()
    with (
        cores.children_on("server"),
        subprocess.Popen(
            python("router", "chat", flow.name),
            cwd=flow.parent,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as chat,
    ):
        assert chat.stdout is not None
        assert chat.stdout.readline()
        seconds = monotonic() - began
        chat.communicate()
    return seconds


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        for figure, seconds in measure(Path(name)).items():
            sys.stdout.write(f"{figure} {seconds:.2f}\n")
