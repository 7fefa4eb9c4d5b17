"""`INSERT … ON CONFLICT` is spelled by two SQLAlchemy dialects; this picks the connection's."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = Callable[[Table], Any]


class PerDialect:
    """A statement built once for each dialect."""

    def __init__(self, build: Callable[[Insert], Executable]) -> None:
        self._statements = {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}

    def on(self, dialect: str | Connection) -> Executable:
        """The statement as this database's dialect spells it."""
        name = dialect if isinstance(dialect, str) else dialect.dialect.name
        return self._statements[name]
