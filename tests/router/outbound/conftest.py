"""A clock and a provider for each test."""

import pytest

from tests.router.clock import Clock
from tests.router.outbound.scripted_provider import ScriptedProvider


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider() -> ScriptedProvider:
    return ScriptedProvider()
