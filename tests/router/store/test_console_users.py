"""Users, their passwords and their sessions, on both databases."""

from functools import partial

import pytest
from sqlalchemy import Connection, select

from router.store import console_sessions, console_users, passwords
from router.store.console_sessions import IDLE, LIFETIME, OpenSession, Origin
from router.store.database import Database
from router.store.tables import sessions as sessions_table
from tests.router.store.writing import NOW, two_of_one_name


@pytest.fixture
def ana(database: Database) -> int:
    user_id = database.write_now(lambda connection: console_users.add(connection, "ana", "a hash", NOW))
    assert user_id is not None
    return user_id


def test_a_name_is_taken_once(database: Database, ana: int) -> None:
    assert database.write_now(lambda connection: console_users.add(connection, "ana", "another", NOW)) is None
    known = database.read_now(lambda connection: console_users.credentials(connection, "ana"))
    assert known is not None
    assert (known.user.id, known.password_hash, known.user.disabled) == (ana, "a hash", False)


@pytest.mark.parametrize(
    ("kept", "typed"), [("Ana", "ana"), ("ana", "ANA"), ("Ädda", "ädda"), ("Ana", "Ａｎａ"), ("Strauß", "STRAUSS")]
)
def test_a_name_is_one_whatever_its_case(database: Database, kept: str, typed: str) -> None:
    database.write_now(lambda connection: console_users.add(connection, kept, "a hash", NOW))
    assert database.write_now(lambda connection: console_users.add(connection, typed, "another", NOW)) is None
    known = database.read_now(lambda connection: console_users.credentials(connection, typed))
    assert known is not None
    assert (known.user.name, known.password_hash) == (kept, "a hash")


def test_of_two_old_names_that_differ_in_case_each_is_its_own_as_it_is_written(database: Database) -> None:
    database.write_now(two_of_one_name)

    def found(connection: Connection) -> list[str]:
        asked = [console_users.credentials(connection, name) for name in ("Ana", "ana", "ANA")]
        return [known.user.name for known in asked if known]

    assert database.read_now(found) == ["Ana", "ana", "Ana"]
    assert database.write_now(lambda connection: console_users.add(connection, "aNa", "h", NOW)) is None
    twins = database.read_now(lambda connection: console_users.twins(console_users.list_all(connection)))
    assert [(first.name, twin.name) for first, twin in twins] == [("Ana", "ana")]


def test_everybody_is_listed_by_name(database: Database, ana: int) -> None:
    database.write_now(lambda connection: console_users.add(connection, "Ädda", "h", NOW))
    assert {user.name for user in database.read_now(console_users.list_all)} == {"ana", "Ädda"}


def test_a_session_is_found_by_its_token_alone(database: Database, ana: int) -> None:
    database.write_now(lambda connection: console_sessions.begin(connection, "token", ana, NOW))

    def found(connection: Connection) -> list[str | None]:
        asked = [console_sessions.find(connection, token, NOW) for token in ("token", "Token", "")]
        return [session.user if session else None for session in asked]

    assert database.read_now(found) == ["ana", None, None]
    stored = database.read_now(lambda connection: connection.execute(select(sessions_table.c.token_hash)).scalar_one())
    assert stored != "token"


def test_a_session_that_is_used_lasts_until_its_lifetime_ends(database: Database, ana: int) -> None:
    database.write_now(lambda connection: console_sessions.begin(connection, "token", ana, NOW))
    now = NOW
    while now < NOW + LIFETIME - IDLE / 2:
        now += IDLE / 2
        database.write_now(partial(console_sessions.touch, token="token", now=now))
    assert database.read_now(lambda connection: console_sessions.find(connection, "token", NOW + LIFETIME - IDLE / 9))
    assert database.read_now(lambda connection: console_sessions.find(connection, "token", NOW + LIFETIME)) is None


def test_a_users_sessions_are_listed_and_ended_by_their_keys(database: Database, ana: int) -> None:
    at_work, later = Origin("Firefox on Windows", "203.0.113.7"), NOW + IDLE / 2

    def begin_all(connection: Connection) -> None:
        ben = console_users.add(connection, "ben", "h", NOW)
        assert ben is not None
        console_sessions.begin(connection, "ran out", ana, NOW - IDLE)
        console_sessions.begin(connection, "at work", ana, NOW, at_work)
        console_sessions.begin(connection, "at home", ana, later)
        console_sessions.begin(connection, "ben's", ben, NOW)

    database.write_now(begin_all)
    listed = database.read_now(lambda connection: console_sessions.of_user(connection, ana, later))
    keys = [console_sessions.key_of(token) for token in ("at home", "at work", "ben's")]
    assert listed == [OpenSession(keys[0], later, later, Origin()), OpenSession(keys[1], NOW, NOW, at_work)]

    def left(connection: Connection) -> list[str]:
        asked = {token: console_sessions.find(connection, token, later) for token in ("at home", "at work", "ben's")}
        return [token for token, session in asked.items() if session]

    database.write_now(lambda connection: console_sessions.end_own(connection, ana, keys[2]))
    assert database.read_now(left) == ["at home", "at work", "ben's"]
    database.write_now(lambda connection: console_sessions.end_own(connection, ana, keys[0]))
    assert database.read_now(left) == ["at work", "ben's"]
    database.write_now(lambda connection: console_sessions.begin(connection, "at home", ana, later))
    database.write_now(lambda connection: console_sessions.end_others(connection, ana, "at home"))
    assert database.read_now(left) == ["at home", "ben's"]


def test_a_login_sweeps_sessions_that_ran_out(database: Database, ana: int) -> None:
    database.write_now(lambda connection: console_sessions.begin(connection, "old", ana, NOW))
    database.write_now(lambda connection: console_sessions.begin(connection, "new", ana, NOW + IDLE))
    rows = database.read_now(lambda connection: connection.execute(select(sessions_table)).all())
    assert len(rows) == 1


@pytest.mark.parametrize("change", ["disable", "password"])
def test_who_is_disabled_or_gets_a_new_password_is_logged_out(database: Database, ana: int, change: str) -> None:
    def change_user(connection: Connection) -> None:
        console_sessions.begin(connection, "token", ana, NOW)
        if change == "disable":
            assert console_users.disable(connection, "ana")
        else:
            assert console_users.set_password(connection, "ana", "new")

    database.write_now(change_user)
    assert database.read_now(lambda connection: console_sessions.find(connection, "token", NOW)) is None


def test_a_disabled_user_can_be_let_in_again(database: Database, ana: int) -> None:
    database.write_now(lambda connection: console_users.disable(connection, "ana"))
    database.write_now(lambda connection: console_users.enable(connection, "ana"))
    assert [user.disabled for user in database.read_now(console_users.list_all)] == [False]


def test_nobody_of_that_name_is_not_changed(database: Database) -> None:
    def change_all(connection: Connection) -> list[bool]:
        changes = (console_users.disable, console_users.enable)
        return [change(connection, "nobody") for change in changes] + [
            console_users.set_password(connection, "nobody", "h")
        ]

    assert database.write_now(change_all) == [False, False, False]


def test_a_password_fits_its_own_hash_only() -> None:
    password_hash = passwords.hashed("pässword, long")
    assert "pässword" not in password_hash
    assert passwords.fits("pässword, long", password_hash)
    assert passwords.fits("pa\u0308ssword, long", password_hash)
    assert not passwords.fits("password, long", password_hash)
    assert not passwords.fits("pässword, long", "not a hash")
    assert not passwords.fits("a" * 2000, password_hash)
