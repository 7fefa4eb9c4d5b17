"""Prepared statements give and raise what Core does."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from router.store.database import Database
from router.store.prepared_statements import Prepared
from router.store.tables import contacts, users
from tests.router.store.writing import NOW

_ADD_USER = Prepared(insert(users).returning(users.c.id), ("name", "password_hash", "created_at"))
_FIND_USER = select(users.c.id, users.c.name, users.c.disabled, users.c.created_at).where(
    users.c.name == bindparam("who")
)
ANA: Mapping[str, Any] = {"name": "Ana", "password_hash": "x", "created_at": NOW}


def test_a_row_has_the_types_of_its_columns(database: Database) -> None:
    ana = database.write_now(lambda connection: _ADD_USER.insert(connection, ANA))

    def find(connection: Connection) -> tuple[object, object]:
        return Prepared(_FIND_USER).first(connection, {"who": "Ana"}), connection.execute(
            _FIND_USER, {"who": "Ana"}
        ).one()

    prepared, core = database.read_now(find)
    assert prepared == core == (ana, "Ana", False, NOW)


def test_no_row_is_none(database: Database) -> None:
    assert database.read_now(lambda connection: Prepared(_FIND_USER).first(connection, {"who": "Ben"})) is None


def test_a_broken_constraint_is_sqlalchemys_error_and_shows_no_values(database: Database) -> None:
    database.write_now(lambda connection: _ADD_USER.insert(connection, ANA))
    with pytest.raises(IntegrityError) as raised:
        database.write_now(lambda connection: _ADD_USER.insert(connection, {**ANA, "password_hash": "a secret"}))
    assert "a secret" not in str(raised.value)


def test_a_parameter_that_is_forgotten_is_an_error(database: Database) -> None:
    with pytest.raises(KeyError, match="who"):
        database.read_now(lambda connection: Prepared(_FIND_USER).first(connection, {}))


def test_what_fails_after_it_takes_it_back(database: Database) -> None:
    def add_and_fail(connection: Connection) -> None:
        _ADD_USER.insert(connection, ANA)
        raise LookupError

    with pytest.raises(LookupError):
        database.write_now(add_and_fail)
    assert database.read_now(lambda connection: Prepared(_FIND_USER).first(connection, {"who": "Ana"})) is None


def test_writing_where_only_reading_is_allowed_is_storage_that_fails(sqlite: Database) -> None:
    add = Prepared(insert(contacts), ("created_at",))
    with pytest.raises(Exception, match="readonly") as raised:
        sqlite.read_now(lambda connection: add.run(connection, {"created_at": NOW}))
    assert isinstance(raised.value.__cause__, OperationalError)
