"""What the agents' pages ask, on both databases."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from flows.protocol.conversation import ConversationStatus
from flows.protocol.effects import Priority
from flows.protocol.events import AgentReplied, TextReceived
from flows.types.media import Media
from router.store import console_queries, dead_letters, inbox, thread_history
from router.store.console_queries import Shown
from router.store.database import Database
from router.store.inbox import Arrival, EventStatus
from tests.router.console.busy_morning import busy_morning
from tests.router.console.console_data import (
    CUSTOMER,
    LINE,
    NOW,
    conversation_opens,
    conversation_waits,
    text_came,
    text_went,
)


def test_the_urgent_come_before_the_old_and_the_old_before_the_new(database: Database) -> None:
    def several(connection: Connection) -> None:
        for number, (priority, minutes) in enumerate(
            [(Priority.NORMAL, 5), (Priority.NORMAL, 50), (Priority.URGENT, 1), (Priority.LOW, 500), (Priority.HIGH, 2)]
        ):
            since = NOW - timedelta(minutes=minutes)
            conversation_waits(connection, f"+1212555000{number}", priority=priority, since=since)
        conversation_opens(connection, "+12125550009", status=ConversationStatus.ASSIGNED, agent="ben")
        conversation_opens(connection, "+12125550008")

    database.write_now(several)
    listed = database.read_now(lambda connection: console_queries.list_conversations(connection, Shown.OPEN, NOW))
    assert [row.customer[-1] for row in listed] == ["2", "4", "1", "0", "3", "9", "8"]


def test_who_should_have_been_answered_by_now_comes_first(database: Database) -> None:
    def three(connection: Connection) -> None:
        conversation_waits(connection, "+12125550001", priority=Priority.URGENT, answer_by=NOW + timedelta(minutes=1))
        conversation_waits(connection, "+12125550002", priority=Priority.LOW, answer_by=NOW)
        conversation_waits(connection, "+12125550003", priority=Priority.NORMAL)

    database.write_now(three)
    listed = database.read_now(lambda connection: console_queries.list_conversations(connection, Shown.OPEN, NOW))
    assert [(row.customer[-1], row.overdue) for row in listed] == [("2", True), ("1", False), ("3", False)]
    assert database.read_now(lambda connection: console_queries.count_overdue(connection, NOW)) == 1


def test_a_list_ends_at_its_limit(database: Database) -> None:
    database.write_now(busy_morning)
    listed = database.read_now(lambda connection: console_queries.list_conversations(connection, Shown.ALL, NOW, 6))
    assert [row.status for row in listed] == ["queued"] * 4 + ["assigned", "automated"]


def test_a_row_tells_the_threads_last_message(database: Database) -> None:
    def talk(connection: Connection) -> None:
        opened = conversation_opens(connection, name="Ana")
        text_came(connection, opened, "first")
        text_went(connection, opened, "last")

    database.write_now(talk)
    [row] = database.read_now(lambda connection: console_queries.list_conversations(connection, Shown.OPEN, NOW))
    assert (row.name, row.last_text, row.last_direction, row.last_status) == ("Ana", "last", "outbound", "delivered")


def test_any_conversation_of_a_thread_leads_to_its_standing_now(database: Database) -> None:
    def twice(connection: Connection) -> tuple[int, int]:
        closed = conversation_opens(connection, status=ConversationStatus.CLOSED)
        return closed, conversation_waits(connection, reason="pain", summary={"tooth": 3})

    closed, opened = database.write_now(twice)
    for conversation in (closed, opened):
        found = database.read_now(partial(console_queries.standing, conversation_id=conversation))
        assert found is not None
        assert (found.conversation_id, found.status) == (opened, ConversationStatus.QUEUED)
        assert (found.reason, found.summary) == ("pain", {"tooth": 3})


def test_a_draft_is_open_until_an_agent_has_answered(database: Database) -> None:
    opened = database.write_now(lambda connection: conversation_waits(connection, draft="Yes.", summary={"draft": 3}))
    answers = [("before", "ana", NOW - timedelta(days=1)), ("by the flow", None, NOW), ("now", "ana", NOW)]
    drafts = []
    for text, agent, at in answers:
        database.write_now(partial(text_went, conversation=opened, text=text, agent=agent, at=at))
        found = database.read_now(partial(console_queries.standing, conversation_id=opened))
        assert found is not None
        assert found.summary == {"draft": 3}
        drafts.append(found.draft)
    assert drafts == ["Yes.", "Yes.", ""]


def test_no_conversation_has_no_standing(database: Database) -> None:
    assert database.read_now(lambda connection: console_queries.standing(connection, 1)) is None


def test_a_history_is_the_newest_messages_in_order(database: Database) -> None:
    def talk(connection: Connection) -> int:
        opened = conversation_opens(connection)
        for number in range(5):
            text_came(connection, opened, f"text {number}", media=(Media("https://media.example/1.jpg"),))
        found = console_queries.standing(connection, opened)
        assert found is not None
        return found.thread_id

    thread = database.write_now(talk)
    shown = database.read_now(lambda connection: thread_history.thread_messages(connection, thread, 3))
    assert [message.text for message in shown] == ["text 2", "text 3", "text 4"]
    assert shown[0].media == (Media("https://media.example/1.jpg"),)


def test_unhandled_events_of_the_thread_are_found_in_order(database: Database) -> None:
    def arrive(connection: Connection) -> None:
        for text, customer in (("a", CUSTOMER), ("b", CUSTOMER), ("c", CUSTOMER), ("other", "+12125550999")):
            inbox.add(connection, Arrival(customer, LINE, TextReceived(LINE, text), NOW))
        inbox.finish(connection, 1)
        inbox.set_aside(connection, 3, "it broke")

    database.write_now(arrive)
    found = database.read_now(lambda connection: thread_history.unhandled_events(connection, CUSTOMER, LINE))
    assert [(event.status, event.error) for event in found] == [
        (EventStatus.PENDING, None),
        (EventStatus.SET_ASIDE, "it broke"),
    ]
    assert [event.event for event in found] == [TextReceived(LINE, "b"), TextReceived(LINE, "c")]


def test_an_event_is_found_by_the_name_it_was_kept_under(database: Database) -> None:
    reply = AgentReplied("ana", "hello")
    database.write_now(lambda connection: inbox.add(connection, Arrival(CUSTOMER, LINE, reply, NOW, "console:1")))
    assert database.read_now(lambda connection: thread_history.event_named(connection, "console:1")) == reply
    assert database.read_now(lambda connection: thread_history.event_named(connection, "console:2")) is None


def test_what_nobody_could_settle_is_listed_newest_first(database: Database) -> None:
    database.write_now(busy_morning)
    [message] = database.read_now(dead_letters.unknown_messages)
    assert (message.text, message.error) == ("We open at nine.", "ServerDisconnectedError")
    unreadable, broken = database.read_now(dead_letters.set_aside_events)
    assert (unreadable.status, unreadable.customer, unreadable.conversation_id) == ("quarantined", "", None)
    assert broken.status == "set_aside"
    assert broken.conversation_id == message.conversation_id


@pytest.mark.parametrize("shown", list(Shown))
def test_a_list_of_a_full_desk_scans_no_messages(sqlite_url: str, shown: Shown) -> None:
    database = Database.open(sqlite_url)
    plans = database.read_now(lambda connection: _plans(connection, shown))
    database.close()
    assert plans
    assert [line for line in plans if line.startswith("SCAN") and "conversations" not in line] == []


def _plans(connection: Connection, shown: Shown) -> list[str]:
    raw = connection.connection.driver_connection
    assert raw is not None
    statements: list[str] = []
    raw.set_trace_callback(statements.append)
    console_queries.list_conversations(connection, shown, NOW)
    console_queries.standing(connection, 1)
    thread_history.thread_messages(connection, 1)
    thread_history.unhandled_events(connection, CUSTOMER, LINE)
    raw.set_trace_callback(None)
    wanted = [statement for statement in statements if statement.startswith("SELECT")]
    return [str(row[3]) for statement in wanted for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}")]
