"""Runs the dispatcher until it has nothing more to do at this time."""

import asyncio
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import Connection, select

from router.active_flows import Current
from router.message_status import MessageStatus
from router.outbound.message_dispatcher import MessageDispatcher
from router.providers.provider_contract import Provider
from router.store import message_rows as store
from router.store import outbox
from router.store.database import Database
from router.store.tables import messages
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import load
from tests.waiting import until

_TOKENS = count()


def dispatch(database: Database, provider: Provider, clock: Clock) -> None:
    """Send everything that may leave now, and wait for every call."""
    dispatcher = MessageDispatcher(
        database, Current(load()), provider, status_url, lambda: f"token {next(_TOKENS)}", clock
    )

    async def until_quiet() -> None:
        running = asyncio.create_task(dispatcher.run())
        await until(partial(is_quiet, database, clock), "nothing may leave any more")
        await dispatcher.stop()
        await running

    asyncio.run(until_quiet())


def is_quiet(database: Database, clock: Clock) -> bool:
    """Nothing is being sent, nothing may leave, and neither changed between the two looks."""
    return database.read_now(lambda connection: _is_quiet(connection, clock))


def _is_quiet(connection: Connection, clock: Clock) -> bool:
    before = _standings(connection)
    ready = outbox.ready(connection, clock(), 1)
    is_sending = any(status == MessageStatus.SUBMITTING for _, status, _ in before)
    return not ready and not is_sending and _standings(connection) == before


def _standings(connection: Connection) -> list[tuple[int, str, int]]:
    found = connection.execute(select(messages.c.id, messages.c.status, messages.c.attempts).order_by(messages.c.id))
    return [(row.id, row.status, row.attempts) for row in found]


def status_url(message_id: str) -> str:
    return f"https://sms.example.com/webhooks/scripted/status?message={message_id}"


def message_of(database: Database, public_id: str) -> dict[str, Any]:
    """Everything that is kept of a message."""
    fate = database.read_now(lambda connection: store.fate(connection, public_id))
    assert fate is not None
    return fate.message
