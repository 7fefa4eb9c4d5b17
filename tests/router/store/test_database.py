"""The way to the database: group commit, each caller its own result, each failure its own."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, insert, select, text

from flows.protocol.events import TextReceived
from router.store import inbox
from router.store.database import Database
from router.store.engines import open_engines
from router.store.inbox import Arrival
from router.store.tables import contacts, events

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def add_contact(name: str) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.execute(insert(contacts).values(name=name, created_at=NOW))
        return name

    return work


def names(connection: Connection) -> set[str]:
    return set(connection.execute(select(contacts.c.name)).scalars())


def test_many_writes_at_once_each_get_their_own_result(database: Database) -> None:
    async def scenario() -> list[str]:
        return await asyncio.gather(*(database.write(add_contact(f"name {n}")) for n in range(200)))

    assert asyncio.run(scenario()) == [f"name {n}" for n in range(200)]
    assert len(database.read_now(names)) == 200


def test_one_write_that_fails_takes_no_other_with_it(database: Database) -> None:
    def fail(connection: Connection) -> str:
        connection.execute(insert(contacts).values(name="half done", created_at=NOW))
        raise LookupError("mine alone")

    async def scenario() -> list[object]:
        writes = [database.write(fail if n == 5 else add_contact(f"name {n}")) for n in range(10)]
        return list(await asyncio.gather(*writes, return_exceptions=True))

    results = asyncio.run(scenario())
    assert [type(result) for result in results].count(LookupError) == 1
    assert database.read_now(names) == {f"name {n}" for n in range(10)} - {"name 5"}


def test_appended_rows_with_an_id_seen_before_change_nothing(database: Database) -> None:
    row = inbox.row(Arrival("+15550001", "+15550002", TextReceived("+15550002", "hi"), NOW, "SM1"))

    async def scenario() -> None:
        await asyncio.gather(*(database.append(inbox.INSERT_ONCE, row) for _ in range(10)))

    asyncio.run(scenario())
    assert database.read_now(lambda connection: len(connection.execute(select(events.c.id)).all())) == 1


def test_closing_finishes_what_was_handed_over(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)

    async def scenario() -> None:
        writes = [asyncio.ensure_future(database.write(add_contact(f"name {n}"))) for n in range(300)]
        await asyncio.gather(*writes)

    asyncio.run(scenario())
    database.close()
    again = Database.open(sqlite_url)
    assert len(again.read_now(names)) == 300
    again.close()


def test_a_reading_connection_cannot_write_to_sqlite(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    with pytest.raises(Exception, match="readonly"):
        database.read_now(lambda connection: connection.execute(insert(contacts).values(name="x", created_at=NOW)))
    database.close()


def test_sqlite_commits_are_durable_and_only_the_serving_writer_checkpoints(sqlite_url: str) -> None:
    serving, beside = open_engines(sqlite_url, serving=True), open_engines(sqlite_url, serving=False)
    pragmas = {}
    for name, engine in {"serving": serving.write, "reading": serving.read, "beside": beside.write}.items():
        with engine.connect() as connection:
            pragmas[name] = [
                connection.execute(text(f"PRAGMA {pragma}")).scalar()
                for pragma in ("journal_mode", "synchronous", "wal_autocheckpoint")
            ]
    serving.dispose()
    beside.dispose()
    full = 2
    assert pragmas["serving"] == ["wal", full, 1000]
    assert pragmas["reading"][2] == 0
    assert pragmas["beside"] == ["wal", full, 0]
