"""One transaction per step: wherever it fails, nothing of it is kept and the event waits as before."""

from collections.abc import Callable
from itertools import count

import pytest
from sqlalchemy import Connection, Row, select

from flows import Outcome, Service, step
from router.engine.event_processor import claim_next
from router.engine.step_commit import Step, commit_step
from router.store import threads
from router.store.database import Database
from router.store.store_errors import ClaimLost
from router.store.tables import metadata
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import engine_of, handle, said_to
from tests.router.store.writing import CUSTOMER, LEASE, LINE, NOW, text_arrives


class Broken(Exception):
    """What fails in the middle."""


def fail_at(number: int) -> Callable[[], str]:
    """New ids until the one at which the step breaks."""
    ids = count(1)

    def new_id() -> str:
        given = next(ids)
        if given == number:
            raise Broken
        return f"id {given}"

    return new_id


def everything(database: Database) -> dict[str, list[Row[tuple[object, ...]]]]:
    """All rows of all tables."""

    def read(connection: Connection) -> dict[str, list[Row[tuple[object, ...]]]]:
        return {name: list(connection.execute(select(table))) for name, table in metadata.tables.items()}

    return database.read_now(read)


def claimed_step(database: Database, service: Service, token: str) -> Step:
    """The next step, computed and not yet committed."""
    (task,) = database.write_now(lambda connection: claim_next(connection, 1, token, NOW))
    before = task.briefing.before.conversation if task.briefing.before else None
    outcome = step(service, before, task.pending.event, NOW)
    assert isinstance(outcome, Outcome)
    return Step(task.claim, task.pending, task.briefing, outcome, service)


@pytest.fixture
def in_the_middle(database: Database, clinic: Service, clock: Clock) -> Step:
    """A customer of whom we know asks for a human: a text in, two out, a queue entry, a timer that ends."""
    database.write_now(text_arrives)
    handle(clock, engine_of(database, clinic, clock), database=database)
    database.write_now(lambda connection: text_arrives(connection, "agent"))
    return claimed_step(database, clinic, "token")


@pytest.mark.parametrize("number", [1, 2])
def test_a_step_that_fails_in_the_middle_leaves_nothing(database: Database, in_the_middle: Step, number: int) -> None:
    before = everything(database)
    with pytest.raises(Broken):
        database.write_now(lambda connection: commit_step(connection, in_the_middle, fail_at(number), NOW))
    assert everything(database) == before


def test_a_step_that_succeeds_writes_every_part(database: Database, in_the_middle: Step) -> None:
    before = everything(database)
    database.write_now(lambda connection: commit_step(connection, in_the_middle, fail_at(0), NOW))
    after = everything(database)
    grown = {name: len(after[name]) - len(before[name]) for name in after if len(after[name]) != len(before[name])}
    assert grown == {"messages": 2, "queue_entries": 1, "timers": -1}
    (thread,) = after["threads"]
    assert (thread.claim_token, thread.last_text_at) == (None, NOW)


def test_a_hand_whose_lease_ran_out_commits_nothing_over_its_successor(
    database: Database, clinic: Service, clock: Clock
) -> None:
    database.write_now(text_arrives)
    paused = claimed_step(database, clinic, "paused")
    _let_the_lease_run_out(database, paused)
    handle(clock, engine_of(database, clinic, clock), database=database)
    after_the_successor = everything(database)
    with pytest.raises(ClaimLost):
        database.write_now(lambda connection: commit_step(connection, paused, fail_at(0), NOW))
    assert everything(database) == after_the_successor
    assert len(said_to(database, CUSTOMER)) == 1


def test_nobody_touches_a_thread_whose_lease_runs(sqlite: Database, clinic: Service) -> None:
    sqlite.write_now(text_arrives)
    claimed_step(sqlite, clinic, "at work")
    assert sqlite.write_now(lambda connection: claim_next(connection, 10, "another", NOW)) == []


def _let_the_lease_run_out(database: Database, held: Step) -> None:
    def end(connection: Connection) -> None:
        threads.release(connection, held.claim)
        assert threads.claim(connection, CUSTOMER, LINE, held.claim.token, -LEASE) is not None

    database.write_now(end)
