"""The API on a real database."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from starlette.applications import Starlette

from router.api.api import Api
from router.store.database import Database
from tests.router.asgi_client import AsgiClient

TOKENS = {"shop": "token-of-the-shop", "clinic": "token-of-the-clinic"}


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    database = Database.open(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def client(database: Database) -> Iterator[AsgiClient]:
    tokens = {name: sha256(token.encode()).hexdigest() for name, token in TOKENS.items()}
    client = AsgiClient(Starlette(routes=Api(database, tokens).routes()))
    yield client
    client.close()
