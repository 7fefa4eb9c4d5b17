"""`POST /api/v1/explanations`: why a text would be answered as it is."""

import json
from typing import Any

import pytest

from router.store.database import Database
from router.store.tables import events, messages
from tests.router.api.conftest import TOKENS
from tests.router.asgi_client import Answer, AsgiClient


def ask(client: AsgiClient, asked: dict[str, Any], token: str = TOKENS["shop"]) -> Answer:
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    return client.call("POST", "/api/v1/explanations", json.dumps(asked).encode(), headers)


def test_every_rung_that_was_tried_is_told_and_nothing_is_kept(database: Database, client: AsgiClient) -> None:
    answer = ask(client, {"text": "hello", "at": "2026-03-02 10:00"})
    assert answer.status == 200
    assert [tried["rung"] for tried in answer.json["tried"]][:3] == [1, 2, 3]
    assert answer.json["says"]
    assert database.read_now(lambda connection: connection.execute(events.select()).all()) == []
    assert database.read_now(lambda connection: connection.execute(messages.select()).all()) == []


@pytest.mark.parametrize(
    ("asked", "status", "detail"),
    [
        ({"text": "hi", "state": "nowhere"}, 422, '"nowhere" is not there'),
        ({"text": "hi", "to": "+1"}, 422, 'no sender is called "+1"'),
        ({"text": "hi", "at": "someday"}, 422, '"someday" is no moment'),
        ({"text": "hi", "at": "9999-12-31 23:59"}, 422, '"9999-12-31 23:59" is no moment from 1970 to 2199'),
        ({"text": "hi", "at": "0001-01-01T00:00+14:00"}, 422, "is no moment from 1970 to 2199"),
        ({}, 400, "missing required field `text`"),
    ],
    ids=[
        "a state that is not there",
        "a sender that is not there",
        "no moment",
        "a moment at the end of time",
        "a moment before all time",
        "no text",
    ],
)
def test_what_cannot_be_explained_is_said(client: AsgiClient, asked: dict[str, Any], status: int, detail: str) -> None:
    answer = ask(client, asked)
    assert answer.status == status
    assert detail in answer.json["detail"]


def test_strangers_are_told_nothing(client: AsgiClient) -> None:
    assert ask(client, {"text": "hi"}, token="wrong").status == 401
