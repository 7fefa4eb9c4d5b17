"""The migrations and the tables say the same."""

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
from router.store.tables import metadata, sessions, timers, users


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
    config = Config()
    config.set_main_option("script_location", str(schema_version.MIGRATIONS))
    config.attributes["connection"] = connection
    command.downgrade(config, "0002")
    for name in ("Ben", "Ana", "ana", "Ａna"):
        connection.execute(
            text("INSERT INTO users (name, password_hash, created_at) VALUES (:name, 'h', 0)"), {"name": name}
        )
    connection.execute(
        text("INSERT INTO sessions (token_hash, user_id, created_at, seen_at) SELECT 't', id, 0, 0 FROM users LIMIT 1")
    )


def _make_first_version(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema_version.MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    for statement in (
        "INSERT INTO threads (id, customer, line) VALUES (1, '+12125550123', '+12125550101')",
        "INSERT INTO conversations (id, thread_id, status, conversation, opened_at, changed_at)"
        " VALUES (1, 1, 'automated', x'7b7d', 0, 0)",
        "INSERT INTO timers (conversation_id, wait, after_seconds) VALUES (1, 3, 60)",
    ):
        connection.execute(text(statement))
