"""What the webhooks write: the event as it came, and STOP at once (DESIGN.md, 8)."""

from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import Connection

from flows.matching.opt_out_words import OptOutWord, classify
from flows.protocol.events import TextReceived
from router.providers.provider_contract import DeliveryReport, InboundText
from router.store import inbox, suppressions
from router.store.database import Database
from router.store.inbox import Arrival
from router.store.message_rows import Report


async def record_text(database: Database, inbound: InboundText, raw: bytes, now: datetime) -> None:
    """One durable row, whatever happens next; a text seen before changes nothing."""
    word = inbound.text.opt_out or classify(inbound.text.text)
    if word is None:
        await database.append(inbox.INSERT_ONCE, inbox.row(_arrival(inbound, inbound.text, raw, now)))
    else:
        await database.write(lambda connection: _record_word(connection, inbound, word, raw, now))


def _record_word(connection: Connection, inbound: InboundText, word: OptOutWord, raw: bytes, now: datetime) -> None:
    """An opt-in word means something only to somebody who is suppressed: else "yes" is an answer like any other."""
    customer = inbound.customer
    acts = word is not OptOutWord.START or suppressions.is_suppressed(connection, customer)
    text = replace(inbound.text, opt_out=word if acts else None)
    if inbox.add(connection, _arrival(inbound, text, raw, now)) is None:
        return
    if word is OptOutWord.STOP:
        suppressions.suppress(connection, customer, "keyword", now)
    elif word is OptOutWord.START:
        suppressions.lift(connection, customer, now)


def _arrival(inbound: InboundText, text: TextReceived, raw: bytes, now: datetime) -> Arrival:
    return Arrival(inbound.customer, text.line, text, now, inbound.provider_id, raw)


async def quarantine_text(database: Database, provider_id: str | None, raw: bytes, reason: str, now: datetime) -> None:
    """Signed, but not to be understood: kept as it came, for a human."""
    await database.append(inbox.INSERT_ONCE, inbox.quarantined_row(provider_id, raw, reason, now))


def callback_report(report: DeliveryReport, public_id: str | None, raw: bytes, now: datetime) -> Report:
    return Report(
        source="callback",
        at=now,
        status=report.status,
        provider_id=report.provider_id,
        public_id=public_id,
        error_code=report.error_code,
        error_class=report.error_class,
        raw=raw,
    )
