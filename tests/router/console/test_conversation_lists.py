"""The list of conversations."""

import pytest
from sqlalchemy import Connection

from flows.protocol.conversation import ConversationStatus
from tests.router.console.busy_morning import busy_morning
from tests.router.console.conftest import Browser, Desk
from tests.router.console.console_data import conversation_opens


def test_who_waits_comes_first_the_most_urgent_before_the_oldest(desk: Desk, ana: Browser) -> None:
    desk.database.write_now(busy_morning)
    page = ana.get("/console").text
    names = ["Zoë Kraus", "ليلى حداد", "Sam", "Robin Ash", "+12125550162", "+12125550200"]
    places = [page.index(name) for name in names]
    assert places == sorted(places)
    assert "waits 31 min" in page
    assert "severe pain" in page


@pytest.mark.parametrize(
    ("show", "shown"),
    [
        ("open", {"+12125550001"}),
        ("", {"+12125550001"}),
        ("nonsense", {"+12125550001"}),
        ("closed", {"+12125550002"}),
        ("all", {"+12125550001", "+12125550002"}),
    ],
)
def test_the_list_can_be_of_open_closed_or_all(desk: Desk, ana: Browser, show: str, shown: set[str]) -> None:
    def one_of_each(connection: Connection) -> None:
        conversation_opens(connection, "+12125550001")
        conversation_opens(connection, "+12125550002", status=ConversationStatus.CLOSED)

    desk.database.write_now(one_of_each)
    page = ana.get(f"/console?show={show}").text
    assert {number for number in ("+12125550001", "+12125550002") if number in page} == shown


def test_an_empty_list_says_so(ana: Browser) -> None:
    assert "Nothing is open." in ana.get("/console").text


def test_the_list_refreshes_what_it_shows(desk: Desk, ana: Browser) -> None:
    first = ana.get("/console/live?show=open")
    assert ana.get("/console/live?show=open", {"if-none-match": first.header("etag") or ""}).status == 304
    desk.database.write_now(lambda connection: conversation_opens(connection, "+12125550001"))
    assert "+12125550001" in ana.get("/console/live?show=open", {"if-none-match": first.header("etag") or ""}).text


def test_what_nobody_could_settle_is_listed_with_its_way_to_the_conversation(desk: Desk, ana: Browser) -> None:
    desk.database.write_now(busy_morning)
    page = ana.get("/console/unsettled").text
    assert "We open at nine." in page
    assert "the flow failed five times" in page
    assert "From is missing" in page
    assert page.count('href="/console/conversations/') == 2
