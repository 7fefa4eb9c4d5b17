"""A shell beside an empty database, on both kinds."""

import pytest

from tests.router.cli.commands import Shell


@pytest.fixture
def shell(sqlite_url: str) -> Shell:
    return Shell(sqlite_url)


@pytest.fixture
def shell_on_each_database(database_url: str) -> Shell:
    return Shell(database_url)
