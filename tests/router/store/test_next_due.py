"""When the next thing is to be done, so that time may pass until then."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from router.message_status import MessageStatus
from router.store import inbox, next_due, timer_queue
from router.store.database import Database
from router.store.tables import messages
from tests.router.store.writing import NOW, closed_conversation, message_written, text_arrives

LATER = NOW + timedelta(hours=1)
S = MessageStatus
Write = Callable[[Connection], object]


def _timer(connection: Connection) -> None:
    timer_queue.add(connection, closed_conversation(connection), 1, timedelta(hours=1), None, NOW)


def _timer_of_a_message(connection: Connection) -> None:
    message = message_written(connection, "question", status=S.ACCEPTED)
    timer_queue.add(connection, closed_conversation(connection), 1, timedelta(hours=1), message, NOW)


def _message(status: MessageStatus, not_before: datetime | None = None) -> Write:
    def write(connection: Connection) -> None:
        written = message_written(connection, "m", status=status)
        connection.execute(update(messages).where(messages.c.id == written).values(not_before=not_before))

    return write


def _event_put_off(connection: Connection) -> None:
    event = text_arrives(connection)
    assert event is not None
    inbox.postpone(connection, event, LATER, "it failed")


AT_ONCE = datetime.fromtimestamp(0, NOW.tzinfo)


@pytest.mark.parametrize(
    ("write", "due"),
    [
        pytest.param(lambda _: None, None, id="nothing lies ahead"),
        pytest.param(_timer, LATER, id="a silence"),
        pytest.param(_timer_of_a_message, None, id="a silence whose question has not left"),
        pytest.param(text_arrives, AT_ONCE, id="a text"),
        pytest.param(_event_put_off, LATER, id="a text that failed"),
        pytest.param(_message(S.QUEUED), AT_ONCE, id="a message"),
        pytest.param(_message(S.QUEUED, LATER), LATER, id="a message to be tried again"),
        pytest.param(_message(S.HELD, LATER), LATER, id="a message that is held"),
        pytest.param(_message(S.SUBMITTING), AT_ONCE, id="a message being sent"),
        pytest.param(_message(S.UNKNOWN), None, id="a message whose fate is asked after"),
        pytest.param(_message(S.DELIVERED), None, id="a message that arrived"),
    ],
)
def test_what_is_due_next(database: Database, write: Write, due: datetime | None) -> None:
    database.write_now(write)
    assert database.read_now(next_due.next_due) == due


def test_the_earliest_of_several(database: Database) -> None:
    def write(connection: Connection) -> None:
        _message(S.HELD, LATER + timedelta(hours=1))(connection)
        _timer(connection)

    database.write_now(write)
    assert database.read_now(next_due.next_due) == LATER
