"""Hands messages that may leave to the provider, as fast as it takes them and no faster."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import Connection

from router.coordination.wakeup import Wakeup
from router.insight.metrics import BREAKER_OPEN
from router.outbound.claim import Allowance, take_ready
from router.outbound.provider_breaker import Breaker
from router.outbound.retry_budget import RetryBudget
from router.outbound.submission import Result, Submitter
from router.providers.provider_contract import Provider
from router.store.database import Database
from router.store.outbox import Outgoing
from router.store.store_errors import StorageUnavailable

log = structlog.get_logger(__name__)

#: Provider calls under way at once.
CALLS = 32
#: How long to look away when nothing rings; also how late a held message may notice that its time has come.
IDLE_SECONDS = 1.0


class MessageDispatcher:
    """`run` until `stop`; `wakeup` is rung when a message was written."""

    def __init__(
        self,
        database: Database,
        provider: Provider,
        status_url: Callable[[str], str],
        new_token: Callable[[], str],
        clock: Callable[[], datetime],
    ) -> None:
        self.wakeup = Wakeup()
        self._database = database
        self._submitter = Submitter(provider, status_url, clock)
        self._new_token = new_token
        self._clock = clock
        self._breaker = Breaker()
        self._retry_budget = RetryBudget()
        self._calls: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def run(self) -> None:
        while not self._stopping:
            try:
                taken = await self._take()
            except StorageUnavailable as error:
                log.error("outbox_unavailable", error=str(error))
                taken = 0
            if not taken:
                await self.wakeup.wait(IDLE_SECONDS)

    async def stop(self) -> None:
        """Take nothing new and wait for the calls under way."""
        self._stopping = True
        self.wakeup.ring()
        await asyncio.gather(*self._calls, return_exceptions=True)

    async def _take(self) -> int:
        token, now = self._new_token(), self._clock()
        allowance = self._allowance(now)
        if allowance.calls == 0:
            return 0
        taken = await self._database.write(lambda connection: take_ready(connection, allowance, token, now))
        self._spend(taken)
        for message in taken:
            self._start(message, token)
        return len(taken)

    def _allowance(self, now: datetime) -> Allowance:
        calls = self._breaker.free(CALLS - len(self._calls), now)
        return Allowance(calls, calls if self._breaker.is_provider_well else self._retry_budget.available(now))

    def _spend(self, taken: list[Outgoing]) -> None:
        retries = sum(message.attempts > 0 for message in taken)
        if not self._breaker.is_provider_well:
            self._retry_budget.retries(retries)
        self._retry_budget.first_attempts(len(taken) - retries)
        if taken:
            self._breaker.probing()

    def _start(self, message: Outgoing, token: str) -> None:
        task = asyncio.create_task(self._submit(message, token))
        self._calls.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._calls.discard(task)
        self.wakeup.ring()

    async def _submit(self, message: Outgoing, token: str) -> None:
        with structlog.contextvars.bound_contextvars(message_id=message.public_id):
            result = await self._submitter.submit(message, token)
            self._tell_breaker(result)
            await self._record(result.write)

    def _tell_breaker(self, result: Result) -> None:
        was_open = self._breaker.is_open
        if result.provider_failed:
            self._breaker.failed(self._clock())
        else:
            self._breaker.succeeded()
        if self._breaker.is_open != was_open:
            log.warning("breaker_opened" if self._breaker.is_open else "breaker_closed")
            BREAKER_OPEN.set(self._breaker.is_open)

    async def _record(self, write: Callable[[Connection], None]) -> None:
        """Keep trying: until it is written, the message stays `submitting` and is not sent again."""
        while True:
            try:
                return await self._database.write(write)
            except StorageUnavailable as error:
                log.error("submission_not_recorded", error=str(error))
                if self._stopping:
                    return None
                await asyncio.sleep(IDLE_SECONDS)
