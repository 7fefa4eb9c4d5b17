"""Calls that change something in a business system, and turns of the bot, from their step to their answer."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Connection, bindparam, insert, or_, select, update

from flows.protocol.bot_turns import name_of
from flows.protocol.conversation import Conversation
from flows.protocol.effects import AskBot, CallBusiness, Deed
from router.store.columns import reached
from router.store.tables import calls, conversations, is_call_under_way, threads

#: A call that is under way for longer belongs to a process that is gone: none may take more than 30 s.
ABANDONED_AFTER = timedelta(seconds=60)
#: Attempts that may each have reached the business system; after them nobody calls again.
MAX_ATTEMPTS = 2
#: No call is put off for longer.
MAX_PAUSE = timedelta(seconds=30)


#: In the place of a method: a turn of the bot.
_BOT: Final = "BOT"


class CallStatus(StrEnum):
    """What became of a call."""

    WAITING = "waiting"  # to be made
    CALLING = "calling"  # being made
    DONE = "done"  # answered with a status of 2xx
    FAILED = "failed"  # anything else


class DueCall(Struct, frozen=True):
    """A call to be made now, with the thread that waits for it."""

    id: int
    conversation_id: int
    wait: int
    #: Calling: the process that made it is gone.
    status: CallStatus
    idempotency_key: str
    flow: str
    state: str
    method: str
    url: str
    body: Any
    within_seconds: int
    #: Those before this one that may have reached the business system.
    attempts: int
    attempt_token: str | None
    give_up_at: datetime | None
    #: Why it did not get through the last time.
    problem: str | None
    customer: str
    line: str

    @property
    def is_of_bot(self) -> bool:
        """A turn of the bot: `body` is a BotTurnNeeded as plain values."""
        return self.method == _BOT

    @property
    def within(self) -> timedelta:
        """The time that it may take."""
        return timedelta(seconds=self.within_seconds)


_INSERT = insert(calls)


def add(
    connection: Connection,
    conversation_id: int,
    conversation: Conversation,
    effect: Deed,
    key: str,
    now: datetime,
) -> None:
    """Write a call of the state that the conversation is in, to be made."""
    values = {
        "conversation_id": conversation_id,
        "wait": effect.wait,
        "status": CallStatus.WAITING,
        "idempotency_key": key,
        "flow": conversation.flow,
        "state": conversation.state,
        "created_at": now,
        **_what(effect),
    }
    connection.execute(_INSERT, values)


def _what(effect: Deed) -> dict[str, Any]:
    match effect:
        case CallBusiness(method=method, url=url, body=body, within=within):
            pass
        case AskBot(need=need):
            method, url, body, within = _BOT, name_of(need.deed), need, need.within
    return {"method": method, "url": url, "body": body, "within_seconds": int(within.total_seconds())}


_CALL_COLUMNS = [calls.c[name] for name in DueCall.__struct_fields__ if name not in ("customer", "line")]
_DUE = (
    select(*_CALL_COLUMNS, threads.c.customer, threads.c.line)
    .join(conversations, conversations.c.id == calls.c.conversation_id)
    .join(threads, threads.c.id == conversations.c.thread_id)
    .where(
        is_call_under_way(calls),
        or_(
            (calls.c.status == "waiting") & or_(calls.c.not_before.is_(None), reached(calls.c.not_before, MAX_PAUSE)),
            (calls.c.status == "calling") & reached(calls.c.attempted_at, ABANDONED_AFTER, after=ABANDONED_AFTER),
        ),
    )
    .order_by(calls.c.id)
    .limit(bindparam("most"))
)


def due(connection: Connection, now: datetime, most: int) -> list[DueCall]:
    """Calls to be made now, oldest first, and those that a process left behind."""
    rows = connection.execute(_DUE, {"now": now, "most": most}).mappings()
    return [DueCall(**{**row, "status": CallStatus(row["status"])}) for row in rows]


_TAKE = (
    update(calls)
    .where(
        calls.c.id == bindparam("call"),
        calls.c.status == bindparam("found"),
        calls.c.attempt_token.is_not_distinct_from(bindparam("token_before")),
    )
    .values(
        status=CallStatus.CALLING,
        attempts=calls.c.attempts + 1,
        attempt_token=bindparam("token"),
        attempted_at=bindparam("now"),
        give_up_at=bindparam("until"),
        not_before=None,
    )
)


def take(connection: Connection, call: DueCall, token: str, until: datetime, now: datetime) -> bool:
    """Mark a call as being made, before it is; False when another process took it first."""
    values = {
        "call": call.id,
        "found": call.status,
        "token_before": call.attempt_token,
        "token": token,
        "now": now,
        "until": until,
    }
    return connection.execute(_TAKE, values).rowcount == 1


_MINE = update(calls).where(
    calls.c.id == bindparam("call"), calls.c.attempt_token == bindparam("token"), calls.c.status == "calling"
)
_PUT_OFF = _MINE.values(
    status=CallStatus.WAITING,
    attempts=calls.c.attempts - 1,
    not_before=bindparam("later"),
    problem=bindparam("why_not"),
)
_END = _MINE.values(
    status=bindparam("outcome"),
    ended_at=bindparam("now"),
    answer_status=bindparam("answered"),
    problem=bindparam("why_not"),
    url=bindparam("plain_url"),
    body=None,
)


def put_off(connection: Connection, call: DueCall, token: str, later: datetime, problem: str) -> None:
    """Provably not sent: to be made again."""
    connection.execute(_PUT_OFF, {"call": call.id, "token": token, "later": later, "why_not": problem})


def end(
    connection: Connection,
    call: DueCall,
    token: str,
    *,
    good: bool,
    answered: int | None,
    problem: str | None,
    now: datetime,
) -> bool:
    """Keep how it went and forget what was sent; False when another process has taken it over."""
    values = {
        "call": call.id,
        "token": token,
        "outcome": CallStatus.DONE if good else CallStatus.FAILED,
        "now": now,
        "answered": answered,
        "why_not": problem,
        "plain_url": call.url.partition("?")[0],
    }
    return connection.execute(_END, values).rowcount == 1


_FIRST_OF_BOT = (
    select(calls.c.idempotency_key)
    .where(calls.c.conversation_id == bindparam("conversation"), calls.c.method == _BOT)
    .order_by(calls.c.id)
    .limit(1)
)


def name_for_bot(connection: Connection, call: DueCall) -> str:
    """What the bot knows a conversation by: the key of the first turn in it, which stays the same and tells nothing."""
    key: str = connection.execute(_FIRST_OF_BOT, {"conversation": call.conversation_id}).scalar_one()
    return key


_AWAITED = select(conversations.c.id).where(
    conversations.c.id == bindparam("conversation"), conversations.c.status != "closed"
)


def is_awaited(connection: Connection, call: DueCall) -> bool:
    """False once its conversation is over: the thread's next one must not take the answer for its own."""
    return connection.execute(_AWAITED, {"conversation": call.conversation_id}).scalar() is not None


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_ABANDON_ALL = update(calls).where(is_call_under_way(calls), calls.c.status == "calling").values(attempted_at=_LONG_AGO)


_DOUBT_ALL = (
    update(calls)
    .where(is_call_under_way(calls))
    .values(status=CallStatus.CALLING, attempts=MAX_ATTEMPTS, attempted_at=_LONG_AGO)
)


def doubt_all(connection: Connection) -> None:
    """After a restore: they may have been made since the copy, so none is made; each conversation is told so."""
    connection.execute(_DOUBT_ALL)


def abandon_all(connection: Connection) -> None:
    """Nobody is making them: right only for the one process that serves a SQLite database, at its start."""
    connection.execute(_ABANDON_ALL)
