"""The API on a real database."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
from starlette.applications import Starlette

from router.active_flows import Current
from router.api.api_app import Api
from router.api.events_api import BusinessEvents
from router.api.explanations_api import Explanations
from router.store.database import Database
from tests.router.asgi_client import AsgiClient
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import load

SHOP = Path(__file__).parent / "shop.yaml"
TOKENS = {"shop": "token-of-the-shop", "clinic": "token-of-the-clinic"}


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    database = Database.open(sqlite_url)
    yield database
    database.close()


def api_client(database: Database) -> AsgiClient:
    ids = count(1)
    current = Current(load(SHOP))
    events = BusinessEvents(database, current, lambda: f"id-{next(ids)}", Clock(), lambda: None)
    tokens = {name: sha256(token.encode()).hexdigest() for name, token in TOKENS.items()}
    return AsgiClient(Starlette(routes=Api(database, tokens, events, Explanations(current, Clock())).routes()))


@pytest.fixture
def client(database: Database) -> Iterator[AsgiClient]:
    client = api_client(database)
    yield client
    client.close()
