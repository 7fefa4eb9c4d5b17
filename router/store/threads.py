"""Threads and who holds them. A claim is taken and committed before the work; the work's commit checks its token."""

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, or_, select, update

from router.store.columns import database_now
from router.store.prepared_statements import Prepared
from router.store.store_errors import ClaimLost
from router.store.tables import threads
from router.store.upsert import Insert, PerDialect


class Claim(Struct, frozen=True):
    """One hand on one thread, until the lease runs out."""

    thread_id: int
    token: str


def _build_claim(insert: Insert) -> Any:
    until = database_now() + bindparam("lease")
    statement = insert(threads).values(
        customer=bindparam("customer"), line=bindparam("line"), claim_token=bindparam("token"), claimed_until=until
    )
    free = or_(threads.c.claimed_until.is_(None), threads.c.claimed_until <= database_now())
    return statement.on_conflict_do_update(
        index_elements=[threads.c.customer, threads.c.line],
        set_={"claim_token": statement.excluded.claim_token, "claimed_until": statement.excluded.claimed_until},
        where=free,
    ).returning(threads.c.id)


_CLAIM = Prepared(PerDialect(_build_claim))


def claim(connection: Connection, customer: str, line: str, token: str, lease: timedelta) -> Claim | None:
    """Take the thread, making it if it is new; None while somebody else holds it."""
    lease_microseconds = lease // timedelta(microseconds=1)
    values = {"customer": customer, "line": line, "token": token, "lease": lease_microseconds}
    row = _CLAIM.first(connection, values)
    return None if row is None else Claim(row[0], token)


_release = (
    update(threads)
    .where(threads.c.id == bindparam("thread_id"), threads.c.claim_token == bindparam("token"))
    .values(claim_token=None, claimed_until=None)
)
_RELEASE = Prepared(_release)
_RELEASE_AFTER_TEXT = Prepared(_release.values(last_text_at=bindparam("text_at")))


def release(connection: Connection, held: Claim, *, text_at: datetime | None = None) -> None:
    """Let go of the thread as part of the work's own commit; `text_at` when the work was a customer's text.

    Raises ClaimLost when the lease ran out and another worker took over, so that nothing of this work is kept.
    """
    values: dict[str, object] = {"thread_id": held.thread_id, "token": held.token}
    statement = _RELEASE
    if text_at is not None:
        statement, values["text_at"] = _RELEASE_AFTER_TEXT, text_at
    if statement.run(connection, values) != 1:
        raise ClaimLost(f"thread {held.thread_id} was taken over by another worker")


_RENEW = (
    update(threads)
    .where(threads.c.id == bindparam("thread_id"), threads.c.claim_token == bindparam("token"))
    .values(claimed_until=database_now() + bindparam("lease"))
)


def renew(connection: Connection, held: Claim, lease: timedelta) -> None:
    """Hold the thread for so long from now on. Raises ClaimLost."""
    values = {"thread_id": held.thread_id, "token": held.token, "lease": lease // timedelta(microseconds=1)}
    if connection.execute(_RENEW, values).rowcount != 1:
        raise ClaimLost(f"thread {held.thread_id} was taken over by another worker")


_RELEASE_ALL = update(threads).where(threads.c.claim_token.is_not(None)).values(claim_token=None, claimed_until=None)


def release_all(connection: Connection) -> None:
    """Forget every claim: right only for the one process that serves a SQLite database, at its start."""
    connection.execute(_RELEASE_ALL)


_FIND = PerDialect(
    lambda insert: (
        insert(threads)
        .values(customer=bindparam("customer"), line=bindparam("line"))
        .on_conflict_do_update(index_elements=[threads.c.customer, threads.c.line], set_={"line": bindparam("line")})
        .returning(threads.c.id)
    )
)


def ensure(connection: Connection, customer: str, line: str) -> int:
    """The thread's id, made if it is new."""
    return int(connection.execute(_FIND.on(connection), {"customer": customer, "line": line}).scalar_one())


class Thread(Struct, frozen=True):
    """A customer's address and our line."""

    id: int
    customer: str
    line: str
    last_text_at: datetime | None


_BY_ID = select(threads.c.id, threads.c.customer, threads.c.line, threads.c.last_text_at).where(
    threads.c.id == bindparam("thread")
)


def by_id(connection: Connection, thread_id: int) -> Thread:
    """The thread. Raises NoResultFound for one that is not there."""
    row = connection.execute(_BY_ID, {"thread": thread_id}).one()
    return Thread(row.id, row.customer, row.line, row.last_text_at)
