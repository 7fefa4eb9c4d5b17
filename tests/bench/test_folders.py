"""What is measured is what the table says: no server of the benchmark finds the example's bot, or anything else."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import psutil
import pytest

from tests.bench import stacks
from tests.bench.server import ROOT, Server, is_open


@pytest.mark.parametrize(
    "started",
    [
        pytest.param(stacks.stub_provider, id="the stub provider"),
        pytest.param(stacks.bare_starlette, id="bare Starlette"),
        pytest.param(stacks.parley_webhook, id="Parley's webhook alone"),
        pytest.param(lambda folder: stacks.parley(folder, provider=9), id="parley serve"),
    ],
)
def test_each_server_runs_in_a_folder_of_its_own(
    started: Callable[[Path], AbstractContextManager[Server]], tmp_path: Path
) -> None:
    with started(tmp_path) as server:
        where = Path(psutil.Process(server.process.pid).cwd())
        assert (where.parent, where) == (tmp_path, server.folder)
        assert not ROOT.is_relative_to(where)


def test_memory_is_told_of_a_process_and_of_those_beside_it(tmp_path: Path) -> None:
    with stacks.parley(tmp_path, provider=9) as server:
        assert is_open(server.port)
        assert server.children_resident_mib() == 0
        assert server.own_resident_mib() == pytest.approx(server.resident_mib(), rel=0.1)
