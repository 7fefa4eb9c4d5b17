"""Statements that run several times for every text, past most of SQLAlchemy's cost for each execution.

They are built with Core like all others, compiled once for each dialect, and run on the driver's own connection, inside
the transaction of SQLAlchemy's. Core's `execute` costs ten times what SQLite does with a primary key (`make bench`).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError

from router.store.upsert import PerDialect

Process = Callable[[Any], Any]


class Prepared:
    """One statement; parameters and results have the types that their columns have."""

    def __init__(self, statement: Executable | PerDialect, columns: Sequence[str] | None = None) -> None:
        """`columns` names the parameters of an INSERT; elsewhere they are the statement's own."""
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Execute it; how many rows it touched."""
        return int(self._execute(connection, values).rowcount)

    def run_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute it once for each of the rows."""
        compiled = self._of(connection)
        driver: Any = connection.connection.driver_connection
        try:
            driver.cursor().executemany(compiled.sql, [compiled.parameters(row) for row in rows])
        except connection.dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemys(error, connection, compiled.sql) from error

    def first(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Execute it; the first row, if there is one."""
        rows = self._execute(connection, values).fetchall()
        return self._of(connection).processed(rows[0]) if rows else None

    def insert(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Execute an INSERT … RETURNING id; the id."""
        row = self.first(connection, values)
        assert row is not None  # noqa: S101 - without ON CONFLICT an INSERT gives a row or raises
        return int(row[0])

    def _execute(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        compiled = self._of(connection)
        driver: Any = connection.connection.driver_connection
        try:
            return driver.execute(compiled.sql, compiled.parameters(values))
        except connection.dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemys(error, connection, compiled.sql) from error

    def _of(self, connection: Connection) -> "_Compiled":
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            statement = self._statement.on(dialect.name) if isinstance(self._statement, PerDialect) else self._statement
            compiled = self._compiled[dialect.name] = _Compiled(statement, dialect, self._columns)
        return compiled


class _Compiled:
    """SQL text, and how to get parameters in and rows out of it."""

    def __init__(self, statement: Any, dialect: Dialect, columns: Sequence[str] | None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        self.sql = str(compiled)
        self._names: list[str] = compiled.positiontup or list(compiled.params)
        self._is_positional = compiled.positiontup is not None
        self._defaults = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self._into = [(name, _into(compiled.binds[name].type, dialect)) for name in self._names]
        self._out_of = [_out_of(column.type, dialect) for column in statement.exported_columns]
        self._has_output = any(self._out_of)

    def parameters(self, values: Mapping[str, Any]) -> Any:
        given = {**self._defaults, **values} if self._defaults else values
        if self._is_positional:
            return [given[name] if process is None else process(given[name]) for name, process in self._into]
        return {name: given[name] if process is None else process(given[name]) for name, process in self._into}

    def processed(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        if not self._has_output:
            return row
        return tuple(
            value if process is None else process(value) for value, process in zip(row, self._out_of, strict=True)
        )


def _into(type_: Any, dialect: Dialect) -> Process | None:
    process: Process | None = type_.dialect_impl(dialect).bind_processor(dialect)
    return process


def _out_of(type_: Any, dialect: Dialect) -> Process | None:
    process: Process | None = type_.dialect_impl(dialect).result_processor(dialect, None)
    return process


def _as_sqlalchemys(error: Exception, connection: Connection, sql: str) -> BaseException:
    """As Core would have raised it, without parameters: they are customers' words and numbers."""
    dialect = connection.dialect
    is_disconnect = dialect.is_disconnect(error, connection.connection.driver_connection, None)  # type: ignore[arg-type]
    if is_disconnect:
        connection.invalidate(error)
    return DBAPIError.instance(
        sql,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_disconnect,
        dialect=dialect,
    )
