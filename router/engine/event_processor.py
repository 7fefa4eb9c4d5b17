"""Handles events: claims a thread, steps its oldest event, commits, and hands over.

Threads run side by side; the events of one are handled one at a time in order of arrival. Nothing here decides what
is said: that is `flows.step`, which is pure and may be run again at any time.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from flows import Outcome
from flows import step as take_step
from flows.protocol.conversation import Conversation
from flows.protocol.events import HandlingFailed, TextReceived
from flows.protocol.needs import Met, Need
from flows.types.contact import Contact
from router.active_flows import Current
from router.business.query_resolver import QueryResolver
from router.engine.step_commit import Step, commit_step
from router.engine.step_queries import StepQueries
from router.insight.metrics import EVENTS_HANDLED, EVENTS_SET_ASIDE
from router.store import inbox, step_context, threads
from router.store.database import Database
from router.store.inbox import Arrival, PendingEvent
from router.store.step_context import Briefing
from router.store.store_errors import ClaimLost, StorageUnavailable
from router.store.threads import Claim
from router.workers.worker import RECORD_PAUSE_SECONDS, Worker

log = structlog.get_logger(__name__)

#: Threads at work at once in one process.
AT_WORK = 128
#: Those that wait for a business system leave their place to others, up to so many.
MAX_ASKING = 512
#: A worker that is silent for this long has lost its thread to another.
LEASE = timedelta(seconds=15)
#: A commit is tried again only while the thread is still ours.
COMMIT_TRIES = LEASE // timedelta(seconds=RECORD_PAUSE_SECONDS)
#: An event that fails this often is set aside, and its customer gets the fallback text and a human.
TRIES = 5
FIRST_RETRY = timedelta(milliseconds=200)


class Task(Struct, frozen=True):
    """A claimed thread with all that its next step needs."""

    claim: Claim
    pending: PendingEvent
    briefing: Briefing


class EventProcessor(Worker):
    """Rung when an event was written.

    It calls `on_written` after it wrote messages, `on_call` after a call of a business system.
    """

    def __init__(
        self,
        database: Database,
        current: Current,
        resolver: QueryResolver,
        new_id: Callable[[], str],
        clock: Callable[[], datetime],
        on_written: Callable[[], None],
        on_call: Callable[[], None],
    ) -> None:
        super().__init__(database)
        self._queries = StepQueries(database, resolver, LEASE)
        self._current = current
        self._new_id = new_id
        self._clock = clock
        self._on_written = on_written
        self._on_call = on_call

    async def claim(self) -> bool:
        """Begin the next step of every thread that has one, as far as there is room."""
        free = AT_WORK - self.at_work + min(self._queries.asking, MAX_ASKING)
        if free <= 0:
            return False
        token, now = self._new_id(), self._clock()
        claimed = await self._database.write(lambda connection: claim_next(connection, free, token, now))
        for task in claimed:
            self.start(self._handle(task))
        return bool(claimed)

    async def _handle(self, work: Task) -> None:
        with structlog.contextvars.bound_contextvars(thread_id=work.claim.thread_id, event_id=work.pending.id):
            try:
                await self._step_and_commit(work)
            except ClaimLost as error:
                log.warning("claim_lost", error=str(error))
            except Exception as error:
                log.exception("event_failed", attempts=work.pending.attempts + 1)
                await self._put_off(work, f"{type(error).__name__}: {error}")

    async def _step_and_commit(self, work: Task) -> None:
        outcome = self._step(work, work.pending.met)
        if not isinstance(outcome, Outcome):
            outcome = await self._queries.make(partial(self._step, work), outcome, work.claim, work.pending)
        step = Step(work.claim, work.pending, work.briefing, outcome, self._current.service)
        conversation_id = await self._commit(step, self._clock())
        EVENTS_HANDLED.labels(outcome.rung).inc()
        log.info("event_handled", rung=outcome.rung, conversation_id=conversation_id, effects=len(outcome.effects))
        if outcome.effects:
            self._on_written()
        if outcome.conversation.calling:
            self._on_call()

    def _step(self, work: Task, met: Mapping[str, Met]) -> Outcome | Need:
        event = work.pending.event
        return take_step(self._current.service, _conversation(work), event, self._clock(), _contact(work), met)

    async def _commit(self, step: Step, now: datetime) -> int:
        """The conversation's id. Raises ClaimLost when it could not be written while the thread was ours."""
        try:
            return await self.record(lambda connection: commit_step(connection, step, self._new_id, now), COMMIT_TRIES)
        except StorageUnavailable as error:
            raise ClaimLost(f"thread {step.claim.thread_id} could not be written to while it was ours") from error

    async def _put_off(self, work: Task, reason: str) -> None:
        now = self._clock()
        try:
            await self._database.write(lambda connection: put_off(connection, work, reason, now))
        except (ClaimLost, StorageUnavailable) as error:
            log.error("event_not_put_off", error=str(error))


def _conversation(work: Task) -> Conversation | None:
    """Where the step begins. The fallback begins anew when what is kept cannot be read: that is why it is needed."""
    before = work.briefing.before
    if before is None or (isinstance(work.pending.event, HandlingFailed) and not before.is_readable):
        return None
    return before.conversation


def _contact(work: Task) -> Contact:
    """As the channel's profile names them, while we know no name."""
    event, contact = work.pending.event, work.briefing.contact
    if contact.name is None and isinstance(event, TextReceived) and event.profile_name:
        return replace(contact, name=event.profile_name)
    return contact


def claim_next(connection: Connection, most: int, token: str, now: datetime) -> list[Task]:
    """Claim the threads of the oldest waiting events and read what their steps need."""
    waiting = inbox.next_of_each_thread(connection, now, most)
    tasks = [_claim(connection, pending, token) for pending in waiting]
    return [task for task in tasks if task is not None]


def _claim(connection: Connection, pending: PendingEvent, token: str) -> Task | None:
    """None when another process has the thread, or has just handled its event."""
    claim = threads.claim(connection, pending.customer, pending.line, token, LEASE)
    if claim is None:
        return None
    known = step_context.read(connection, claim.thread_id, pending.id, pending.attempts)
    if not known.is_next:
        threads.release(connection, claim)
        return None
    return Task(claim, pending, known)


def put_off(connection: Connection, work: Task, reason: str, now: datetime) -> None:
    """Try the event again later, or set it aside and see to its customer. Raises ClaimLost."""
    pending = work.pending
    if pending.attempts + 1 < TRIES:
        inbox.postpone(connection, pending.id, now + FIRST_RETRY * 2**pending.attempts, reason)
    else:
        _set_aside(connection, pending, reason, now)
    threads.release(connection, work.claim)


def _set_aside(connection: Connection, pending: PendingEvent, reason: str, now: datetime) -> None:
    EVENTS_SET_ASIDE.inc()
    inbox.set_aside(connection, pending.id, reason)
    is_fallback = pending.is_readable and isinstance(pending.event, HandlingFailed)
    if not is_fallback:  # when the fallback itself failed, only a human can help
        inbox.add(
            connection, Arrival(pending.customer, pending.line, HandlingFailed(f"event {pending.id} failed"), now)
        )
