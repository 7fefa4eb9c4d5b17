"""Runs engines until they have nothing more to do at this time."""

import asyncio
from functools import cache, partial
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, func, select

import flows
from flows import Service
from router.active_flows import Current
from router.business.business_http import BusinessHttp
from router.business.query_resolver import QueryResolver
from router.engine.event_processor import EventProcessor
from router.store import inbox
from router.store.columns import database_now
from router.store.database import Database
from router.store.tables import events, messages, threads
from tests.bots import no_bot
from tests.router.clock import Clock
from tests.waiting import until

CLINIC = Path(__file__).parents[2] / "journeys" / "clinic.yaml"
#: Longer than all pauses between the tries of one event together.
ALL_PAUSES = 10


@cache
def load(flow_file: Path = CLINIC) -> Service:
    return flows.load(flow_file, {})


def engine_of(database: Database, service: Service, clock: Clock) -> EventProcessor:
    resolver = QueryResolver(BusinessHttp(), no_bot(service))
    return EventProcessor(database, Current(service), resolver, lambda: uuid4().hex, clock, lambda: None, lambda: None)


def handle(clock: Clock, *engines: EventProcessor, database: Database) -> None:
    """Let these engines work side by side until nothing waits that may be handled now."""
    asyncio.run(work(clock, *engines, database=database))


async def work(clock: Clock, *engines: EventProcessor, database: Database) -> None:
    """The same, for a test that has a loop of its own."""
    running = [asyncio.create_task(engine.run()) for engine in engines]
    is_quiet = partial(database.read_now, lambda connection: _is_quiet(connection, clock))
    await until(is_quiet, "nothing may be handled any more")
    await asyncio.gather(*(engine.stop() for engine in engines))
    await asyncio.gather(*running)


def _is_quiet(connection: Connection, clock: Clock) -> bool:
    """Nothing is next, nothing is held, and no event changed between the two looks."""
    before = _standings(connection)
    following = inbox.next_of_each_thread(connection, clock(), 1)
    held = connection.execute(select(func.count()).where(threads.c.claimed_until > database_now())).scalar()
    return not following and not held and _standings(connection) == before


def _standings(connection: Connection) -> list[tuple[int, str, int]]:
    found = connection.execute(select(events.c.id, events.c.status, events.c.attempts).order_by(events.c.id))
    return [(row.id, row.status, row.attempts) for row in found]


def said_to(database: Database, customer: str) -> list[str]:
    """What was written to a customer, oldest first."""
    query = (
        select(messages.c.text)
        .where(messages.c.recipient == customer, messages.c.direction == "outbound")
        .order_by(messages.c.id)
    )
    return database.read_now(lambda connection: list(connection.execute(query).scalars()))


def event_statuses(database: Database) -> list[tuple[str, str]]:
    """Kind and status of every event, in order of arrival."""
    query = select(events.c.kind, events.c.status).order_by(events.c.id)
    return database.read_now(lambda connection: [(row.kind, row.status) for row in connection.execute(query)])
