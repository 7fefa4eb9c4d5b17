"""Nothing that comes from outside raises what nobody expects, takes a tenth of a second, or stays in memory."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import structlog

from tests.fuzz.addresses import Addresses
from tests.fuzz.customer_texts import Texts
from tests.fuzz.runner import check, fresh_seed, fuzz
from tests.fuzz.signatures import Signatures
from tests.fuzz.spoiled_flow_files import FlowFiles
from tests.fuzz.target import Target
from tests.fuzz.templates import Templates
from tests.fuzz.webhook_forms import WebhookForms

Make = Callable[[Path], Target]

#: Each target, how many inputs it gets in every run, and its part of the million.
TARGETS = [
    pytest.param(WebhookForms, 400, 120_000, id="webhook forms"),
    pytest.param(Signatures, 200, 100_000, id="signature headers"),
    pytest.param(lambda _: Templates(), 400, 130_000, id="templates"),
    pytest.param(lambda _: FlowFiles(), 100, 30_000, id="flow files"),
    pytest.param(lambda _: Addresses(), 500, 370_000, id="addresses"),
    pytest.param(lambda _: Texts(), 400, 250_000, id="texts"),
]


@pytest.fixture(autouse=True)
def logs_go_nowhere() -> Iterator[None]:
    """They are rendered all the same, so that a line that cannot be is found too."""
    before = structlog.get_config()
    with Path("/dev/null").open("w") as nowhere:
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(nowhere))
        yield
    structlog.configure(**before)


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "parley.db"))


def run(make: Make, database: Path, inputs: int, seed: int) -> None:
    target = make(database)
    try:
        check(fuzz(target, inputs, seed))
    finally:
        target.close()


@pytest.mark.parametrize(("make", "few", "many"), TARGETS)
def test_a_few_inputs(make: Make, few: int, many: int, database: Path) -> None:
    run(make, database, few, seed=1)


@pytest.mark.proof
@pytest.mark.parametrize(("make", "few", "many"), TARGETS)
def test_a_million_inputs(make: Make, few: int, many: int, database: Path) -> None:
    run(make, database, many, fresh_seed())


@pytest.mark.proof
@pytest.mark.skipif(find_spec("atheris") is None, reason="Atheris is not installed: pip install atheris")
def test_inputs_that_reach_new_code_are_spoiled_further(tmp_path: Path) -> None:
    runs, seed = 100_000, fresh_seed()
    command = [sys.executable, "-m", "tests.fuzz.coverage_guided", str(runs), str(seed), str(tmp_path)]
    root = Path(__file__).parents[2]
    ended = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True)
    said = ended.stderr.decode(errors="replace")
    print(f"coverage-guided: {runs:,} inputs, seed {seed}")
    assert ended.returncode == 0, said[-5000:]


def test_they_are_a_million() -> None:
    assert sum(many for case in TARGETS if isinstance(many := case.values[2], int)) == 1_000_000
