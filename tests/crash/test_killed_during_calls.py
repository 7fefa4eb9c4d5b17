"""SIGKILL between a call to the provider and the commit of its answer: at most one text, and no message is forgotten.

Five calls are under way at each kill, one of each kind. Of none of them does a callback ever tell.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from router.store.database import Database
from router.store.tables import messages
from tests.bad_days.emulator_dials import calls, order_fault, seen, turn_dials
from tests.bad_days.step_clock import StepClock, let_minutes_pass
from tests.bad_days.stored_messages import statuses
from tests.crash.process import ServedProcess, process_with_emulator
from tests.crash.restarted import LEFT_BEHIND, restarted
from tests.journeys.installation import eventually
from tests.journeys.webhook import inbound_form, post_signed

pytestmark = pytest.mark.usefixtures("no_time_between_two_looks")

#: Until the writes are locked; then its answer has come, and cannot be committed.
IN_A_MOMENT = 2.0
#: Until its process is long dead.
A_WHILE = 5.0
NEVER_TAKES_IT = {"kind": "hang"}
FAULTS: list[dict[str, Any]] = [
    NEVER_TAKES_IT,
    {"kind": "hang_after_accept"},
    {"kind": "slow", "seconds": A_WHILE},
    {"kind": "500_after_accept", "seconds": IN_A_MOMENT},
    {"kind": "slow", "seconds": IN_A_MOMENT},
]


@pytest.mark.count(1, full=150)
def test_killed_between_the_call_and_its_commit(sqlite_url: str, tmp_path: Path, count: int) -> None:
    _die_again_and_again(sqlite_url, tmp_path, count)


@pytest.mark.proof
@pytest.mark.count(1, full=50)
def test_killed_between_the_call_and_its_commit_on_postgresql(postgresql_url: str, tmp_path: Path, count: int) -> None:
    _die_again_and_again(postgresql_url, tmp_path, count)


def _die_again_and_again(database_url: str, folder: Path, kills: int) -> None:
    with process_with_emulator(database_url, folder) as served:
        turn_dials(served, callbacks={"lost": 1.0})
        cut_off = 0
        for number in range(kills):
            cut_off += _live_and_die(served, number)
            _take_over(served, number)
    print(f"{kills} kills cut off {cut_off} calls")
    # A machine that is very busy locks too late at times.
    assert cut_off > kills * (len(FAULTS) - 1)


def _customers(number: int) -> list[str]:
    return [f"+1646{number:06}{call}" for call in range(len(FAULTS))]


def _live_and_die(served: ServedProcess, number: int) -> int:
    """How many calls were cut off: made, and nothing committed of their answer."""
    served.start()
    database = Database.open(served.database_url, serving=False)
    try:
        for customer, fault in zip(_customers(number), FAULTS, strict=True):
            _call(served, customer, fault)
        with _writes_locked(database):
            eventually(lambda: _answered_calls(served) == 2 * (number + 1), "two answers have come")
            served.kill()
        return list(_fates(database, number).values()).count("submitting")
    finally:
        database.close()


def _call(served: ServedProcess, customer: str, fault: dict[str, Any]) -> None:
    before = calls(served)
    order_fault(served, **fault)
    assert post_signed(served, inbound_form(customer, "hi")).status_code == 204
    eventually(lambda: calls(served) == before + 1, "the provider is called")


@contextmanager
def _writes_locked(database: Database) -> Iterator[None]:
    """SQLite locks everything when a transaction begins; PostgreSQL what it is told to."""
    with database.engines.write.begin() as connection:
        if database.dialect == "postgresql":
            connection.exec_driver_sql("LOCK TABLE messages IN SHARE ROW EXCLUSIVE MODE")
        yield


def _answered_calls(served: ServedProcess) -> int:
    """What the process says of an answer before it commits it."""
    log = served.log.read_text()
    return log.count('"submission_accepted"') + log.count('"submission_unknown"')


def _take_over(served: ServedProcess, number: int) -> None:
    """The next start finds the true fate of each, and sends again only the one proven absent."""
    clock = StepClock(LEFT_BEHIND)
    with restarted(served, clock) as installation:
        all_texts = len(FAULTS) * (number + 1)
        assert let_minutes_pass(installation, clock, lambda: statuses(installation) == {"delivered": all_texts})
        overview = seen(installation)
    taken = [message["to"] for message in overview["messages"] if message["direction"] == "outbound-api"]
    assert sorted(taken) == sorted(customer for earlier in range(number + 1) for customer in _customers(earlier))
    assert list(overview["repeated"].values()) == [2] * (number + 1)


def _fates(database: Database, number: int) -> dict[str, str]:
    query = select(messages.c.recipient, messages.c.status).where(
        messages.c.direction == "outbound", messages.c.recipient.in_(_customers(number))
    )

    def look(connection: Connection) -> dict[str, str]:
        return {row.recipient: row.status for row in connection.execute(query)}

    return database.read_now(look)
