"""What memory `parley serve` takes with the example's bot, and what the processes beside it: whose is said of each."""

from pathlib import Path
from time import monotonic, sleep

from tests.bench import stacks
from tests.bench.progress import tell
from tests.bench.server import DEADLINE, ROOT, Server

EXAMPLE_BOT = ROOT / "bot" / "example"
#: Loading is over when nothing has grown by more than this for so long.
STEADY_MIB, STEADY_SECONDS = 0.5, 1.0


def measure(folder: Path) -> dict[str, float]:
    tell("the memory of a bot that is served")
    with stacks.parley_with_bot(folder, EXAMPLE_BOT) as server:
        _wait_until_loaded(server)
        return {
            "with_bot_resident_mib": server.own_resident_mib(),
            "bot_actions_resident_mib": server.children_resident_mib(),
        }


def _wait_until_loaded(server: Server) -> None:
    """The bot is there once the process for its actions is; both go on growing while they load."""
    until = monotonic() + DEADLINE
    before = 0.0
    while not server.children_resident_mib() or server.resident_mib() - before > STEADY_MIB:
        if monotonic() > until:
            raise RuntimeError(f"the bot was not loaded within {DEADLINE:g} s:\n{server.log.read_text()[-2000:]}")
        before = server.resident_mib()
        sleep(STEADY_SECONDS)
