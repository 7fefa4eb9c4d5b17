"""Processor time of each SQL statement in SQLite's driver, whoever runs it: SQLAlchemy, or the store past it."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable
from time import thread_time
from typing import Any, TextIO

from sqlalchemy import Engine, event

LONGEST = 140


class Statements:
    """Listens to every SQLite connection that is opened after `listen`."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = defaultdict(float)
        self._runs: dict[str, int] = defaultdict(int)

    def listen(self) -> None:
        event.listen(Engine, "do_connect", self._connect)

    def print_to(self, out: TextIO, top: int) -> None:
        total = sum(self._seconds.values())
        print(f"{sum(self._runs.values())} statements, {total:.3f} s in the driver\n", file=out)
        print("    runs   seconds  µs/run  statement", file=out)
        for sql in sorted(self._seconds, key=self._seconds.__getitem__, reverse=True)[:top]:
            runs, seconds = self._runs[sql], self._seconds[sql]
            print(f"{runs:8} {seconds:9.3f} {seconds / runs * 1e6:7.1f}  {_short(sql)}", file=out)

    def _connect(self, dialect: object, record: object, arguments: object, named: dict[str, Any]) -> None:
        named["factory"] = _counting(self._count)

    def _count(self, sql: str, execute: Callable[..., Any], parameters: tuple[Any, ...]) -> Any:
        began = thread_time()
        try:
            return execute(sql, *parameters)
        finally:
            self._seconds[sql] += thread_time() - began
            self._runs[sql] += 1


def _counting(count: Callable[..., Any]) -> type[sqlite3.Connection]:
    """A connection whose statements are counted, run on it or on a cursor of it."""

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, *parameters: Any) -> Any:
            return count(sql, super().execute, parameters)

        def executemany(self, sql: str, *parameters: Any) -> Any:
            return count(sql, super().executemany, parameters)

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        # In C this one makes its cursor without asking `cursor`.
        def execute(self, sql: str, *parameters: Any) -> Any:
            return self.cursor().execute(sql, *parameters)

    return Connection


def _short(sql: str) -> str:
    return " ".join(sql.split())[:LONGEST]
