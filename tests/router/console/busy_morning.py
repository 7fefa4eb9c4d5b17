"""A desk as it looks on a busy morning: every kind of conversation and every fate that a page must show well."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert

from flows.protocol.conversation import ConversationStatus
from flows.protocol.effects import Priority
from flows.protocol.events import TextReceived
from flows.types.media import Media
from router.message_status import MessageStatus
from router.store import inbox, suppressions
from router.store.inbox import Arrival, EventStatus
from router.store.tables import events
from tests.router.console.console_data import LINE, NOW, conversation_opens, conversation_waits, text_came, text_went

_URGENT, _ARABIC, _LANDLINE, _OPTED_OUT = "+12125550147", "+97225550188", "+12125550162", "+12125550119"


def busy_morning(connection: Connection) -> int:
    """The id of the urgent conversation."""
    urgent = _urgent(connection)
    _in_arabic(connection)
    _with_a_landline(connection)
    _opted_out(connection)
    _doubtful(connection)
    for number in range(6):
        customer = f"+1212555{200 + number:04d}"
        opened = conversation_opens(connection, customer, at=NOW - timedelta(minutes=7 * number + 3))
        text_came(connection, opened, "When do you open on Saturday?", customer=customer)
        text_went(connection, opened, "We are open on Saturdays from 9 to 1.", customer=customer)
    return urgent


def _urgent(connection: Connection) -> int:
    ago = NOW - timedelta(days=3)
    first = conversation_opens(
        connection, _URGENT, status=ConversationStatus.CLOSED, name="Zoë Kraus-Featherstonehaugh", at=ago
    )
    text_came(connection, first, "Do you take my insurance?", customer=_URGENT, at=ago)
    text_went(
        connection, first, "We do. Anything else?", customer=_URGENT, at=ago, agent="ben", status=MessageStatus.READ
    )
    summary = {"service": "root canal", "since": "yesterday", "pain": 9}
    opened = conversation_waits(
        connection,
        _URGENT,
        priority=Priority.URGENT,
        reason="severe pain",
        summary=summary,
        name="Zoë Kraus-Featherstonehaugh",
    )
    text_came(connection, opened, "hi 🦷😭 my tooth is killing me since last night", customer=_URGENT, at=_ago(14))
    text_went(
        connection,
        opened,
        "I am sorry to hear that. How strong is the pain, from 1 to 10?",
        customer=_URGENT,
        at=_ago(14),
    )
    photo = Media("https://media.example/a/0123456789.jpg", "image/jpeg")
    text_came(connection, opened, "9!! look", customer=_URGENT, at=_ago(13), media=(photo,))
    text_went(
        connection,
        opened,
        "Thank you. A colleague will be with you in a few minutes.\nIf you have a fever, or trouble breathing or "
        "swallowing, please call the emergency services now.",
        customer=_URGENT,
        at=_ago(12),
        status=MessageStatus.SENT,
    )
    text_came(
        connection,
        opened,
        "ok. No fever. I took two ibuprofen at 6 and they did nothing, and I have to be at work at 11, so is there any "
        "chance at all that somebody can see me before that? I can be there in fifteen minutes. My file number should "
        "be AVERYLONGNUMBERWITHOUTANYSPACES0123456789012345678901234567890123456789 if that helps",
        customer=_URGENT,
        at=_ago(9),
    )
    return opened


def _in_arabic(connection: Connection) -> None:
    opened = conversation_waits(
        connection, _ARABIC, priority=Priority.HIGH, since=_ago(31), name="ليلى حداد", reason="لا أفهم"
    )
    text_came(connection, opened, "مرحبا، هل يمكنني تغيير موعدي إلى يوم الخميس الساعة 10:30؟ شكرا!", customer=_ARABIC)


def _with_a_landline(connection: Connection) -> None:
    opened = conversation_opens(
        connection, _LANDLINE, status=ConversationStatus.ASSIGNED, agent="ben", team="desk", at=_ago(50)
    )
    text_went(
        connection,
        opened,
        "Your appointment is on Thursday at 10:30.",
        customer=_LANDLINE,
        at=_ago(50),
        agent="ben",
        status=MessageStatus.UNDELIVERED,
        error_code=30006,
        error_class="bad_number",
    )


def _opted_out(connection: Connection) -> None:
    opened = conversation_waits(connection, _OPTED_OUT, since=_ago(3), name="Robin Ash", reason="not understood twice")
    text_came(connection, opened, "STOP", customer=_OPTED_OUT)
    suppressions.suppress(connection, _OPTED_OUT, "keyword", NOW)
    text_went(
        connection,
        opened,
        "Are you sure?",
        customer=_OPTED_OUT,
        agent="ben",
        status=MessageStatus.REFUSED,
        rule="suppressed",
    )


def _doubtful(connection: Connection) -> None:
    customer = "+12125550171"
    opened = conversation_waits(connection, customer, since=_ago(22), name="Sam", reason="asked for a human")
    text_went(
        connection,
        opened,
        "We open at nine.",
        customer=customer,
        at=_ago(40),
        status=MessageStatus.UNKNOWN,
        error="ServerDisconnectedError",
        attempted_at=_ago(40),
    )
    failed = Arrival(customer, LINE, TextReceived(LINE, "Can I come by at noon?"), _ago(21))
    row = {**inbox.row(failed), "status": EventStatus.SET_ASIDE, "error": "the flow failed five times"}
    connection.execute(insert(events), row)
    connection.execute(insert(events), inbox.quarantined_row(None, b"?", "From is missing", _ago(90)))


def _ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)
