"""Finds out what a step needs to know, outside of any transaction, and keeps it with the event (DESIGN.md, 3).

A worker that stops meanwhile loses nothing: the event is handled again, with the answers that were kept.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from flows import Outcome
from flows.protocol.needs import Fetched, FetchNeeded, Met, Need
from router.business.query_resolver import QueryResolver
from router.store import inbox, threads
from router.store.database import Database
from router.store.inbox import PendingEvent
from router.store.threads import Claim

log = structlog.get_logger(__name__)

Step = Callable[[Mapping[str, Met]], Outcome | Need]


class StepQueries:
    """`asking` counts the steps that wait for an answer: they need a thread, and next to nothing of the engine."""

    def __init__(self, database: Database, resolver: QueryResolver, lease: timedelta) -> None:
        self.asking = 0
        self._database = database
        self._resolver = resolver
        self._lease = lease

    async def make(self, step: Step, need: Need, claim: Claim, pending: PendingEvent) -> Outcome:
        """The step's outcome, once all that it needs is known. Raises ClaimLost, StorageUnavailable.

        The thread is held for the whole lease again when it returns.
        """
        self.asking += 1
        try:
            return await self._make(step, need, claim, pending)
        finally:
            self.asking -= 1

    async def _make(self, step: Step, need: Need, claim: Claim, pending: PendingEvent) -> Outcome:
        met = dict(pending.met)
        while True:
            met[need.key] = await self._ask(need, claim)
            await self._keep(met, claim, pending)
            made = step(met)
            if isinstance(made, Outcome):
                return made
            need = made

    async def _ask(self, need: Need, claim: Claim) -> Met:
        if isinstance(need, FetchNeeded):
            lease = need.within + self._lease
            await self._database.write(lambda connection: threads.renew(connection, claim, lease))
        answer = await self._resolver.meet(need)
        if isinstance(answer, Fetched):
            log.info("question_answered", status=answer.status, problem=answer.problem)
        return answer

    async def _keep(self, met: Mapping[str, Met], claim: Claim, pending: PendingEvent) -> None:
        def write(connection: Connection) -> None:
            threads.renew(connection, claim, self._lease)
            inbox.keep_met(connection, pending.id, met)

        await self._database.write(write)
