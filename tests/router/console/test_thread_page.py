"""What an agent sees of a conversation."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from flows.protocol.conversation import ConversationStatus
from flows.protocol.events import AgentReplied, TextReceived
from flows.protocol.understood_texts import Gist
from flows.types.media import Media
from router.message_status import MessageStatus
from router.store import inbox, suppressions
from router.store.inbox import Arrival, EventStatus
from router.store.tables import events
from tests.router.console.conftest import Browser, Clock, Desk
from tests.router.console.console_data import (
    CUSTOMER,
    LINE,
    NOW,
    conversation_opens,
    conversation_waits,
    text_came,
    text_went,
)

_ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_a_thread_shows_all_its_conversations_newest_text_last(desk: Desk, ana: Browser) -> None:
    def earlier_and_now(connection: Connection) -> int:
        closed = conversation_opens(connection, status=ConversationStatus.CLOSED, at=NOW - timedelta(days=1))
        text_came(connection, closed, "the first text")
        text_went(connection, closed, "the first answer")
        opened = conversation_opens(connection)
        text_came(connection, opened, "the second text")
        return closed

    page = ana.get(f"/console/conversations/{desk.database.write_now(earlier_and_now)}").text
    assert page.index("the first text") < page.index("the first answer")
    assert page.index("the first answer") < page.index("A new conversation") < page.index("the second text")
    assert "The flow answers" in page


@pytest.mark.parametrize(
    ("status", "fate", "words"),
    [
        (MessageStatus.QUEUED, {}, "waiting to be sent"),
        (MessageStatus.SENT, {}, "handed to the carrier"),
        (MessageStatus.DELIVERED, {}, "delivered"),
        (
            MessageStatus.UNDELIVERED,
            {"error_code": 30006, "error_class": "bad_number"},
            "not delivered: 30006, a landline, or a number that cannot be reached",
        ),
        (MessageStatus.FAILED, {"error_code": 99999}, "not sent: 99999"),
        (MessageStatus.REFUSED, {"rule": "suppressed"}, "not sent: the customer has opted out"),
        (MessageStatus.REFUSED, {"rule": "a_new_rule"}, "not sent: the rule “a_new_rule”"),
        (
            MessageStatus.HELD,
            {"rule": "quiet_hours", "not_before": NOW + timedelta(hours=17, minutes=30)},
            "held until 24 Nov 08:00 UTC: the rule “quiet_hours”",
        ),
        (MessageStatus.UNKNOWN, {"error": "TimeoutError"}, "may or may not have been sent"),
        (MessageStatus.EXPIRED, {}, "not sent: it became too old"),
    ],
)
def test_a_messages_fate_is_said_in_words(
    desk: Desk, ana: Browser, status: MessageStatus, fate: dict[str, Any], words: str
) -> None:
    def one(connection: Connection) -> int:
        opened = conversation_opens(connection)
        text_went(connection, opened, "hello", status=status, **fate)
        return opened

    page = ana.get(f"/console/conversations/{desk.database.write_now(one)}").text
    assert f'<span class="status">{words}</span>' in page


def test_nothing_that_comes_from_outside_becomes_markup(desk: Desk, ana: Browser) -> None:
    def attacked(connection: Connection) -> int:
        heard = (Gist(_ATTACK, _ATTACK, 0.5, {_ATTACK: _ATTACK}),)
        opened = conversation_waits(
            connection,
            reason=_ATTACK,
            summary={_ATTACK: _ATTACK},
            heard=heard,
            draft=f"</textarea>{_ATTACK}",
            name=_ATTACK,
            team=_ATTACK,
        )
        media = (Media("javascript:alert(1)", _ATTACK), Media("http://[", "image/png"))
        text_came(connection, opened, _ATTACK, media=media)
        text_went(connection, opened, _ATTACK, agent=_ATTACK, status=MessageStatus.REFUSED, rule=_ATTACK)
        failed = Arrival(CUSTOMER, LINE, TextReceived(LINE, _ATTACK), NOW)
        row = {**inbox.row(failed), "status": EventStatus.SET_ASIDE, "error": _ATTACK}
        connection.execute(insert(events), row)
        return opened

    conversation = desk.database.write_now(attacked)
    opened = f"/console/conversations/{conversation}"
    for path in (opened, f"{opened}?draft=1", "/console", "/console/unsettled"):
        page = ana.get(path).text
        assert "&lt;script&gt;" in page
        assert "</textarea>&lt;" not in page
        assert "<script>" not in page
        assert "<img" not in page
        assert "javascript:" not in page


def test_a_picture_is_a_link_that_tells_nobody_where_it_was_clicked(desk: Desk, ana: Browser) -> None:
    def with_picture(connection: Connection) -> int:
        opened = conversation_opens(connection)
        text_came(connection, opened, "", media=(Media("https://media.example/1.jpg", "image/jpeg"),))
        return opened

    page = ana.get(f"/console/conversations/{desk.database.write_now(with_picture)}").text
    assert '<a href="https://media.example/1.jpg" target="_blank" rel="noopener noreferrer">Attachment 1</a>' in page


def test_an_opted_out_customer_is_marked_before_anybody_writes(desk: Desk, ana: Browser) -> None:
    def opted_out(connection: Connection) -> int:
        suppressions.suppress(connection, CUSTOMER, "keyword", NOW)
        return conversation_waits(connection)

    page = ana.get(f"/console/conversations/{desk.database.write_now(opted_out)}").text
    assert "This customer has opted out." in page
    assert "replies will be refused" in page


def test_what_the_flow_has_not_handled_is_shown(desk: Desk, ana: Browser) -> None:
    def unhandled(connection: Connection) -> int:
        failed = Arrival(CUSTOMER, LINE, TextReceived(LINE, "a text that broke the flow"), NOW)
        row = {**inbox.row(failed), "status": EventStatus.SET_ASIDE, "error": "division by zero"}
        connection.execute(insert(events), row)
        connection.execute(insert(events), {**row, "event": b"not an event"})
        inbox.add(connection, Arrival(CUSTOMER, LINE, AgentReplied("ben", "a reply on its way"), NOW))
        return conversation_opens(connection)

    page = ana.get(f"/console/conversations/{desk.database.write_now(unhandled)}").text
    assert "a text that broke the flow" in page
    assert "could not be handled: division by zero" in page
    assert page.index("a reply on its way") < page.index("being handled")


def test_why_a_human_was_called_stays_visible_when_one_has_come(desk: Desk, ana: Browser) -> None:
    opened = desk.database.write_now(
        lambda connection: conversation_waits(connection, reason="severe pain", summary={"tooth": "upper left"})
    )
    page = ana.get(f"/console/conversations/{opened}").text
    assert "severe pain" in page
    assert "upper left" in page
    assert "for 12 min" in page


def test_what_the_bot_understood_of_the_last_texts_is_shown_beside_the_values(desk: Desk, ana: Browser) -> None:
    heard = (Gist("u open fri", "opening_hours", 0.42, {"day": "friday"}), Gist("do you sell bikes"))
    opened = desk.database.write_now(lambda connection: conversation_waits(connection, summary={"n": 7}, heard=heard))
    page = ana.get(f"/console/conversations/{opened}").text
    assert "<dt><bdi>n</bdi></dt><dd><bdi>7</bdi></dd>" in page
    assert '<q dir="auto">u open fri</q> <span class="hint">opening hours (42 % sure), day: friday</span>' in page
    assert '<q dir="auto">do you sell bikes</q> <span class="hint">no topic found</span>' in page
    assert "_heard" not in page


def test_without_a_bot_nothing_is_said_of_it(desk: Desk, ana: Browser) -> None:
    opened = desk.database.write_now(lambda connection: conversation_waits(connection, summary={"n": 7}))
    assert "What the bot understood" not in ana.get(f"/console/conversations/{opened}").text


def test_a_refresh_of_what_is_shown_already_is_304(desk: Desk, ana: Browser, clock: Clock) -> None:
    opened = desk.database.write_now(conversation_waits)
    first = ana.get(f"/console/conversations/{opened}/live")
    etag = first.header("etag") or ""
    again = ana.get(f"/console/conversations/{opened}/live", {"if-none-match": etag})
    assert (again.status, again.body) == (304, b"")
    desk.database.write_now(lambda connection: text_came(connection, opened, "news"))
    changed = ana.get(f"/console/conversations/{opened}/live", {"if-none-match": etag})
    assert changed.status == 200
    assert "news" in changed.text


def test_a_refresh_a_minute_later_counts_on(desk: Desk, ana: Browser, clock: Clock) -> None:
    opened = desk.database.write_now(conversation_waits)
    first = ana.get(f"/console/conversations/{opened}/live")
    assert "for 12 min" in first.text
    clock.goes_on(minutes=1)
    assert (
        "for 13 min"
        in ana.get(f"/console/conversations/{opened}/live", {"if-none-match": first.header("etag") or ""}).text
    )


def test_a_refresh_holds_no_part_of_the_reply(desk: Desk, ana: Browser) -> None:
    opened = desk.database.write_now(conversation_waits)
    live = ana.get(f"/console/conversations/{opened}/live").text
    assert "<textarea" not in live
    assert "/reply" not in live


@pytest.mark.parametrize(
    "path",
    ["/console/conversations/999", f"/console/conversations/{2**63}", "/console/nothing", "/console/conversations/x"],
)
def test_what_is_not_there_is_a_page_of_its_own(ana: Browser, path: str) -> None:
    answer = ana.get(path)
    assert answer.status == 404
    assert "To the conversations" in answer.text


@pytest.mark.parametrize("path", ["/console", "/console/login", "/console/nothing", "/console/static/live.js"])
def test_every_answer_tells_the_browser_to_be_careful(ana: Browser, path: str) -> None:
    answer = ana.get(path)
    policy = answer.header("content-security-policy") or ""
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("referrer-policy") == "same-origin"


def test_no_page_has_inline_script_or_style(desk: Desk, ana: Browser) -> None:
    opened = desk.database.write_now(conversation_waits)
    for path in ("/console", f"/console/conversations/{opened}", "/console/unsettled"):
        page = ana.get(path).text
        assert "<style" not in page
        assert "style=" not in page
        assert "onclick" not in page
        assert page.count("<script") == page.count('<script type="module" src="/console/static/live.js') == 1
