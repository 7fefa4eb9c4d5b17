"""A running installation for each test, on both databases where the test asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.installation import Installation, running

CLINIC = Path(__file__).parent / "clinic.yaml"


@pytest.fixture
def installation(sqlite_url: str) -> Iterator[Installation]:
    with running(CLINIC, sqlite_url) as installation:
        yield installation


@pytest.fixture
def installation_on_each_database(database_url: str) -> Iterator[Installation]:
    with running(CLINIC, database_url) as installation:
        yield installation
