"""How much a test does: little in every run, all of it in `make proof`. And its chance, which has a seed."""

import os
from random import Random

import pytest

IN_FULL = bool(os.environ.get("PARLEY_PROOF"))
SEED = int(os.environ.get("PARLEY_SEED", "20261123"))


@pytest.fixture
def count(request: pytest.FixtureRequest) -> int:
    """How many, by the test's mark `count(small, full=…)`."""
    mark = request.node.get_closest_marker("count")
    assert mark is not None, "mark the test: @pytest.mark.count(small, full=...)"
    (small,) = mark.args
    chosen: int = mark.kwargs["full"] if IN_FULL else small
    print(f"{request.node.name}: {chosen}")
    return chosen


@pytest.fixture
def chance() -> Random:
    """PARLEY_SEED repeats a run."""
    print(f"PARLEY_SEED={SEED}")
    return Random(SEED)
