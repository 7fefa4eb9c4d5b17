"""Who is logged in. Only a token's SHA-256 is kept, so a copy of the database lets nobody in."""

from datetime import datetime, timedelta
from hashlib import sha256

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from router.store.tables import sessions, users

#: A session ends when it was not used for this long,
IDLE = timedelta(hours=12)
#: and in any case this long after its login.
LIFETIME = timedelta(days=7)
#: A use is noted at most this often: a page shown costs no write.
_NOTED_EVERY = timedelta(minutes=5)


class Session(Struct, frozen=True):
    """A login that still holds."""

    user_id: int
    user: str
    seen_at: datetime


class Origin(Struct, frozen=True):
    """Where a session was begun, for its user to recognize: "Firefox on Windows", and the client's address."""

    browser: str | None = None
    address: str | None = None


UNKNOWN = Origin()


class OpenSession(Struct, frozen=True):
    """One of a user's sessions, for them to look at. `key` names it, and lets nobody in."""

    key: str
    created_at: datetime
    seen_at: datetime
    origin: Origin


_INSERT = insert(sessions)
_HOLDS = (sessions.c.seen_at > bindparam("used_since"), sessions.c.created_at > bindparam("opened_since"))
_FIND = (
    select(sessions.c.user_id, users.c.name, sessions.c.seen_at)
    .join(users, users.c.id == sessions.c.user_id)
    .where(sessions.c.token_hash == bindparam("wanted"), *_HOLDS, users.c.disabled.is_(False))
)
_OF_USER = (
    select(sessions)
    .where(sessions.c.user_id == bindparam("user"), *_HOLDS)
    .order_by(sessions.c.seen_at.desc(), sessions.c.created_at.desc())
)
_TOUCH = update(sessions).where(sessions.c.token_hash == bindparam("wanted")).values(seen_at=bindparam("now"))
_END = delete(sessions).where(sessions.c.token_hash == bindparam("wanted"))
_END_ALL = delete(sessions).where(sessions.c.user_id == bindparam("user"))
_END_OWN = _END_ALL.where(sessions.c.token_hash == bindparam("wanted"))
_END_OTHERS = _END_ALL.where(sessions.c.token_hash != bindparam("kept"))
_END_EXPIRED = delete(sessions).where(
    or_(sessions.c.seen_at <= bindparam("used_since"), sessions.c.created_at <= bindparam("opened_since"))
)


def begin(connection: Connection, token: str, user_id: int, now: datetime, origin: Origin = UNKNOWN) -> None:
    """Log in with a fresh token; sessions that ran out are swept on the way."""
    connection.execute(_END_EXPIRED, _limits(now))
    values = {"token_hash": key_of(token), "user_id": user_id, "created_at": now, "seen_at": now}
    connection.execute(_INSERT, {**values, "browser": origin.browser, "address": origin.address})


def find(connection: Connection, token: str, now: datetime) -> Session | None:
    """The session of a token, unless it is over or its user is disabled; None for any other token."""
    row = connection.execute(_FIND, {"wanted": key_of(token), **_limits(now)}).one_or_none()
    return Session(row.user_id, row.name, row.seen_at) if row else None


def of_user(connection: Connection, user_id: int, now: datetime) -> list[OpenSession]:
    """Those that still hold, the one used last first."""
    return [
        OpenSession(row.token_hash, row.created_at, row.seen_at, Origin(row.browser, row.address))
        for row in connection.execute(_OF_USER, {"user": user_id, **_limits(now)})
    ]


def is_due(session: Session, now: datetime) -> bool:
    """Whether this use should be noted with `touch`."""
    return now - session.seen_at >= _NOTED_EVERY


def touch(connection: Connection, token: str, now: datetime) -> None:
    """Note that the session was used now."""
    connection.execute(_TOUCH, {"wanted": key_of(token), "now": now})


def end(connection: Connection, token: str) -> None:
    """Log out."""
    connection.execute(_END, {"wanted": key_of(token)})


def end_own(connection: Connection, user_id: int, key: str) -> None:
    """End the session of this key, if it is this user's."""
    connection.execute(_END_OWN, {"user": user_id, "wanted": key})


def end_others(connection: Connection, user_id: int, token: str) -> None:
    """End all of a user's sessions but the one of this token."""
    connection.execute(_END_OTHERS, {"user": user_id, "kept": key_of(token)})


def end_all(connection: Connection, user_id: int) -> None:
    """Log a user out everywhere."""
    connection.execute(_END_ALL, {"user": user_id})


def _limits(now: datetime) -> dict[str, datetime]:
    return {"used_since": now - IDLE, "opened_since": now - LIFETIME}


def key_of(token: str) -> str:
    """A token is 256 random bits: a plain digest is enough, there is nothing to guess."""
    return sha256(token.encode()).hexdigest()
