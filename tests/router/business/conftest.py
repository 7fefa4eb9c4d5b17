"""A business system to call, and a clock."""

from collections.abc import Iterator

import pytest

from tests.business_system import BusinessSystem, business_system
from tests.router.clock import Clock


@pytest.fixture
def system() -> Iterator[BusinessSystem]:
    with business_system() as system:
        yield system


@pytest.fixture
def clock() -> Clock:
    return Clock()
