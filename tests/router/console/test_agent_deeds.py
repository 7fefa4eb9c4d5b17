"""What an agent does becomes one event of the thread, however often the form is sent."""

from collections.abc import Mapping

import pytest
from sqlalchemy import Connection, select
from structlog.testing import capture_logs

from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.events import AgentReplied, ConversationClosed, ConversationReturned, ConversationTaken, Event
from router.store import conversations, inbox
from router.store.tables import events
from tests.router.console.conftest import Browser, Clock, Desk, hidden
from tests.router.console.console_data import LINE, agent_joins, conversation_opens, conversation_waits


@pytest.fixture
def waiting(desk: Desk) -> str:
    """The address of a queued conversation."""
    return f"/console/conversations/{desk.database.write_now(conversation_waits)}"


def kept(desk: Desk) -> int:
    """How many events were ever written."""
    return len(desk.database.read_now(lambda connection: connection.execute(select(events.c.id)).all()))


def test_a_reply_is_one_event_of_the_thread(desk: Desk, ana: Browser, waiting: str) -> None:
    answer = ana.submit(ana.get(waiting), f"{waiting}/reply", text="Come at ten.")
    assert (answer.status, answer.header("location")) == (303, f"{waiting}#reply")
    assert desk.events() == [AgentReplied("ana", "Come at ten.")]
    assert desk.wakes == 1


def test_a_reply_that_is_sent_twice_is_one_reply(desk: Desk, ana: Browser, waiting: str) -> None:
    page = ana.get(waiting)
    statuses = [ana.submit(page, f"{waiting}/reply", text="Come at ten.").status for _ in range(3)]
    assert statuses == [303, 303, 303]
    assert kept(desk) == 1


def test_two_pages_make_two_replies(desk: Desk, ana: Browser, waiting: str) -> None:
    for _ in range(2):
        assert ana.submit(ana.get(waiting), f"{waiting}/reply", text="ok").status == 303
    assert kept(desk) == 2


def test_another_text_from_the_same_page_is_not_lost(desk: Desk, ana: Browser, waiting: str) -> None:
    page = ana.get(waiting)
    ana.submit(page, f"{waiting}/reply", text="Come at ten.")
    answer = ana.submit(page, f"{waiting}/reply", text="Come at eleven!")
    assert answer.status == 409
    assert "Come at eleven!</textarea>" in answer.text
    assert "was sent before" in answer.text
    assert ana.submit(answer, f"{waiting}/reply", text="Come at eleven!").status == 303
    assert kept(desk) == 2


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("two\r\nlines", "two\nlines"),
        ("  around \n", "around"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("tab\tstays", "tab\tstays"),
        ("شكرا 🙏🏽 <b>&amp;", "شكرا 🙏🏽 <b>&amp;"),
        ("a" * 1600, "a" * 1600),
    ],
)
def test_a_text_goes_out_as_it_was_meant(desk: Desk, ana: Browser, waiting: str, typed: str, sent: str) -> None:
    ana.submit(ana.get(waiting), f"{waiting}/reply", text=typed)
    assert desk.events() == [AgentReplied("ana", sent)]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "Write something first."),
        (" \r\n \x00", "Write something first."),
        ("😀" * 1601, "A text has at most 1600 characters; this one has 1601."),
    ],
)
def test_a_text_that_cannot_go_out_stays_in_the_box(
    desk: Desk, ana: Browser, waiting: str, typed: str, problem: str
) -> None:
    answer = ana.submit(ana.get(waiting), f"{waiting}/reply", text=typed)
    assert answer.status == 409
    assert problem in answer.text
    assert f"\n{typed}</textarea>" in answer.text
    assert kept(desk) == 0


@pytest.mark.parametrize(
    ("deed", "event"),
    [
        ("take", ConversationTaken("ana")),
        ("return", ConversationReturned("ana")),
        ("close", ConversationClosed("ana")),
    ],
)
def test_a_button_is_one_event_however_often_it_is_pressed(
    desk: Desk, ana: Browser, waiting: str, deed: str, event: Event
) -> None:
    page = ana.get(waiting)
    assert [ana.submit(page, f"{waiting}/{deed}").status for _ in range(2)] == [303, 303]
    assert desk.events() == [event]
    assert kept(desk) == 1


def test_of_two_agents_who_take_at_once_one_does(desk: Desk, ana: Browser, waiting: str) -> None:
    desk.database.write_now(lambda connection: agent_joins(connection, "ben"))
    ben = desk.browser_of("ben")
    for_ana, for_ben = ana.get(waiting), ben.get(waiting)
    assert ana.submit(for_ana, f"{waiting}/take").status == 303
    late = ben.submit(for_ben, f"{waiting}/take")
    assert late.status == 409
    assert "came first" in late.text
    assert desk.events() == [ConversationTaken("ana")]


def test_a_button_that_no_longer_fits_does_nothing(desk: Desk, ana: Browser, clock: Clock, waiting: str) -> None:
    page = ana.get(waiting)
    clock.goes_on(seconds=2)
    desk.database.write_now(lambda connection: _ben_takes(connection, waiting, clock))
    answer = ana.submit(page, f"{waiting}/close")
    assert answer.status == 409
    assert "Taken by <bdi>ben</bdi>" in answer.text
    assert kept(desk) == 0


def test_a_reply_does_not_take_a_colleagues_conversation_unawares(
    desk: Desk, ana: Browser, clock: Clock, waiting: str
) -> None:
    page = ana.get(waiting)
    desk.database.write_now(lambda connection: _ben_takes(connection, waiting, clock))
    warned = ana.submit(page, f"{waiting}/reply", text="Come at ten.")
    assert warned.status == 409
    assert "ben has taken this conversation. Send again to take it over." in warned.text
    assert kept(desk) == 0
    assert ana.submit(warned, f"{waiting}/reply", text="Come at ten.").status == 303
    assert desk.events() == [AgentReplied("ana", "Come at ten.")]


def test_a_reply_to_an_old_conversation_goes_to_the_thread(desk: Desk, ana: Browser) -> None:
    def closed_then_open(connection: Connection) -> int:
        closed = conversation_opens(connection, status=ConversationStatus.CLOSED)
        conversation_opens(connection)
        return closed

    path = f"/console/conversations/{desk.database.write_now(closed_then_open)}"
    assert ana.submit(ana.get(path), f"{path}/reply", text="still here").status == 303
    assert desk.events() == [AgentReplied("ana", "still here")]


@pytest.mark.parametrize("deed", ["reply", "take", "return", "close"])
@pytest.mark.parametrize(
    ("change", "headers"),
    [
        ({"form_token": ""}, {}),
        ({"form_token": "0" * 64}, {}),
        ({}, {"sec-fetch-site": "cross-site"}),
        ({}, {"sec-fetch-site": "", "origin": "https://evil.example"}),
    ],
)
def test_a_form_from_elsewhere_does_nothing(
    desk: Desk, ana: Browser, waiting: str, deed: str, change: Mapping[str, str], headers: Mapping[str, str]
) -> None:
    form = {**hidden(ana.get(waiting), f"{waiting}/{deed}"), "text": "hi", **change}
    assert ana.post(f"{waiting}/{deed}", form, headers).status == 403
    assert kept(desk) == 0


@pytest.mark.parametrize(
    ("change", "headers", "reason"),
    [
        ({"form_token": "0" * 64}, {}, "the token is not the session's"),
        ({}, {"sec-fetch-site": "cross-site"}, "sent from another site"),
    ],
)
def test_a_form_from_elsewhere_is_logged_without_its_token(
    desk: Desk, ana: Browser, waiting: str, change: Mapping[str, str], headers: Mapping[str, str], reason: str
) -> None:
    form = {**hidden(ana.get(waiting), f"{waiting}/close"), **change}
    with capture_logs() as logs:
        ana.post(f"{waiting}/close", form, headers)
    where = {"path": f"{waiting}/close", "client": "203.0.113.7"}
    assert logs == [{"event": "form_refused", "log_level": "warning", "reason": reason, **where}]


def test_another_agents_form_token_is_worthless(desk: Desk, ana: Browser, waiting: str) -> None:
    desk.database.write_now(lambda connection: agent_joins(connection, "ben"))
    bens = hidden(desk.browser_of("ben").get(waiting), f"{waiting}/reply")
    assert ana.post(f"{waiting}/reply", {**bens, "text": "hi"}).status == 403


@pytest.mark.parametrize(
    ("change", "status"),
    [({"key": ""}, 400), ({"key": "../../x"}, 400), ({"key": "k" * 5000}, 400)],
)
def test_a_made_up_key_is_refused(
    desk: Desk, ana: Browser, waiting: str, change: Mapping[str, str], status: int
) -> None:
    form = {**hidden(ana.get(waiting), f"{waiting}/reply"), "text": "hi", **change}
    assert ana.post(f"{waiting}/reply", form).status == status
    assert kept(desk) == 0


def test_a_made_up_revision_is_refused(desk: Desk, ana: Browser, waiting: str) -> None:
    form = {**hidden(ana.get(waiting), f"{waiting}/take"), "revision": "anything"}
    assert ana.post(f"{waiting}/take", form).status == 400
    assert kept(desk) == 0


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"text=" + b"a" * 600_000, "application/x-www-form-urlencoded", 413),
        (b"a=1&" * 50, "application/x-www-form-urlencoded", 400),
        ("text=ü".encode(), "application/x-www-form-urlencoded", 400),
    ],
)
def test_what_is_no_form_of_ours_is_not_read(
    ana: Browser, waiting: str, body: bytes, content_type: str, status: int
) -> None:
    assert ana.call("POST", f"{waiting}/reply", body, {"content-type": content_type}).status == status


def test_a_deed_on_no_conversation_is_404(ana: Browser, waiting: str) -> None:
    form = hidden(ana.get(waiting), f"{waiting}/reply")
    for number in (999, 2**63):
        assert ana.post(f"/console/conversations/{number}/reply", {**form, "text": "hi"}).status == 404


def test_a_deed_by_link_is_not_possible(ana: Browser, waiting: str) -> None:
    assert ana.get(f"{waiting}/close").status == 405


def _ben_takes(connection: Connection, path: str, clock: Clock) -> None:
    held = Conversation("main", "start", ConversationStatus.ASSIGNED, agent="ben", line=LINE)
    conversations.save(connection, int(path.rpartition("/")[2]), held, clock())
    assert inbox.count_unfinished(connection) == {}
