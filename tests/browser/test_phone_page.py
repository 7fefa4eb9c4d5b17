"""The phone page: a customer texts the service from a browser."""

from socket import create_server
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect

from router.emulator import NO_DELAYS, EmulatorConfig, create_emulator
from tests.browser.answering_service import ACCOUNT_SID, AUTH_TOKEN, LINE, PIXEL, SECOND_LINE
from tests.browser.conftest import NARROW, OpenPage
from tests.browser.phone import mine, text, theirs
from tests.served import address_of, free_socket, served

pytestmark = pytest.mark.browser


def test_a_text_is_answered(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    text(page, "hello there")
    _expect_taken(mine(page, "hello there"))
    reply = theirs(page, "You said: hello there")
    expect(reply.locator(".state")).to_have_text("Delivered")
    expect(page.get_by_role("log").get_by_text("Today")).to_have_count(1)


def test_a_text_that_the_service_does_not_take_is_marked(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    text(page, "fail")
    bubble = mine(page, "fail")
    expect(bubble.locator(".state")).to_have_text("Not taken")
    expect(bubble.locator(".reason")).to_have_text("The service answered 503 (11200)")
    expect(bubble.locator("use")).to_have_attribute("href", "#alert")


def test_a_suggestion_sends_itself(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    page.get_by_role("group", name="Suggestions").get_by_role("button", name="STOP").click()
    expect(theirs(page, "You have successfully been unsubscribed")).to_be_visible()


def test_whatsapp_has_its_own_look_and_thread(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    text(page, "by sms")
    expect(theirs(page, "You said: by sms")).to_be_visible()
    page.get_by_role("radio", name="WhatsApp").check(force=True)
    expect(page.locator("html")).to_have_attribute("data-channel", "whatsapp")
    expect(page.locator(".bubble")).to_have_count(0)
    text(page, "by whatsapp")
    expect(theirs(page, "You said: by whatsapp")).to_be_visible()
    # The emulator is the whole module's: an answer to another test's text may come as late as now.
    messages = requests.get(f"{url}/_emulator/messages", timeout=5).json()["messages"]
    ours = [
        message["channel"] for message in messages if "by sms" in message["body"] or "by whatsapp" in message["body"]
    ]
    assert ours == ["sms", "sms", "whatsapp", "whatsapp"]


def test_a_picture_goes_out_and_one_comes_back(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    page.locator("input[type=file]").set_input_files({"name": "dot.png", "mimeType": "image/png", "buffer": PIXEL})
    expect(page.get_by_role("img", name="dot.png")).to_be_visible()
    text(page, "look")
    for bubble in (mine(page, "look"), theirs(page, "You said: look")):
        picture = bubble.get_by_role("img", name="Picture")
        expect(picture).to_be_visible()
        expect(picture).to_have_js_property("naturalWidth", 1)
    expect(page.get_by_role("img", name="dot.png")).to_have_count(0)


def test_a_picture_can_be_taken_back(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    page.locator("input[type=file]").set_input_files({"name": "dot.png", "mimeType": "image/png", "buffer": PIXEL})
    page.get_by_role("button", name="Remove dot.png").click()
    text(page, "only words")
    expect(theirs(page, "You said: only words")).to_be_visible()
    expect(page.get_by_role("img", name="Picture")).to_have_count(0)


def test_the_keyboard_is_enough(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    expect(page.get_by_role("textbox", name="Text message")).to_be_focused()
    page.keyboard.type("first line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    page.keyboard.press("Enter")
    expect(mine(page, "first line\nsecond line")).to_be_visible()
    _tab_back_to(page, "STOP")
    page.keyboard.press("Enter")
    expect(theirs(page, "unsubscribed")).to_be_visible()


def test_texts_are_never_markup(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    text(page, "<img src=x onerror=alert(1)><b>bold</b>")
    expect(theirs(page, "You said: <img src=x onerror=alert(1)><b>bold</b>")).to_be_visible()
    expect(page.locator(".bubble b")).to_have_count(0)


def test_the_conversation_survives_a_reload(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    page.locator("#line").select_option(SECOND_LINE)
    text(page, "remember me")
    expect(theirs(page, "You said: remember me")).to_be_visible()
    page.reload()
    expect(page.locator("#line")).to_have_value(SECOND_LINE)
    expect(mine(page, "remember me")).to_be_visible()
    expect(theirs(page, "You said: remember me")).to_have_count(1)


def test_a_new_phone_has_its_own_conversation(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    text(page, "from the first phone")
    expect(theirs(page, "You said: from the first phone")).to_be_visible()
    page.get_by_role("button", name="New…").click()
    page.get_by_label("Number", exact=True).fill("+44 7700 900123")
    page.get_by_role("button", name="Use this phone").click()
    expect(page.locator(".thread")).to_contain_text("SMS from +447700900123")
    expect(page.locator(".bubble")).to_have_count(0)


def test_a_number_that_is_none_is_refused(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    page.get_by_role("button", name="New…").click()
    page.get_by_label("Number", exact=True).fill("0123")
    page.get_by_role("button", name="Use this phone").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_phone_that_is_off_gets_nothing_and_sends_nothing(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    text(page, "one")
    expect(theirs(page, "You said: one")).to_be_visible()
    page.get_by_label("That phone is").select_option("off")
    expect(page.get_by_role("textbox", name="Text message")).to_be_disabled()
    _send_to(url, page.locator("#phone").input_value(), "are you there?")
    reply = theirs(page, "are you there?")
    expect(reply.locator(".reason")).to_have_text("Unreachable destination handset (30003)")


def test_a_reset_empties_the_page(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    text(page, "soon gone")
    expect(theirs(page, "You said: soon gone")).to_be_visible()
    requests.post(f"{url}/_emulator/reset", json={}, timeout=5)
    expect(page.locator(".bubble")).to_have_count(0)


def test_on_a_phone_the_page_is_the_phone(url: str, open_page: OpenPage) -> None:
    page = open_page(url, NARROW)
    text(page, "a very-long-word-" + "x" * 200)
    expect(theirs(page, "You said: a very-long-word-")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    page.get_by_role("button", name="Settings", exact=True).click()
    expect(page.get_by_role("button", name="Close settings")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Settings", exact=True)).to_be_focused()


def test_a_lost_feed_is_shown_and_found_again(browser: Browser) -> None:
    listening = free_socket()
    config = EmulatorConfig(
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        base_url=address_of(listening),
        webhook_url=address_of(listening),
        numbers=(LINE,),
        delays=NO_DELAYS,
    )
    with browser.new_context() as context:
        page = context.new_page()
        with served(create_emulator(config), listening) as url:
            page.goto(url)
            text(page, "gone after the restart")
            expect(page.locator(".bubble")).to_have_count(1)
        expect(page.get_by_text("Reconnecting…")).to_be_visible()
        text(page, "kept for later")
        expect(page.get_by_role("alert").first).to_have_text("Not sent: the emulator does not answer.")
        expect(page.locator(".composer textarea")).to_have_value("kept for later")
        with served(create_emulator(config), create_server(("127.0.0.1", urlsplit(url).port))):
            expect(page.get_by_text("Reconnecting…")).to_be_hidden()
            expect(page.locator(".bubble")).to_have_count(0)


def _expect_taken(bubble: Locator) -> None:
    expect(bubble.locator(".state")).to_have_text("Taken")
    expect(bubble.locator("use")).to_have_attribute("href", "#ticks")


def _tab_back_to(page: Page, name: str) -> None:
    for _ in range(10):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent") == name:
            return
    pytest.fail(f"the keyboard does not reach {name}")


def _send_to(url: str, phone: str, body: str) -> None:
    requests.post(
        f"{url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json",
        data={"To": phone, "From": LINE, "Body": body},
        auth=(ACCOUNT_SID, AUTH_TOKEN),
        timeout=5,
    )
