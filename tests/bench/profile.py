"""Profiles of the serving process, of texts in and of whole exchanges, in var/."""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.bench import stacks
from tests.bench.load_generator import post
from tests.bench.progress import tell
from tests.bench.stub_provider_client import Provider

CONNECTIONS = 32
TEXTS, EXCHANGES, SECONDS = 10_000, 2000, 20.0


def webhook(load: ProcessPoolExecutor, folder: Path, provider: int) -> None:
    report = _report("webhook")
    with stacks.parley_webhook(folder, ("tests.bench.profiled", str(report), "web_only")) as server:
        load.submit(post, server.port, range(TEXTS), CONNECTIONS, SECONDS).result().require_accepted()
    tell(f"profile in {report}")


def exchange(load: ProcessPoolExecutor, folder: Path, provider: int) -> None:
    report = _report("exchange")
    with stacks.parley(folder, provider, ("tests.bench.profiled", str(report), "serve")) as server:
        posted = load.submit(post, server.port, range(EXCHANGES), CONNECTIONS, SECONDS).result()
        Provider(provider).wait_for(submitted=posted.count, finished=posted.count)
    tell(f"profile in {report}")


def _report(name: str) -> Path:
    return (Path("var") / f"bench-profile-{name}.txt").absolute()  # whoever writes it is in a folder of its own
