"""Makes the calls that change something in a business system, has the bot take its turns, and tells each conversation.

A call is marked as being made before it is. One that provably did not get through is made again until its time is up.
One that was under way when its process stopped is made once more with the same idempotency key, by which the business
system can tell that it has done it already; after that nobody knows, and a human must look. However it goes, the answer
is an event of the thread, written together with the end of the call.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from msgspec import Struct
from sqlalchemy import Connection

from flows.protocol.events import CallAnswered
from flows.protocol.needs import Fetched
from router.active_flows import Current
from router.business.action_executor import ActionExecutor, Result, failure
from router.business.bot_turn_executor import BotTurns
from router.business.business_http import BusinessHttp, NotReached
from router.store import call_queue, inbox
from router.store.call_queue import CallStatus, DueCall
from router.store.database import Database
from router.store.inbox import Arrival
from router.workers.worker import Worker

log = structlog.get_logger(__name__)

#: Calls under way at once.
AT_ONCE = 32
#: Between two tries of what provably did not get through.
PAUSE = timedelta(milliseconds=500)
UNKNOWN: Final = "it is not known whether it was done"


class Attempt(Struct, frozen=True):
    """A call that is ours to make, until its time is up."""

    call: DueCall
    token: str
    until: datetime


class CallProcessor(Worker):
    """Rung when a call was written; `on_event` is called after an answer was."""

    def __init__(
        self,
        database: Database,
        current: Current,
        http: BusinessHttp,
        new_id: Callable[[], str],
        clock: Callable[[], datetime],
        on_event: Callable[[], None],
        bot: BotTurns,
    ) -> None:
        super().__init__(database)
        self._executor = ActionExecutor(database, current, http, bot)
        self._new_id = new_id
        self._clock = clock
        self._on_event = on_event

    async def claim(self) -> bool:
        """Begin the calls that are due, as far as there is room."""
        free, now = AT_ONCE - self.at_work, self._clock()
        # A look is cheap and disturbs nobody; most of the time there is nothing.
        if free == 0 or not await self._database.read(lambda connection: call_queue.due(connection, now, 1)):
            return False
        token = self._new_id()
        attempts = await self._database.write(lambda connection: take_due(connection, free, token, now))
        for attempt in attempts:
            self.start(self._make(attempt))
        return bool(attempts)

    async def _make(self, attempt: Attempt) -> None:
        """One whose making fails by a fault stays under way, and is taken up again like one whose process stopped."""
        with structlog.contextvars.bound_contextvars(call_id=attempt.call.id):
            try:
                result = await self._call(attempt)
            except NotReached as error:
                log.warning("call_not_reached", reason=str(error))
                await self._not_reached(attempt, str(error))
            else:
                await self._end(attempt, result)

    async def _call(self, attempt: Attempt) -> Result:
        call = attempt.call
        if call.attempts >= call_queue.MAX_ATTEMPTS:
            return failure(call, UNKNOWN)
        left = attempt.until - self._clock()
        if left <= timedelta():
            raise NotReached(call.problem or "it could not be called in time")
        return await self._executor.do(call, left)

    async def _not_reached(self, attempt: Attempt, reason: str) -> None:
        """Again in a moment, or never: an earlier attempt may have done it all the same."""
        later = self._clock() + PAUSE
        if later < attempt.until:
            await self.record(
                lambda connection: call_queue.put_off(connection, attempt.call, attempt.token, later, reason)
            )
        else:
            await self._end(attempt, failure(attempt.call, UNKNOWN if attempt.call.attempts else reason))

    async def _end(self, attempt: Attempt, result: Result) -> None:
        log.info("call_ended", method=attempt.call.method, status=_status(result), problem=result.problem)
        # Until it is written, the customer waits, and the call would be made again.
        await self.record(lambda connection: end(connection, attempt, result, self._clock()))
        self._on_event()


def take_due(connection: Connection, most: int, token: str, now: datetime) -> list[Attempt]:
    """Mark what is due as being made, with the time it may take."""
    due = call_queue.due(connection, now, most)
    attempts = [Attempt(call, token, _until(call, now)) for call in due]
    return [attempt for attempt in attempts if call_queue.take(connection, attempt.call, token, attempt.until, now)]


def _until(call: DueCall, now: datetime) -> datetime:
    """All tries of one attempt share its time; the attempt after a crash has its own."""
    if call.give_up_at is None or call.status is CallStatus.CALLING:
        return now + call.within
    return min(call.give_up_at, now + call.within)  # the clock may have been put back


def _status(result: Result) -> int | None:
    return result.status if isinstance(result, Fetched) else None


def end(connection: Connection, attempt: Attempt, result: Result, now: datetime) -> None:
    """The end of a call, and its answer as an event of the thread: both or neither."""
    call = attempt.call
    ended = call_queue.end(
        connection, call, attempt.token, good=result.is_good, answered=_status(result), problem=result.problem, now=now
    )
    if ended and call_queue.is_awaited(connection, call):
        inbox.add(connection, Arrival(call.customer, call.line, CallAnswered(call.wait, result), now))
