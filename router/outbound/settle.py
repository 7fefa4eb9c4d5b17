"""What follows from learning a message's fate, whoever told it: a callback, a listing or the call itself."""

from sqlalchemy import Connection

from router.messages import ErrorClass
from router.store import messages, suppressions, timers


def settle(connection: Connection, report: messages.Report) -> messages.Known | None:
    """Keep the report; start the timers that waited for the message; mirror the provider's opt-out (Twilio 21610).

    None for a message that is not ours.
    """
    known = messages.record_report(connection, report)
    if known is None:
        return None
    if known.advanced:
        timers.start_with_message(connection, known.id, report.at)
    if report.error_class is ErrorClass.OPTED_OUT:
        suppressions.suppress(connection, known.recipient, "provider", report.at)
    return known
