"""One process serves a database, and goes on doing so when PostgreSQL loses the session that held the lock."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from structlog.testing import capture_logs

from router.store import advisory_lock
from router.store.database import Database
from router.store.serving_lock import ServingLock
from router.store.store_errors import AlreadyServed, StorageUnavailable
from tests.waiting import DEADLINE, eventually


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advisory_lock, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(advisory_lock, "KILLED_IS_GONE_WITHIN_SECONDS", 0.3)
    monkeypatch.setattr(advisory_lock, "LOST_IS_GONE_WITHIN_SECONDS", 0.3)


def is_taken(url: str) -> bool:
    try:
        ServingLock.take(url).release()
    except AlreadyServed:
        return True
    return False


#: The session that holds the lock of this database.
END_IT = """
SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE locktype = 'advisory' AND datname = current_database()
"""


def break_session(database: Database) -> None:
    """As a server that starts anew would, or a network that breaks."""
    assert database.read_now(lambda connection: connection.exec_driver_sql(END_IT).scalar_one())


async def until(true: Callable[[], bool]) -> None:
    await asyncio.to_thread(eventually, true)


def watching(lock: ServingLock, meanwhile: Callable[[], Awaitable[None]]) -> None:
    async def both() -> None:
        watch = asyncio.create_task(lock.watch())
        try:
            await meanwhile()
        finally:
            watch.cancel()

    asyncio.run(both())


def test_a_database_is_served_once_and_again_after_its_release(database_url: str) -> None:
    lock = ServingLock.take(database_url)
    assert is_taken(database_url)
    lock.release()
    assert not is_taken(database_url)


def test_a_lock_that_postgresql_lost_is_taken_again(postgresql_url: str) -> None:
    lock, database = ServingLock.take(postgresql_url), Database.open(postgresql_url)

    async def broken_and_mended() -> None:
        with capture_logs() as logged:
            break_session(database)
            await until(
                lambda: [entry["event"] for entry in logged] == ["serving_lock_lost", "serving_lock_taken_again"]
            )
        assert await asyncio.to_thread(is_taken, postgresql_url)

    watching(lock, broken_and_mended)
    lock.release()
    assert not is_taken(postgresql_url)
    database.close()


def test_a_lock_that_another_process_took_meanwhile_is_given_up(postgresql_url: str) -> None:
    lock, database = ServingLock.take(postgresql_url), Database.open(postgresql_url)
    break_session(database)
    other = ServingLock.take(postgresql_url)
    with pytest.raises(AlreadyServed, match="another process already serves"):
        asyncio.run(asyncio.wait_for(lock.watch(), DEADLINE))
    other.release()
    lock.release()
    database.close()


def test_a_session_of_its_own_that_the_server_has_not_given_up_yet_is_waited_for(postgresql_url: str) -> None:
    lock, database = ServingLock.take(postgresql_url), Database.open(postgresql_url)
    break_session(database)
    lingering = ServingLock.take(postgresql_url)

    async def given_up() -> None:
        with capture_logs() as logged:
            await until(lambda: [entry["event"] for entry in logged] == ["serving_lock_lost"])
            lingering.release()
            await until(lambda: logged[-1]["event"] == "serving_lock_taken_again")

    watching(lock, given_up)
    lock.release()
    database.close()


def test_a_server_that_does_not_answer_is_a_sentence() -> None:
    with pytest.raises(StorageUnavailable, match="the database cannot be used"):
        ServingLock.take("postgresql+psycopg://127.0.0.1:9/none")
