"""A database belongs to `parley dev` or to customers, and neither is ever taken for the other."""

from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import Connection, text

from router.store import console_users, deployment, schema_version
from router.store.database import Database
from router.store.store_errors import EnvironmentMismatch
from router.store.tables import metadata
from tests.router.store.test_schema_version import make_version

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def empty_url(database_url: str) -> str:
    """A database without a table."""
    database = Database.open(database_url)
    database.write_now(_drop_everything)
    database.close()
    return database_url


def _drop_everything(connection: Connection) -> None:
    metadata.drop_all(connection)
    connection.execute(text("DROP TABLE alembic_version"))


def test_parley_dev_makes_a_database_of_its_own_and_opens_it_again(empty_url: str) -> None:
    for _ in range(2):
        database = Database.open(empty_url)
        deployment.upgrade_for_development(database)
        schema_version.require_current(database)
        with pytest.raises(EnvironmentMismatch, match="made by `parley dev`"):
            deployment.require_production(database)
        database.close()


def test_a_database_made_for_customers_is_not_for_parley_dev(database: Database) -> None:
    deployment.require_production(database)
    with pytest.raises(EnvironmentMismatch, match="unset PARLEY_DATABASE_URL"):
        deployment.upgrade_for_development(database)


def test_upgrading_the_tables_of_parley_dev_does_not_make_them_customers(empty_url: str) -> None:
    database = Database.open(empty_url)
    deployment.upgrade_for_development(database)
    schema_version.upgrade(database)
    with pytest.raises(EnvironmentMismatch):
        deployment.require_production(database)
    database.close()


@pytest.mark.parametrize("version", ["0001", "0002"])
def test_a_database_of_before_may_have_served_so_parley_dev_leaves_it_as_it_is(empty_url: str, version: str) -> None:
    database = Database.open(empty_url)
    database.write_now(lambda connection: make_version(connection, version))
    with pytest.raises(EnvironmentMismatch):
        deployment.upgrade_for_development(database)
    assert database.read_now(schema_version.revision) == version
    schema_version.upgrade(database)
    deployment.require_production(database)
    database.close()


def test_the_printed_login_of_a_database_of_before_opens_nothing_any_more(empty_url: str) -> None:
    database = Database.open(empty_url)
    database.write_now(lambda connection: make_version(connection, "0002"))
    insert = text("INSERT INTO users (name, password_hash, created_at) VALUES (:name, 'hash', 0)")
    for name in ("dev", "Ana"):
        database.write_now(partial(Connection.execute, statement=insert, parameters={"name": name}))
    schema_version.upgrade(database)
    disabled = {user.name: user.disabled for user in database.read_now(console_users.list_all)}
    assert disabled == {"dev": True, "Ana": False}
    database.close()
