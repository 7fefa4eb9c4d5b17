"""Runs the caller until it has nothing more to do at this time, on a thread whose conversation waits for a call."""

import asyncio
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, update

import flows
from flows import Service
from flows.protocol.events import CallAnswered
from router.active_flows import Current
from router.business.bot_turn_executor import BotTurns
from router.business.business_http import BusinessHttp
from router.business.call_processor import CallProcessor, take_due
from router.store import call_queue as store
from router.store import inbox
from router.store.call_queue import ABANDONED_AFTER
from router.store.database import Database
from router.store.tables import calls
from tests.bots import no_bot
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import engine_of, handle
from tests.router.store.writing import text_arrives
from tests.waiting import until

_TOKENS = count()

_FLOW_FILE = """
parley: 1
brand: {name: Harbour Dental}
senders: {"+12125550101": {flow: front_desk}}
teams: {reception: {}}
keywords: [{hear: human, escalate: reception}, {hear: forget it, say: "Bye.", end: true}]
flows:
  front_desk:
    start: book
    states:
      book:
        say: "One moment."
        call:
          post: "URL/bookings?desk=front"
          headers: {X-Key: s3cret}
          body: {people: 2}
          within: 10s
          save: booking
        go_to: booked
      booked:
        say: "Booked as {{ booking.id }}."
        end: true
"""


def service_calling(url: str, folder: Path) -> Service:
    flow_file = folder / "calling.yaml"
    flow_file.write_text(_FLOW_FILE.replace("URL", url))
    return flows.load(flow_file, {})


def wait_for_a_call(database: Database, service: Service, clock: Clock) -> None:
    """A text arrives, and the flow wants a call made."""
    database.write_now(text_arrives)
    handle(clock, engine_of(database, service, clock), database=database)


def caller_of(
    database: Database, service: Service, clock: Clock, http: BusinessHttp, bot: BotTurns | None = None
) -> CallProcessor:
    return CallProcessor(
        database, Current(service), http, lambda: f"token {next(_TOKENS)}", clock, lambda: None, bot or no_bot(service)
    )


def make_calls(
    database: Database, service: Service, clock: Clock, callers: int = 1, bot: BotTurns | None = None
) -> None:
    """Make every call that may be made now, and wait for its end."""

    async def until_quiet() -> None:
        http = BusinessHttp()
        working = [caller_of(database, service, clock, http, bot) for _ in range(callers)]
        running = [asyncio.create_task(caller.run()) for caller in working]
        await until(lambda: database.read_now(lambda connection: _is_quiet(connection, clock)), "no call is due")
        await asyncio.gather(*(caller.stop() for caller in working), *running)
        await http.close()

    asyncio.run(until_quiet())


def _is_quiet(connection: Connection, clock: Clock) -> bool:
    calling = select(func.count()).where(calls.c.status == "calling")
    return not store.due(connection, clock(), 1) and not connection.execute(calling).scalar()


def die_while_calling(database: Database, clock: Clock) -> None:
    """As a process does that stops between its call and the commit of the answer."""
    assert len(database.write_now(lambda connection: take_due(connection, 10, "dead", clock()))) == 1
    clock.now += ABANDONED_AFTER


def forget_the_answer(database: Database, row: Any) -> None:
    """The commit of an answer never happened; `row` is the call as it was before."""

    def undo(connection: Connection) -> None:
        as_before = {"status": "waiting", "attempts": 0, "attempt_token": None, "url": row.url, "body": row.body}
        connection.execute(
            update(calls).where(calls.c.id == row.id).values(**as_before, give_up_at=None, ended_at=None)
        )
        connection.exec_driver_sql("DELETE FROM events WHERE kind = 'call_answered'")

    database.write_now(undo)


def call_row(database: Database) -> Any:
    return database.read_now(lambda connection: connection.execute(select(calls)).one())


def answers(database: Database, clock: Clock) -> list[CallAnswered]:
    """What the thread is told and has not heard yet: its oldest event, if that is an answer."""
    waiting = database.read_now(lambda connection: inbox.next_of_each_thread(connection, clock(), 10))
    return [pending.event for pending in waiting if isinstance(pending.event, CallAnswered)]
