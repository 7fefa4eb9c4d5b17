"""What the webhooks write: the event as it came, and STOP at once (DESIGN.md, 8)."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from flows.engine.conversation_opening import awaits_answer
from flows.matching.opt_out_words import OptOutWord, acts, classify
from flows.model.service import Service
from flows.protocol.events import TextReceived
from router.providers.provider_contract import DeliveryReport, Fragment, InboundText
from router.store import conversations, inbox, suppressions
from router.store.database import Database
from router.store.inbox import Arrival
from router.store.message_rows import Report


async def record_text(database: Database, inbound: InboundText, raw: bytes, service: Service, now: datetime) -> None:
    """One durable row, whatever happens next; a text seen before changes nothing."""
    word = _word_in(inbound.text.text, inbound.text.opt_out)
    if word is None:
        await database.append(inbox.INSERT_ONCE, inbox.row(_arrival(inbound, inbound.text, raw, now)))
    else:
        await database.write(lambda connection: _record_word(connection, inbound, word, raw, service, now))


def _word_in(text: str, taken_for: OptOutWord | None) -> OptOutWord | None:
    """What a text asks for; the provider may have words of its own, but none of them makes STOP mean anything else."""
    word = classify(text)
    return word if word is OptOutWord.STOP else taken_for or word


def _record_word(
    connection: Connection, inbound: InboundText, word: OptOutWord, raw: bytes, service: Service, now: datetime
) -> None:
    """A word that does not act is a text like any other."""
    customer, text = inbound.customer, inbound.text
    suppressed = suppressions.is_suppressed(connection, customer)

    def is_asked() -> bool:
        return awaits_answer(service, conversations.latest(connection, customer, text.line), now)

    if not acts(word, text.text, suppressed=suppressed, is_asked=is_asked):
        inbox.add(connection, _arrival(inbound, replace(text, opt_out=None), raw, now))
        return
    text = replace(text, opt_out=word, opted_out_before=word is OptOutWord.STOP and suppressed)
    if inbox.add(connection, _arrival(inbound, text, raw, now)) is None:
        return
    if word is OptOutWord.STOP:
        suppressions.suppress(connection, customer, "keyword", now)
    elif word is OptOutWord.START:
        suppressions.lift(connection, customer, now)


def _arrival(inbound: InboundText, text: TextReceived, raw: bytes, now: datetime) -> Arrival:
    return Arrival(inbound.customer, text.line, text, now, inbound.provider_id, raw)


class Unreadable(Struct, frozen=True):
    """A form that was signed, and is not to be understood."""

    provider_id: str | None
    raw: bytes
    reason: str


async def quarantine_text(database: Database, form: Unreadable, fragment: Fragment | None, now: datetime) -> None:
    """Kept as it came, for a human. A STOP counts, whatever else is wrong with the form that it came in."""
    row = inbox.quarantined_row(form.provider_id, form.raw, form.reason, now)
    if fragment is None or _word_in(fragment.text, fragment.opt_out) is not OptOutWord.STOP:
        await database.append(inbox.INSERT_ONCE, row)
    else:
        customer = fragment.customer
        await database.write(lambda connection: _quarantine_stop(connection, customer, row, now))


def _quarantine_stop(connection: Connection, customer: str, row: Mapping[str, object], now: datetime) -> None:
    if inbox.add_row(connection, row) is not None:
        suppressions.suppress(connection, customer, "keyword", now)


def callback_report(report: DeliveryReport, public_id: str | None, raw: bytes, now: datetime) -> Report:
    """A status callback as a delivery record; `public_id` is our message's, from the address that was called."""
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
