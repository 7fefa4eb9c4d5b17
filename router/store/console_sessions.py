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


_INSERT = insert(sessions)
_FIND = (
    select(sessions.c.user_id, users.c.name, sessions.c.seen_at)
    .join(users, users.c.id == sessions.c.user_id)
    .where(
        sessions.c.token_hash == bindparam("wanted"),
        sessions.c.seen_at > bindparam("used_since"),
        sessions.c.created_at > bindparam("opened_since"),
        users.c.disabled.is_(False),
    )
)
_TOUCH = update(sessions).where(sessions.c.token_hash == bindparam("wanted")).values(seen_at=bindparam("now"))
_END = delete(sessions).where(sessions.c.token_hash == bindparam("wanted"))
_END_ALL = delete(sessions).where(sessions.c.user_id == bindparam("user"))
_END_EXPIRED = delete(sessions).where(
    or_(sessions.c.seen_at <= bindparam("used_since"), sessions.c.created_at <= bindparam("opened_since"))
)


def begin(connection: Connection, token: str, user_id: int, now: datetime) -> None:
    """Log in with a fresh token; sessions that ran out are swept on the way."""
    connection.execute(_END_EXPIRED, _limits(now))
    values = {"token_hash": _hash(token), "user_id": user_id, "created_at": now, "seen_at": now}
    connection.execute(_INSERT, values)


def find(connection: Connection, token: str, now: datetime) -> Session | None:
    row = connection.execute(_FIND, {"wanted": _hash(token), **_limits(now)}).one_or_none()
    return Session(row.user_id, row.name, row.seen_at) if row else None


def is_due(session: Session, now: datetime) -> bool:
    """Whether this use should be noted with `touch`."""
    return now - session.seen_at >= _NOTED_EVERY


def touch(connection: Connection, token: str, now: datetime) -> None:
    connection.execute(_TOUCH, {"wanted": _hash(token), "now": now})


def end(connection: Connection, token: str) -> None:
    connection.execute(_END, {"wanted": _hash(token)})


def end_all(connection: Connection, user_id: int) -> None:
    connection.execute(_END_ALL, {"user": user_id})


def _limits(now: datetime) -> dict[str, datetime]:
    return {"used_since": now - IDLE, "opened_since": now - LIFETIME}


def _hash(token: str) -> str:
    """A token is 256 random bits: a plain digest is enough, there is nothing to guess."""
    return sha256(token.encode()).hexdigest()
