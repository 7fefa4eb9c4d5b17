"""A clock that is moved: nobody can where Parley serves, and where somebody can, claims go by the database's own."""

from datetime import timedelta

import pytest
import requests

from router.engine.event_processor import claim_next
from router.store.database import Database
from tests.journeys.installation import DEADLINE, Installation
from tests.router.store.writing import NOW, text_arrives


def test_a_served_parley_has_no_clock_to_move(installation: Installation) -> None:
    for method in (requests.get, requests.post):
        assert method(f"{installation.url}/_emulator/clock", timeout=DEADLINE).status_code == 404


@pytest.mark.parametrize("moved", [timedelta(days=400), timedelta(days=-400), timedelta(seconds=16)], ids=str)
def test_a_thread_that_is_held_stays_held_when_the_clock_is_moved(database: Database, moved: timedelta) -> None:
    database.write_now(text_arrives)
    held = database.write_now(lambda connection: claim_next(connection, 10, "first", NOW))
    assert len(held) == 1
    assert database.write_now(lambda connection: claim_next(connection, 10, "second", NOW + moved)) == []
