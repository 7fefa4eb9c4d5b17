"""Processor time of each SQL statement in the driver, without SQLAlchemy's part."""

from collections import defaultdict
from time import thread_time
from typing import Any, TextIO

from sqlalchemy import Connection, Engine, event

LONGEST = 140


class Statements:
    """Listens to every engine of the process."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = defaultdict(float)
        self._runs: dict[str, int] = defaultdict(int)

    def listen(self) -> None:
        event.listen(Engine, "before_cursor_execute", self._begin)
        event.listen(Engine, "after_cursor_execute", self._end)

    def print_to(self, out: TextIO, top: int) -> None:
        total = sum(self._seconds.values())
        print(f"{sum(self._runs.values())} statements, {total:.3f} s in the driver\n", file=out)
        print("    runs   seconds  µs/run  statement", file=out)
        for sql in sorted(self._seconds, key=self._seconds.__getitem__, reverse=True)[:top]:
            runs, seconds = self._runs[sql], self._seconds[sql]
            print(f"{runs:8} {seconds:9.3f} {seconds / runs * 1e6:7.1f}  {_short(sql)}", file=out)

    def _begin(self, connection: Connection, *_: Any) -> None:
        connection.info["began"] = thread_time()

    def _end(self, connection: Connection, cursor: object, sql: str, *_: Any) -> None:
        self._seconds[sql] += thread_time() - connection.info["began"]
        self._runs[sql] += 1


def _short(sql: str) -> str:
    return " ".join(sql.split())[:LONGEST]
