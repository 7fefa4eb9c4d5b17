"""The migrations and the tables say the same."""

from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text

from router.store import schema_version
from router.store.database import Database
from router.store.store_errors import SchemaOutdated
from router.store.suppressions import lift, suppress
from router.store.tables import metadata, sessions, suppressions, timers, users


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    assert database.read_now(differences) == []


def test_the_current_revision_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema_version.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == schema_version.CURRENT


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    schema_version.upgrade(database)
    schema_version.require_current(database)


def test_an_empty_database_is_refused_with_the_command_that_mends_it(tmp_path: object) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(SchemaOutdated, match="parley db upgrade"):
        schema_version.require_current(database)
    database.close()


def test_a_database_of_the_first_version_is_upgraded_with_what_is_in_it(tmp_path: object) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/old.db")
    database.write_now(_make_first_version)
    with pytest.raises(SchemaOutdated, match="parley db upgrade"):
        schema_version.require_current(database)
    schema_version.upgrade(database)
    schema_version.require_current(database)
    kinds = database.read_now(lambda connection: list(connection.execute(select(timers.c.kind, timers.c.wait))))
    assert kinds == [("silence", 3)]
    assert (
        database.read_now(lambda connection: compare_metadata(MigrationContext.configure(connection), metadata)) == []
    )
    database.close()


def test_names_that_differ_only_in_case_go_on_and_are_no_longer_added(database: Database) -> None:
    """A database of the version before, with two such users and a session."""
    database.write_now(_make_second_version)
    schema_version.upgrade(database)
    schema_version.require_current(database)

    def read(connection: Connection) -> list[tuple[str, str | None]]:
        return [(row.name, row.folded_name) for row in connection.execute(select(users).order_by(users.c.id))]

    assert database.read_now(read) == [("Ben", "ben"), ("Ana", "ana"), ("ana", None), ("Ａna", None)]
    assert len(database.read_now(lambda connection: connection.execute(select(sessions)).all())) == 1
    assert (
        database.read_now(lambda connection: compare_metadata(MigrationContext.configure(connection), metadata)) == []
    )


def _make_second_version(connection: Connection) -> None:
    command.downgrade(_config(connection), "0002")
    for name in ("Ben", "Ana", "ana", "Ａna"):
        connection.execute(
            text("INSERT INTO users (name, password_hash, created_at) VALUES (:name, 'h', 0)"), {"name": name}
        )
    connection.execute(
        text("INSERT INTO sessions (token_hash, user_id, created_at, seen_at) SELECT 't', id, 0, 0 FROM users LIMIT 1")
    )


def test_who_was_suppressed_as_a_person_is_suppressed_by_each_address(database: Database) -> None:
    database.write_now(lambda connection: _go_to(connection, "0002", *SUPPRESSIONS))
    schema_version.upgrade(database)
    assert _suppressions(database) == [
        ("+12125550123", EPOCH, False),
        ("+12125550123", LATER, True),
        ("12345", EPOCH, True),
        ("whatsapp:+12125550123", EPOCH, False),
        ("whatsapp:+12125550123", LATER, True),
    ]


def test_going_back_frees_nobody_who_is_suppressed_by_one_address(database: Database) -> None:
    def stop_and_start(connection: Connection) -> None:
        suppress(connection, "+12125550123", "keyword", EPOCH)
        lift(connection, "+12125550123", LATER)

    database.write_now(stop_and_start)
    database.write_now(lambda connection: _go_to(connection, "0002"))
    assert _suppressions(database) == [("+12125550123", EPOCH, False), ("+12125550123", EPOCH, True)]


def _suppressions(database: Database) -> list[tuple[str, datetime, bool]]:
    query = select(suppressions.c.address, suppressions.c.since, suppressions.c.lifted_at.is_(None))
    return sorted(database.read_now(lambda connection: [(r[0], r[1], bool(r[2])) for r in connection.execute(query)]))


def _go_to(connection: Connection, revision: str, *statements: str) -> None:
    command.downgrade(_config(connection), revision)
    for statement in statements:
        connection.execute(text(statement))


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATER = EPOCH + timedelta(microseconds=7)
SUPPRESSIONS = (
    "INSERT INTO suppressions (address, source, since, lifted_at) VALUES ('+12125550123', 'keyword', 0, 5)",
    "INSERT INTO suppressions (address, source, since) VALUES ('+12125550123', 'provider', 7)",
    "INSERT INTO suppressions (address, source, since) VALUES ('12345', 'keyword', 0)",
)


def make_version(connection: Connection, version: str) -> None:
    """The tables as an older Parley made them."""
    command.upgrade(_config(connection), version)


def _make_first_version(connection: Connection) -> None:
    make_version(connection, "0001")
    for statement in (
        "INSERT INTO threads (id, customer, line) VALUES (1, '+12125550123', '+12125550101')",
        "INSERT INTO conversations (id, thread_id, status, conversation, opened_at, changed_at)"
        " VALUES (1, 1, 'automated', x'7b7d', 0, 0)",
        "INSERT INTO timers (conversation_id, wait, after_seconds) VALUES (1, 3, 60)",
    ):
        connection.execute(text(statement))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(schema_version.MIGRATIONS))
    config.attributes["connection"] = connection
    return config
