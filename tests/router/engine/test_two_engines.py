"""Two engines on one PostgreSQL database: each event handled once, each thread in order and in one hand at a time."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import Connection, select
from sqlalchemy.event import listens_for
from structlog.testing import capture_logs

from flows import Service
from router.engine.event_processor import claim_next
from router.store.database import Database
from router.store.tables import events, messages
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import engine_of, handle, said_to
from tests.router.store.writing import CUSTOMER, NOW, text_arrives

CUSTOMERS, TEXTS = 12, 240


@pytest.fixture
def databases(postgresql_url: str) -> Iterator[tuple[Database, Database]]:
    """As two processes would have them."""
    first, second = Database.open(postgresql_url), Database.open(postgresql_url)
    yield first, second
    first.close()
    second.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_two_engines_share_the_work_and_lose_or_double_nothing(
    databases: tuple[Database, Database], clinic: Service, clock: Clock, seed: int
) -> None:
    chance = random.Random(seed)
    arrivals = [(f"+121255501{chance.randrange(CUSTOMERS):02}", f"text {number}") for number in range(TEXTS)]

    def arrive(connection: Connection) -> None:
        for customer, text in arrivals:
            text_arrives(connection, text, customer=customer)

    databases[0].write_now(arrive)
    handled_before = _handled()
    with capture_logs() as logs:
        handle(clock, *(engine_of(each, clinic, clock) for each in databases), database=databases[0])
    assert _handled() - handled_before == TEXTS
    # A thread in two hands at once would cost one of them its claim, at the latest when it commits.
    assert {line["event"] for line in logs} == {"event_handled"}
    texts = databases[0].read_now(_texts_in_order)
    assert sorted(texts, key=lambda each: each[0]) == sorted(arrivals, key=lambda each: each[0])
    replies = databases[0].read_now(_answered_events)
    assert len(replies) == len(set(replies))


def test_an_event_that_another_engine_handled_between_the_look_and_the_claim_is_not_handled_again(
    databases: tuple[Database, Database], clinic: Service, clock: Clock
) -> None:
    first, second = databases
    first.write_now(text_arrives)

    once = iter([True])

    @listens_for(first.engines.write, "after_cursor_execute", named=True)
    def let_the_other_be_quicker(statement: str, **_: Any) -> None:
        if statement.startswith("SELECT events.id") and next(once, False):
            handle(clock, engine_of(second, clinic, clock), database=second)

    assert first.write_now(lambda connection: claim_next(connection, 10, "token", NOW)) == []
    assert len(said_to(first, CUSTOMER)) == 1
    first.write_now(text_arrives)
    assert len(first.write_now(lambda connection: claim_next(connection, 10, "token", NOW))) == 1


def _handled() -> float:
    """As the counter says, over all rungs."""
    samples = (sample for metric in REGISTRY.collect() for sample in metric.samples)
    return sum(sample.value for sample in samples if sample.name == "parley_events_handled_total")


def _texts_in_order(connection: Connection) -> list[tuple[str, str]]:
    query = select(messages.c.sender, messages.c.text).where(messages.c.direction == "inbound").order_by(messages.c.id)
    return [(row.sender, row.text) for row in connection.execute(query)]


def _answered_events(connection: Connection) -> list[int]:
    query = select(messages.c.answers_event_id).join(events, events.c.id == messages.c.answers_event_id)
    return list(connection.execute(query).scalars())
