"""Column types and expressions that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import BigInteger, ColumnElement, Dialect, Integer, LargeBinary, bindparam, or_, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

#: SQLite makes only `INTEGER PRIMARY KEY` an alias of its rowid.
Identity = BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """A moment as whole microseconds since 1970 UTC: exact, ordered and indexed alike on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else from_microseconds(value)


class Json(TypeDecorator[Any]):
    """Plain values as UTF-8 JSON bytes: the database never looks inside."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        return None if value is None else msgspec.json.encode(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else msgspec.json.decode(value)


def reached(column: ColumnElement[Any], farthest: timedelta, after: timedelta = timedelta()) -> ColumnElement[bool]:
    """Whether a moment, and `after` it, is reached: against the parameter `now`.

    One that lies further ahead than `farthest`, the most that anybody sets, was set before the clock was put back:
    waiting for it would stop a thread for hours.
    """
    now = bindparam("now", type_=Instant)
    moment = type_coerce(column, BigInteger) + _length(after)
    return or_(moment <= now, moment - _length(farthest) > now)


def _length(duration: timedelta) -> int:
    return duration // timedelta(microseconds=1)


def to_microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970 UTC; a moment without a zone is a programming error."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    whole = int(moment.timestamp() // 1)
    return whole * 1_000_000 + moment.microsecond


def from_microseconds(value: int) -> datetime:
    """The moment, in UTC, of so many microseconds since 1970."""
    seconds, microseconds = divmod(value, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=microseconds)


class database_now(FunctionElement[int]):  # noqa: N801
    """The database's own clock in microseconds: the only clock that several machines share, so leases go by it."""

    name = "database_now"
    type = BigInteger()
    # Without a cache key every statement that uses it would be compiled at each execution.
    inherit_cache = True


@compiles(database_now, "sqlite")
def _sqlite_now(element: database_now, compiler: SQLCompiler, **_: Any) -> str:  # noqa: ARG001
    return "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"


@compiles(database_now, "postgresql")
def _postgresql_now(element: database_now, compiler: SQLCompiler, **_: Any) -> str:  # noqa: ARG001
    return "CAST(extract(epoch from clock_timestamp()) * 1000000 AS BIGINT)"
