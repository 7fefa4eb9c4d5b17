"""What the bot made of texts is found again."""

from datetime import timedelta

from sqlalchemy import Connection

from flows.protocol.needs import Fetched, Intent, Understood
from router.store import asked_texts, inbox
from router.store.database import Database
from tests.router.store.writing import NOW, text_arrives

UNKNOWN = Understood((Intent("opening_hours", 0.2),), out_of_scope=True)
KNOWN = Understood((Intent("tooth_pain", 0.9),))


def asked(connection: Connection, text: str, understood: Understood) -> None:
    event = text_arrives(connection, text)
    assert event is not None
    inbox.keep_met(connection, event, {"get https://x.example": Fetched(200), f"understand {text}": understood})


def test_texts_that_the_bot_was_asked_about_come_newest_first(database: Database) -> None:
    def write(connection: Connection) -> None:
        asked(connection, "do you whiten", UNKNOWN)
        text_arrives(connection, "1")
        asked(connection, "it hurts", KNOWN)

    database.write_now(write)
    found = database.read_now(lambda connection: asked_texts.asked_since(connection, NOW - timedelta(days=1), 10))
    assert [(each.text, each.understood) for each in found] == [("it hurts", KNOWN), ("do you whiten", UNKNOWN)]


def test_what_no_bot_was_there_for_is_left_out(database: Database) -> None:
    database.write_now(lambda connection: asked(connection, "hm", Understood(problem="no answer within 2 s")))
    assert database.read_now(lambda connection: asked_texts.asked_since(connection, NOW - timedelta(days=1), 10)) == []


def test_only_as_many_and_as_recent_as_asked_for(database: Database) -> None:
    def write(connection: Connection) -> None:
        for number in range(5):
            asked(connection, f"text {number}", UNKNOWN)

    database.write_now(write)
    few = database.read_now(lambda connection: asked_texts.asked_since(connection, NOW - timedelta(days=1), 2))
    assert [each.text for each in few] == ["text 4", "text 3"]
    assert database.read_now(lambda connection: asked_texts.asked_since(connection, NOW + timedelta(days=1), 9)) == []
