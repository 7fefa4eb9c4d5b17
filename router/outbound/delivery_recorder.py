"""What follows from learning a message's fate, whoever told it: a callback, a listing or the call itself."""

from sqlalchemy import Connection

from router.message_status import ErrorClass
from router.store import message_rows, suppressions, timer_queue


def settle(connection: Connection, report: message_rows.Report) -> message_rows.Known | None:
    """Keep the report; start the timers that waited for the message; mirror the provider's opt-out (Twilio 21610).

    None for a message that is not ours. Of a report on another of the provider's messages only the history is kept.
    """
    known = message_rows.record_report(connection, report)
    if known is None or known.is_about_another:
        return known
    if known.advanced:
        timer_queue.start_with_message(connection, known.id, report.at)
    if report.error_class is ErrorClass.OPTED_OUT:
        suppressions.suppress(connection, known.recipient, "provider", report.at)
    return known
