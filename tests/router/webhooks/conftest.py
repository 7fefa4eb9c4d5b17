"""One running installation for a whole table of requests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import CLINIC
from tests.journeys.installation import Installation, running


@pytest.fixture(scope="module")
def on_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    path = tmp_path_factory.mktemp("webhooks") / "parley.db"
    shutil.copy(sqlite_template, path)
    with running(CLINIC, f"sqlite:///{path}") as installation:
        yield installation


@pytest.fixture
def on_postgresql(postgresql_url: str) -> Iterator[Installation]:
    with running(CLINIC, postgresql_url) as installation:
        yield installation


@pytest.fixture
def installation(sqlite_url: str) -> Iterator[Installation]:
    with running(CLINIC, sqlite_url) as installation:
        yield installation
