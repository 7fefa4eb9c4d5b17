"""Hands messages that may leave to the provider, as fast as it takes them and no faster."""

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.circuit_breaker import BreakerPolicy, CircuitBreaker
from router.active_flows import Current
from router.insight.metrics import BREAKER_OPEN
from router.outbound.claim import Allowance, take_ready
from router.outbound.retry_budget import RetryBudget
from router.outbound.submission import Result, Submitter
from router.providers.provider_contract import Provider
from router.store.database import Database
from router.store.outbox import Outgoing
from router.workers.worker import Worker

log = structlog.get_logger(__name__)

#: Provider calls under way at once.
CALLS = 32
#: Opens when half of the latest calls failed; a call or two that fail say nothing.
BREAKER_POLICY = BreakerPolicy(window=20, failure_threshold=10, recovered_after=20)


class MessageDispatcher(Worker):
    """Rung when a message was written. A held message notices within `idle_seconds` that its time has come."""

    def __init__(
        self,
        database: Database,
        current: Current,
        provider: Provider,
        status_url: Callable[[str], str],
        new_token: Callable[[], str],
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(database)
        self._current = current
        self._submitter = Submitter(provider, status_url, clock)
        self._new_token = new_token
        self._clock = clock
        self._breaker = CircuitBreaker(BREAKER_POLICY)
        self._retry_budget = RetryBudget()

    async def claim(self) -> bool:
        """Begin to send what may leave now, as much as the provider takes."""
        token, now = self._new_token(), self._clock()
        allowance = self._allowance(now)
        if allowance.calls == 0:
            return False
        is_probe = self._breaker.is_open
        taken = await self._database.write(
            lambda connection: take_ready(connection, allowance, self._current.service, token, now)
        )
        self._spend(taken)
        if taken and is_probe:
            self._breaker.begin_probe()
        for message in taken:
            self.start(self._submit(message, token, is_probe=is_probe))
        return bool(taken)

    def _allowance(self, now: datetime) -> Allowance:
        calls = self._breaker.free(CALLS - self.at_work, now)
        return Allowance(calls, calls if self._breaker.is_well else self._retry_budget.available(now))

    def _spend(self, taken: list[Outgoing]) -> None:
        retries = sum(message.attempts > 0 for message in taken)
        if not self._breaker.is_well:
            self._retry_budget.retries(retries)
        self._retry_budget.first_attempts(len(taken) - retries)

    async def _submit(self, message: Outgoing, token: str, *, is_probe: bool) -> None:
        with structlog.contextvars.bound_contextvars(message_id=message.public_id):
            result = await self._submitter.submit(message, token)
            self._tell_breaker(result, is_probe=is_probe)
            # Until it is written, the message stays `submitting` and is not sent again.
            await self.record(result.write)

    def _tell_breaker(self, result: Result, *, is_probe: bool) -> None:
        was_open = self._breaker.is_open
        if result.provider_failed:
            self._breaker.failed(self._clock(), is_probe=is_probe)
        else:
            self._breaker.succeeded(is_probe=is_probe)
        if self._breaker.is_open != was_open:
            log.warning("breaker_opened" if self._breaker.is_open else "breaker_closed")
            BREAKER_OPEN.set(self._breaker.is_open)
