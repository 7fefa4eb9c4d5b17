"""A human's word on what was left to them."""

from datetime import timedelta

from sqlalchemy import Connection

from router.message_status import MessageStatus
from router.store import dead_letters, message_rows, timer_queue
from router.store.database import Database
from tests.router.store.writing import NOW, closed_conversation, message_written

SILENCE = timedelta(minutes=30)


def test_a_question_that_is_given_up_lets_its_silence_start(database: Database) -> None:
    def give_up(connection: Connection) -> None:
        question = message_written(connection, "m", status=MessageStatus.UNKNOWN)
        timer_queue.add(connection, closed_conversation(connection), 1, SILENCE, question, NOW)
        assert dead_letters.discard(connection, "message-m", NOW)

    database.write_now(give_up)
    fate = database.read_now(lambda connection: message_rows.fate(connection, "m"))
    assert fate is not None
    assert fate.message["status"] == MessageStatus.CANCELED
    assert len(database.read_now(lambda connection: timer_queue.due(connection, NOW + SILENCE, 10))) == 1
