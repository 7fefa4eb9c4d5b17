"""What becomes of an unknown message, given the provider's listing (DESIGN.md, 6).

The listing is believed only when it is unambiguous. Absent from two listings a minute apart, a message is sent once
more if it answers a text just received; everything else stays unknown, in plain sight, for a human's word.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from router.message_status import MessageStatus
from router.outbound.delivery_recorder import settle
from router.providers.provider_contract import ListedMessage
from router.store import reconciliation_queries
from router.store.message_rows import Report
from router.store.reconciliation_queries import Lookup

log = structlog.get_logger(__name__)

#: The lag of a provider's listing is not documented; two looks this far apart outlast it.
BETWEEN_LISTINGS = timedelta(minutes=1)
LISTINGS_THAT_PROVE_ABSENCE = 2
#: An answer is worth sending again while the customer still waits for it.
JUST_RECEIVED = timedelta(minutes=15)


def conclude(connection: Connection, message: Lookup, listed: Sequence[ListedMessage], now: datetime) -> bool:
    """Settle what the listing proves; True when the message goes out once more."""
    if message.template is not None:
        # The listing has the provider's words, and ours are others: only a callback can prove this one.
        reconciliation_queries.looked(connection, message, message.lookups, None)
        return False
    candidates = _candidates(connection, message, listed)
    if not candidates:
        return _absent(connection, message, now)
    if reconciliation_queries.twins(connection, message, MessageStatus.SUBMITTING):
        # The candidate may be that one, whose provider id we are about to learn.
        reconciliation_queries.looked(connection, message, message.lookups, now + BETWEEN_LISTINGS)
    elif len(candidates) > 1 or reconciliation_queries.twins(connection, message, MessageStatus.UNKNOWN) > 1:
        log.warning("lookup_ambiguous", candidates=len(candidates))
        reconciliation_queries.looked(connection, message, message.lookups, None)
    else:
        settle(connection, _report(message, candidates[0], now))
    return False


def _candidates(connection: Connection, message: Lookup, listed: Sequence[ListedMessage]) -> list[ListedMessage]:
    """Listed messages that could be this one: same text, and not known as another of ours."""
    same = [candidate for candidate in listed if candidate.text == message.text]
    ours = reconciliation_queries.already_ours(connection, [candidate.provider_id for candidate in same])
    return [candidate for candidate in same if candidate.provider_id not in ours]


def _report(message: Lookup, found: ListedMessage, now: datetime) -> Report:
    report = found.report
    return Report(
        source="listing",
        at=now,
        status=report.status,
        provider_id=found.provider_id,
        public_id=message.public_id,
        error_code=report.error_code,
        error_class=report.error_class,
    )


def _absent(connection: Connection, message: Lookup, now: datetime) -> bool:
    count = message.lookups + 1
    if count < LISTINGS_THAT_PROVE_ABSENCE:
        reconciliation_queries.looked(connection, message, count, now + BETWEEN_LISTINGS)
        return False
    if not _worth_resending(message, now):
        reconciliation_queries.looked(connection, message, count, None)
        return False
    log.warning("resent_after_proven_absence")
    reconciliation_queries.resend(connection, message.id, now)
    return True


def _worth_resending(message: Lookup, now: datetime) -> bool:
    answered = message.answers_text_at
    return message.resends == 0 and answered is not None and now - answered < JUST_RECEIVED
