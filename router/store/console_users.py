"""Who may log in to the console."""

from collections.abc import Iterable
from datetime import datetime
from unicodedata import normalize

from msgspec import Struct
from sqlalchemy import Connection, bindparam, case, or_, select, update

from router.store import console_sessions
from router.store.tables import users
from router.store.upsert import PerDialect


class User(Struct, frozen=True):
    """An agent. `name` is also what colleagues see."""

    id: int
    name: str
    disabled: bool
    created_at: datetime


class Credentials(Struct, frozen=True):
    """A user and the hash that their password must fit."""

    user: User
    password_hash: str


def normal_name(typed: str) -> str:
    """As a name is kept and looked for: keyboards differ in how they compose letters."""
    return normalize("NFC", typed.strip())


def folded_name(name: str) -> str:
    """By which a name is taken: "Ana" and "ana" are one."""
    return normalize("NFKC", name).casefold()


_ADD = PerDialect(lambda insert: insert(users).on_conflict_do_nothing().returning(users.c.id))
_LIST = select(users).order_by(users.c.name)
_IS_EXACT = users.c.name == bindparam("wanted")
_BY_NAME = (
    select(users)
    .where(or_(_IS_EXACT, users.c.folded_name == bindparam("folded")))
    .order_by(case((_IS_EXACT, 0), else_=1))
    .limit(1)
)
_SET = update(users).where(users.c.id == bindparam("user"))
_SET_PASSWORD = _SET.values(password_hash=bindparam("hash"))
_SET_DISABLED = _SET.values(disabled=bindparam("is_disabled"))


def add(connection: Connection, name: str, password_hash: str, now: datetime) -> int | None:
    """The new user's id, or None when the name is taken, in whatever case."""
    values = {"name": name, "folded_name": folded_name(name), "password_hash": password_hash, "created_at": now}
    return connection.execute(_ADD.on(connection), values).scalar()


def list_all(connection: Connection) -> list[User]:
    """Everybody, disabled ones too, by name."""
    return [User(row.id, row.name, row.disabled, row.created_at) for row in connection.execute(_LIST)]


def credentials(connection: Connection, name: str) -> Credentials | None:
    """Of the user with this name, or else with the same in another case."""
    row = connection.execute(_BY_NAME, {"wanted": name, "folded": folded_name(name)}).one_or_none()
    return Credentials(User(row.id, row.name, row.disabled, row.created_at), row.password_hash) if row else None


def twins(everybody: Iterable[User]) -> list[tuple[User, User]]:
    """Active users whose names differ only in case, each with the oldest of that name: before, both could be added."""
    oldest: dict[str, User] = {}
    active = sorted((user for user in everybody if not user.disabled), key=lambda user: user.id)
    return [(first, user) for user in active if (first := oldest.setdefault(folded_name(user.name), user)) is not user]


def set_password(connection: Connection, name: str, password_hash: str) -> bool:
    """Whoever was logged in with the old password is logged out; False for an unknown name."""
    known = credentials(connection, name)
    if known is None:
        return False
    connection.execute(_SET_PASSWORD, {"user": known.user.id, "hash": password_hash})
    console_sessions.end_all(connection, known.user.id)
    return True


def disable(connection: Connection, name: str) -> bool:
    """Logged out at once, and cannot log in again; False for an unknown name."""
    known = credentials(connection, name)
    if known is None:
        return False
    connection.execute(_SET_DISABLED, {"user": known.user.id, "is_disabled": True})
    console_sessions.end_all(connection, known.user.id)
    return True


def enable(connection: Connection, name: str) -> bool:
    """May log in again; False for an unknown name."""
    known = credentials(connection, name)
    if known is None:
        return False
    connection.execute(_SET_DISABLED, {"user": known.user.id, "is_disabled": False})
    return True
