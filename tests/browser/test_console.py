"""The agents' pages in a real browser."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Connection, select
from starlette.applications import Starlette

from flows.protocol.effects import QueueConversation
from flows.protocol.events import AgentReplied, ConversationTaken, Event
from router.console.console_app import Console
from router.environment import Secret
from router.message_status import MessageStatus
from router.store import console_users, conversations, message_rows, passwords, thread_history
from router.store.database import Database
from router.store.message_rows import Report
from router.store.tables import events
from tests.browser.conftest import NARROW, OpenPage
from tests.router.console.busy_morning import busy_morning
from tests.router.console.console_data import NOW, PASSWORD, agent_joins, text_came, text_went
from tests.served import address_of, free_socket, served

pytestmark = pytest.mark.browser

URGENT = "+12125550147"


class Desk:
    """A served console on a busy morning."""

    def __init__(self, url: str, database: Database, urgent: int) -> None:
        self.url = url
        self.database = database
        self.urgent = urgent
        self.urgent_url = f"{url}/console/conversations/{urgent}"

    def log_in(self, page: Page, goal: str) -> None:
        page.goto(goal)
        page.get_by_label("Name").fill("ana")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page).to_have_url(goal)

    def kept(self) -> list[Event | None]:
        """What the agents did."""
        named = events.c.provider_id.startswith("console:")

        def read(connection: Connection) -> list[Event | None]:
            names = connection.execute(select(events.c.provider_id).where(named).order_by(events.c.id)).scalars().all()
            return [thread_history.event_named(connection, name) for name in names]

        return self.database.read_now(read)


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Desk]:
    database, listening = Database.open(sqlite_url), free_socket()
    database.write_now(agent_joins)
    urgent = database.write_now(busy_morning)
    console = Console(
        database,
        Secret("s" * 32),
        address_of(listening),
        lambda: NOW,
        lambda: uuid4().hex,
        lambda: None,
    )
    with served(Starlette(routes=console.routes()), listening) as url:
        yield Desk(url, database, urgent)
    database.close()


def refresh(page: Page) -> None:
    """Let the page's clock reach its next look at the server."""
    with page.expect_response(re.compile("/live")):
        page.clock.run_for(3100)


def test_an_agent_replies_with_nothing_but_the_keyboard(desk: Desk, open_page: OpenPage) -> None:
    page = open_page(f"{desk.url}/console")
    page.keyboard.type("ana")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Conversations")).to_be_visible()
    _tab_to(page, f"open-{desk.urgent}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("No fever")
    _tab_to(page, "text")
    page.keyboard.type("Come at ten.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Come at ten.")
    expect(page.get_by_label("Your reply")).to_have_value("")
    assert desk.kept() == [AgentReplied("ana", "Come at ten.")]


def test_everything_that_takes_the_focus_shows_it(desk: Desk, open_page: OpenPage) -> None:
    page = open_page(f"{desk.url}/console/login")
    desk.log_in(page, desk.urgent_url)
    for _ in range(10):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")


def test_news_appears_and_leaves_what_is_typed_and_the_focus_alone(desk: Desk, open_page: OpenPage) -> None:
    page = open_page(f"{desk.url}/console/login")
    desk.log_in(page, desk.urgent_url)
    page.clock.install()
    page.reload()
    box = page.get_by_label("Your reply")
    box.press_sequentially("Come at eleven")
    box.press("ArrowLeft")
    desk.database.write_now(lambda connection: text_came(connection, desk.urgent, "are you there?", customer=URGENT))
    refresh(page)
    expect(page.get_by_role("log")).to_contain_text("are you there?")
    expect(box).to_be_focused()
    box.press("!")
    expect(box).to_have_value("Come at eleve!n")


def test_a_refresh_changes_nothing_that_is_the_same(desk: Desk, open_page: OpenPage) -> None:
    page = open_page(f"{desk.url}/console/login")
    desk.log_in(page, desk.urgent_url)
    page.clock.install()
    page.reload()
    page.evaluate(
        """() => {
            window.changes = 0;
            const watch = new MutationObserver((records) => { window.changes += records.length; });
            watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
        }"""
    )
    refresh(page)
    refresh(page)
    assert page.evaluate("window.changes") == 0


def test_a_delivery_changes_only_the_words_for_it(desk: Desk, open_page: OpenPage) -> None:
    sent = desk.database.write_now(
        lambda connection: text_went(connection, desk.urgent, "soon", customer=URGENT, status=MessageStatus.SENT)
    )
    page = open_page(f"{desk.url}/console/login")
    desk.log_in(page, desk.urgent_url)
    page.clock.install()
    page.reload()
    before = page.locator(f"#message-{sent} .text").element_handle()
    report = Report("callback", NOW, MessageStatus.DELIVERED, public_id=sent)
    desk.database.write_now(lambda connection: message_rows.record_report(connection, report))
    refresh(page)
    expect(page.locator(f"#message-{sent} .status")).to_have_text("delivered")
    assert before.evaluate("element => element.isConnected")


def test_a_reader_of_older_messages_stays_where_they_are(desk: Desk, open_page: OpenPage) -> None:
    page = open_page(f"{desk.url}/console/login")
    desk.log_in(page, desk.urgent_url)
    page.clock.install()
    page.reload()
    page.evaluate("scrollTo(0, 0)")
    desk.database.write_now(lambda connection: text_came(connection, desk.urgent, "still there?", customer=URGENT))
    refresh(page)
    expect(page.get_by_role("log")).to_contain_text("still there?")
    assert page.evaluate("scrollY") == 0


def test_a_new_conversation_appears_on_the_list_under_a_focus_that_stays(desk: Desk, open_page: OpenPage) -> None:
    page = open_page(f"{desk.url}/console/login")
    desk.log_in(page, f"{desk.url}/console")
    page.clock.install()
    page.reload()
    page.locator(f"#open-{desk.urgent}").focus()
    desk.database.write_now(lambda connection: text_came(connection, desk.urgent, "hello??", customer=URGENT))
    refresh(page)
    expect(page.locator(f"#open-{desk.urgent}")).to_contain_text("hello??")
    expect(page.locator(f"#open-{desk.urgent}")).to_be_focused()


def test_a_draft_comes_is_added_to_what_is_typed_and_goes_with_the_reply(desk: Desk, open_page: OpenPage) -> None:
    page = open_page(f"{desk.url}/console/login")
    desk.log_in(page, desk.urgent_url)
    page.clock.install()
    page.reload()
    desk.database.write_now(lambda connection: _queue_with_draft(connection, desk.urgent, "Take <nothing>."))
    page.get_by_label("Your reply").fill("Come at ten.")
    refresh(page)
    draft = page.get_by_role("region", name="Draft by the language model, not sent")
    expect(draft).to_contain_text("Take <nothing>.")
    draft.get_by_role("link", name="Put it into the box").press("Enter")
    expect(page.get_by_label("Your reply")).to_be_focused()
    expect(page.get_by_label("Your reply")).to_have_value("Come at ten.\nTake <nothing>.")
    assert desk.kept() == []
    desk.database.write_now(lambda connection: text_went(connection, desk.urgent, "hi", customer=URGENT, agent="ben"))
    refresh(page)
    expect(draft).not_to_be_attached()
    expect(page.get_by_label("Your reply")).to_have_value("Come at ten.\nTake <nothing>.")


def _queue_with_draft(connection: Connection, conversation: int, draft: str) -> None:
    conversations.leave_queue(connection, conversation, None, NOW)
    conversations.enqueue(connection, conversation, QueueConversation("desk", draft=draft), None, NOW)


def test_a_double_click_sends_once(desk: Desk, open_page: OpenPage) -> None:
    page = open_page(f"{desk.url}/console/login")
    desk.log_in(page, desk.urgent_url)
    page.get_by_label("Your reply").fill("Come at ten.")
    page.get_by_role("button", name="Send").dblclick()
    expect(page.get_by_role("log")).to_contain_text("Come at ten.")
    assert desk.kept() == [AgentReplied("ana", "Come at ten.")]


def test_all_of_it_works_without_scripts(desk: Desk, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    desk.log_in(page, desk.urgent_url)
    page.get_by_role("button", name="Take").click()
    page.get_by_label("Your reply").fill("Come at ten.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("log")).to_contain_text("Come at ten.")
    assert desk.kept() == [ConversationTaken("ana"), AgentReplied("ana", "Come at ten.")]
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    context.close()


def test_a_session_that_ends_takes_nothing_typed_with_it(desk: Desk, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    desk.log_in(page, desk.urgent_url)
    page.clock.install()
    page.reload()
    page.get_by_label("Your reply").fill("a long reply")
    desk.database.write_now(lambda connection: console_users.disable(connection, "ana"))
    refresh(page)
    expect(page.get_by_role("status")).to_have_text("Logged out: log in again in another tab")
    expect(page.get_by_label("Your reply")).to_have_value("a long reply")
    context.close()


def test_a_lost_connection_is_said_and_then_forgotten(desk: Desk, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    desk.log_in(page, desk.urgent_url)
    page.clock.install()
    page.reload()
    context.set_offline(True)
    page.clock.run_for(3100)
    expect(page.get_by_role("status")).to_have_text("Not connected, trying again")
    context.set_offline(False)
    refresh(page)
    expect(page.get_by_role("status")).to_have_text("")
    context.close()


def test_an_agent_changes_the_password_with_nothing_but_the_keyboard(desk: Desk, open_page: OpenPage) -> None:
    page = open_page(f"{desk.url}/console/login", NARROW)
    desk.log_in(page, f"{desk.url}/console/account")
    _tab_to(page, "present")
    for typed in (PASSWORD, "seven purple trains", "seven purple trains"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").last).to_have_text(
        "Your password is changed. Everywhere else you are logged out."
    )
    known = desk.database.read_now(lambda connection: console_users.credentials(connection, "ana"))
    assert known is not None
    assert passwords.fits("seven purple trains", known.password_hash)


def test_an_agent_ends_a_session_that_they_left_open(desk: Desk, open_page: OpenPage) -> None:
    left_open = open_page(f"{desk.url}/console/login")
    desk.log_in(left_open, f"{desk.url}/console/unsettled")
    page = open_page(f"{desk.url}/console/login")
    desk.log_in(page, f"{desk.url}/console/account")
    rows = page.get_by_role("list", name="Where you are logged in").get_by_role("listitem")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="End the session").press("Enter")
    expect(page.get_by_text("That session is ended.")).to_be_visible()
    expect(rows).to_have_count(1)
    left_open.reload()
    expect(left_open.get_by_label("Password")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/console", "/console/unsettled", "/console/account", "/console/conversations/{urgent}"]
)
def test_no_page_is_wider_than_a_phone(desk: Desk, open_page: OpenPage, path: str) -> None:
    page = open_page(f"{desk.url}/console/login", NARROW)
    desk.log_in(page, desk.url + path.format(urgent=desk.urgent))
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


def test_a_text_that_attacks_is_only_read(desk: Desk, open_page: OpenPage) -> None:
    attack = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
    desk.database.write_now(lambda connection: text_came(connection, desk.urgent, attack, customer=URGENT))
    page = open_page(f"{desk.url}/console/login")
    desk.log_in(page, desk.urgent_url)
    expect(page.get_by_role("log")).to_contain_text(attack)
    assert "taken" not in page.title()


def _tab_to(page: Page, element_id: str) -> None:
    for _ in range(40):
        if page.evaluate("document.activeElement.id") == element_id:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {element_id} by Tab")
