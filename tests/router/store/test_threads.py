"""Claims: one hand on a thread at a time, and a worker that was paused cannot commit over its successor."""

from datetime import timedelta

import pytest

from router.store import threads
from router.store.database import Database
from router.store.store_errors import ClaimLost
from router.store.threads import Claim
from tests.router.store.writing import CUSTOMER, LEASE, LINE, NOW

ENDED = timedelta(seconds=-1)


def claim(database: Database, token: str, lease: timedelta = LEASE) -> Claim | None:
    return database.write_now(lambda connection: threads.claim(connection, CUSTOMER, LINE, token, lease))


def test_a_thread_is_claimed_by_one_only(database: Database) -> None:
    assert claim(database, "first") is not None
    assert claim(database, "second") is None


def test_a_released_thread_can_be_claimed_again(database: Database) -> None:
    first = claim(database, "first")
    assert first is not None
    database.write_now(lambda connection: threads.release(connection, first))
    second = claim(database, "second")
    assert second is not None
    assert second.thread_id == first.thread_id


def test_a_lease_that_ran_out_is_taken_over_and_the_first_hand_cannot_commit(database: Database) -> None:
    paused = claim(database, "paused", ENDED)
    assert paused is not None
    assert claim(database, "successor") is not None
    with pytest.raises(ClaimLost):
        database.write_now(lambda connection: threads.release(connection, paused))


def test_a_text_leaves_its_time_with_the_thread(database: Database) -> None:
    held = claim(database, "first")
    assert held is not None
    database.write_now(lambda connection: threads.release(connection, held, text_at=NOW))
    assert database.read_now(lambda connection: threads.by_id(connection, held.thread_id)).last_text_at == NOW


def test_the_only_process_can_forget_what_the_last_one_held(database: Database) -> None:
    claim(database, "a process that was killed")
    database.write_now(threads.release_all)
    assert claim(database, "its successor") is not None


def test_ensuring_a_thread_twice_gives_the_same_one(database: Database) -> None:
    ids = {database.write_now(lambda connection: threads.ensure(connection, CUSTOMER, LINE)) for _ in range(2)}
    assert len(ids) == 1
