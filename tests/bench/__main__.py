"""`make bench`: all figures in one run, in about three minutes. Loopback only.

Everything is measured in turns, and ratios are taken within a turn, so that a machine that is slower for a while
slows both sides. `python -m tests.bench.parts` shows where the time of a webhook goes.
"""

import argparse
import platform
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import (
    bot,
    check_speed,
    cores,
    exchange,
    memory,
    profile,
    scenarios,
    stacks,
    startup,
    step_speed,
    table,
    webhook_speed,
)
from tests.bench.load_generator import load_process
from tests.bench.progress import tell

VAR = Path("var")
PROFILES = {"webhook": (profile.webhook,), "exchange": (profile.exchange,), "both": (profile.webhook, profile.exchange)}


def main() -> None:
    options = _options()
    pinned = cores.choose(unpinned=options.unpinned)
    tell(f"Python {platform.python_version()}; {pinned}; 32 connections; all on the loopback address")
    VAR.mkdir(exist_ok=True)
    # On the disk where an installation's database would be, since a durable row is waited for.
    with TemporaryDirectory(dir=VAR, prefix="bench-") as name:
        folder = Path(name).absolute()
        if options.profile:
            _profile(folder, options.profile)
        else:
            _measure(folder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--profile", choices=PROFILES, help="profile the server instead of measuring")
    parser.add_argument("--unpinned", action="store_true", help="let every process run on any core")
    return parser.parse_args()


def _measure(folder: Path) -> None:
    tell("step alone")
    figures = (
        bot.measure(folder)
        | step_speed.measure()
        | startup.measure(folder)
        | memory.measure(folder)
        | check_speed.measure(folder)
        | scenarios.measure(folder)
    )
    with load_process() as load, stacks.stub_provider(folder) as provider:
        figures |= webhook_speed.measure(load, folder, provider.port)
        figures |= exchange.measure(load, folder, provider.port)
    table.show(figures)
    table.keep(figures, VAR / "bench.json")


def _profile(folder: Path, name: str) -> None:
    with load_process() as load, stacks.stub_provider(folder) as provider:
        for take in PROFILES[name]:
            take(load, folder, provider.port)


if __name__ == "__main__":
    main()
