"""A clock and the clinic's service for each test."""

import pytest

from flows import Service
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import load


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def clinic() -> Service:
    return load()
