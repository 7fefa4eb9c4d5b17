"""The queries that run all the time look only at what waits, however much is done."""

import pytest
from sqlalchemy import Connection, text

from router.store import call_queue, console_queries, inbox, outbox, reconciliation_queries
from router.store.database import Database
from tests.router.store.writing import NOW


@pytest.mark.parametrize("query", ["inbox", "outbox", "abandoned", "doubtful", "unfinished", "calls", "overdue"])
def test_a_hot_query_scans_no_table(sqlite_url: str, query: str) -> None:
    database = Database.open(sqlite_url)
    plans: list[str] = []

    def explain(connection: Connection) -> None:
        raw = connection.connection.driver_connection
        assert raw is not None
        seen: list[str] = []
        raw.set_trace_callback(seen.append)
        _run(connection, query)
        raw.set_trace_callback(None)
        for statement in seen:
            if statement.startswith(("SELECT", "UPDATE")):
                plans.extend(
                    row.detail
                    for row in connection.execute(text("EXPLAIN QUERY PLAN " + statement.replace(":", "\\:")))
                )

    database.write_now(explain)
    database.close()
    assert plans
    whole_tables = [
        line for line in plans if line.startswith("SCAN") and "USING" not in line and not line.startswith("SCAN (")
    ]
    assert [line for line in whole_tables if "_WAITING" not in line and "anon" not in line] == [], plans


def _run(connection: Connection, query: str) -> None:
    match query:
        case "inbox":
            inbox.next_of_each_thread(connection, NOW, 10)
        case "outbox":
            outbox.ready(connection, NOW, 10)
        case "abandoned":
            outbox.doubt_abandoned(connection, NOW)
        case "doubtful":
            reconciliation_queries.due(connection, NOW, 10)
        case "calls":
            call_queue.due(connection, NOW, 10)
        case "overdue":
            console_queries.count_overdue(connection, NOW)
        case _:
            inbox.count_unfinished(connection)
