"""What a language model would answer: an agent sees it, and sends it or not."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.effects import QueueConversation
from flows.protocol.events import AgentReplied, ConversationReturned, Event
from router.store import conversations, inbox
from router.store.inbox import Arrival
from tests.router.console.conftest import Browser, Desk
from tests.router.console.console_data import (
    CUSTOMER,
    LINE,
    NOW,
    conversation_opens,
    conversation_waits,
    text_came,
    text_went,
)

DRAFTED = "Parking is free\nbehind the <house>."
SHOWN = "Parking is free\nbehind the &lt;house&gt;."
TITLE = "Draft by the language model, not sent"


def draft_on(page: str) -> str:
    """The text shown as a draft; empty when there is none."""
    found = re.search(r'<p id="draft-text" dir="auto">(.*?)</p>', page, re.DOTALL)
    assert (TITLE in page) is (found is not None)
    return found[1] if found else ""


def box_on(page: str) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def waiting(desk: Desk) -> int:
    """A conversation that is queued with a draft."""
    return desk.database.write_now(lambda connection: conversation_waits(connection, draft=DRAFTED, summary={"n": 7}))


@pytest.fixture
def path(waiting: int) -> str:
    return f"/console/conversations/{waiting}"


def stands(desk: Desk, waiting: int, status: ConversationStatus, agent: str | None = None) -> None:
    conversation = Conversation("main", "start", status, agent=agent, line=LINE)
    desk.database.write_now(lambda connection: conversations.save(connection, waiting, conversation, NOW))


def test_a_draft_is_shown_and_the_box_is_empty(ana: Browser, path: str) -> None:
    page = ana.get(path).text
    assert (draft_on(page), box_on(page)) == (SHOWN, "")
    assert page.index(TITLE) < page.index("<textarea")
    assert "_draft" not in page
    assert draft_on(ana.get(f"{path}/live").text) == SHOWN


def test_without_a_draft_nothing_is_said_of_one(desk: Desk, ana: Browser) -> None:
    opened = desk.database.write_now(lambda connection: conversation_waits(connection, summary={"draft": "a value"}))
    page = ana.get(f"/console/conversations/{opened}?draft=1").text
    assert (draft_on(page), box_on(page)) == ("", "")
    assert "<dt><bdi>draft</bdi></dt><dd><bdi>a value</bdi></dd>" in page


def test_the_link_puts_it_into_the_box_and_sends_nothing(desk: Desk, ana: Browser, path: str) -> None:
    assert f'href="{path}?draft=1#text"' in ana.get(path).text
    page = ana.get(f"{path}?draft=1")
    assert box_on(page.text) == SHOWN
    assert desk.events() == []
    assert ana.submit(page, f"{path}/reply", text=f"{DRAFTED} Really.").status == 303
    assert desk.events() == [AgentReplied("ana", f"{DRAFTED} Really.")]


@pytest.mark.parametrize("asked", ["", "?draft=", "?draft=0", "?draft=other text"])
def test_only_the_link_fills_the_box(ana: Browser, path: str, asked: str) -> None:
    assert box_on(ana.get(path + asked).text) == ""


def test_whoever_has_the_conversation_sees_it(desk: Desk, ana: Browser, waiting: int, path: str) -> None:
    for agent in ("ana", "ben"):
        stands(desk, waiting, ConversationStatus.ASSIGNED, agent)
        assert draft_on(ana.get(path).text) == SHOWN


def test_it_stays_while_the_customer_texts_on(desk: Desk, ana: Browser, waiting: int, path: str) -> None:
    desk.database.write_now(lambda connection: text_came(connection, waiting, "hello?"))
    assert draft_on(ana.get(path).text) == SHOWN


@pytest.mark.parametrize("newest", ["the new one", ""], ids=["another draft", "called for without one"])
def test_only_that_of_the_last_call_for_a_human_is_shown(
    desk: Desk, ana: Browser, waiting: int, path: str, newest: str
) -> None:
    def queue_again(connection: Connection) -> None:
        conversations.leave_queue(connection, waiting, None, NOW)
        conversations.enqueue(connection, waiting, QueueConversation("desk", draft=newest), None, NOW)

    desk.database.write_now(queue_again)
    page = ana.get(path).text
    assert draft_on(page) == newest
    assert "Parking" not in page


@pytest.mark.parametrize("status", [ConversationStatus.AUTOMATED, ConversationStatus.CLOSED])
def test_it_is_gone_where_no_human_is_waited_for(
    desk: Desk, ana: Browser, waiting: int, path: str, status: ConversationStatus
) -> None:
    stands(desk, waiting, status)
    assert draft_on(ana.get(path).text) == ""


@pytest.mark.parametrize(
    ("agent", "minutes_ago", "shown"),
    [("ana", 1, ""), (None, 1, SHOWN), ("ana", 20, SHOWN)],
    ids=["a human answered", "the flow said something", "a human had answered before"],
)
def test_it_is_gone_once_a_human_has_answered(
    desk: Desk, ana: Browser, waiting: int, path: str, agent: str | None, minutes_ago: int, shown: str
) -> None:
    at = NOW - timedelta(minutes=minutes_ago)
    desk.database.write_now(lambda connection: text_went(connection, waiting, "hello", agent=agent, at=at))
    assert draft_on(ana.get(path).text) == shown
    assert box_on(ana.get(f"{path}?draft=1").text) == shown


@pytest.mark.parametrize(
    ("event", "shown"),
    [(AgentReplied("ana", "Yes."), ""), (ConversationReturned("ana"), SHOWN)],
    ids=["reply", "other"],
)
def test_it_is_gone_while_the_reply_is_on_its_way(
    desk: Desk, ana: Browser, path: str, event: Event, shown: str
) -> None:
    desk.database.write_now(lambda connection: inbox.add(connection, Arrival(CUSTOMER, LINE, event, NOW)))
    assert draft_on(ana.get(path).text) == shown


def test_it_stays_when_the_reply_could_not_be_handled(desk: Desk, ana: Browser, path: str) -> None:
    def fail(connection: Connection) -> None:
        inbox.add(connection, Arrival(CUSTOMER, LINE, AgentReplied("ana", "Yes."), NOW))
        inbox.set_aside(connection, 1, "it broke")

    desk.database.write_now(fail)
    assert draft_on(ana.get(path).text) == SHOWN


def test_another_customers_is_not_shown(desk: Desk, ana: Browser, waiting: int) -> None:
    other = desk.database.write_now(lambda connection: conversation_opens(connection, "+12125550999"))
    assert draft_on(ana.get(f"/console/conversations/{other}").text) == ""
