"""Takes the messages that may leave now: judged once more and marked `submitting`, in one transaction.

A STOP that was stored before that transaction counts.
"""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection

from flows import Service
from router.outbound.gate import Hold, OutboundCandidate, Refuse, Send, judge
from router.store import outbox, timer_queue
from router.store.outbox import Outgoing


class Allowance(Struct, frozen=True):
    """How many messages may be taken, and how many of them may have been tried before."""

    calls: int
    retries: int


def take_ready(
    connection: Connection, allowance: Allowance, service: Service, token: str, now: datetime
) -> list[Outgoing]:
    """Oldest first, each thread's in its order; none that another process took first."""
    ready = _within(allowance, outbox.ready(connection, now, allowance.calls, tried_before=allowance.retries > 0))
    sendable = [message for message in ready if _passes(connection, message, service, now)]
    taken = outbox.take(connection, [message.id for message in sendable], token, now)
    return [message for message in sendable if message.id in taken]


def _within(allowance: Allowance, ready: list[Outgoing]) -> list[Outgoing]:
    retries = [message.id for message in ready if message.attempts > 0]
    too_many = set(retries[allowance.retries :])
    return [message for message in ready if message.id not in too_many]


def _passes(connection: Connection, message: Outgoing, service: Service, now: datetime) -> bool:
    match judge(_candidate(message), service, now):
        case Send():
            return True
        case Hold(rule, until):
            outbox.hold(connection, message.id, rule, until, now)
        case Refuse(rule):
            outbox.refuse(connection, message.id, rule, now)
            timer_queue.start_with_message(connection, message.id, now)
    return False


def _candidate(message: Outgoing) -> OutboundCandidate:
    return OutboundCandidate(
        message.recipient,
        message.text,
        bool(message.media),
        message.purpose,
        message.suppressed,
        message.consent_withdrawn,
        message.blocked,
        message.last_text_at,
        on_file=message.template is not None,
    )
