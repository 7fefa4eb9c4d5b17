"""Beside the one phone: several of them, the recorder, the faults."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from playwright.sync_api import Browser, Locator, Page, expect

from flows import load_text
from flows.authoring.simulation.scenarios.scenario_reader import read_scenarios
from flows.authoring.simulation.scenarios.scenario_runner import Runner
from router.emulator import NO_DELAYS, EmulatorConfig, create_emulator
from tests.browser.answering_service import ACCOUNT_SID, AUTH_TOKEN
from tests.browser.conftest import NARROW, OpenPage
from tests.browser.phone import mine, text, theirs
from tests.served import address_of, free_socket, served

pytestmark = pytest.mark.browser

SAID = ("hi", "it's 1/2: yes?", "no")


def test_two_phones_side_by_side(url: str, open_page: OpenPage) -> None:
    page = open_page(url, {"width": 1700, "height": 950})
    first, second = _with_another(page)
    expect(second.locator("textarea")).to_be_focused()
    text(second, "from the second")
    text(first, "from the first")
    for phone, body in ((first, "from the first"), (second, "from the second")):
        expect(theirs(phone, f"You said: {body}")).to_be_visible()
        expect(phone.locator(".bubble")).to_have_count(2)


def test_the_settings_speak_of_the_phone_in_hand(url: str, open_page: OpenPage) -> None:
    page = open_page(url, {"width": 1700, "height": 950})
    first, second = _with_another(page)
    page.get_by_role("radio", name="WhatsApp").check(force=True)
    expect(second).to_have_attribute("data-channel", "whatsapp")
    expect(first).to_have_attribute("data-channel", "sms")
    first.locator("textarea").focus()
    expect(page.get_by_role("radio", name="SMS")).to_be_checked()
    page.get_by_label("That phone is").select_option("off")
    expect(first.locator("textarea")).to_be_disabled()
    expect(second.locator("textarea")).to_be_enabled()


def test_phones_are_remembered_and_put_away(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    page.get_by_role("button", name="Add a phone beside").click()
    expect(page.locator(".phone")).to_have_count(2)
    labels = [phone.get_attribute("aria-label") for phone in page.locator(".phone").all()]
    page.reload()
    expect(page.locator(".phone")).to_have_count(2)
    page.get_by_role("button", name="Remove this phone").last.click()
    expect(page.locator(".phone")).to_have_count(1)
    expect(page.locator(".phone")).to_have_attribute("aria-label", labels[0] or "")
    expect(page.get_by_role("button", name="Remove this phone")).to_have_count(0)
    page.reload()
    expect(page.locator(".phone")).to_have_count(1)


def test_an_open_whatsapp_thread_is_read(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    page.get_by_role("radio", name="WhatsApp").check(force=True)
    text(page, "hello")
    expect(theirs(page, "You said: hello").locator(".state")).to_have_text("Read")


def test_a_conversation_becomes_a_scenario(url: str, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(url)
    text(page, "before")
    expect(theirs(page, "You said: before")).to_be_visible()
    page.get_by_text("Record a scenario").click()
    page.get_by_role("button", name="Record this phone").click()
    for body in SAID:
        text(page, body)
        expect(theirs(page, f"You said: {body}")).to_be_visible()
    page.get_by_role("button", name="Stop recording").click()
    page.get_by_label("Name", exact=True).fill("books: a visit")
    scenario = _downloaded(page, tmp_path)["scenarios"]["books: a visit"]
    assert scenario["at"].endswith("Z")
    assert scenario["steps"] == [
        {"in": "hi"},
        {"out": "/You said: hi/"},
        {"in": "it's 1/2: yes?"},
        {"out": r"/You said: it's 1\/2: yes\?/"},
        {"in": "no"},
        {"out": "/You said: no/"},
    ]
    assert _passes(tmp_path / "recorded.test.yaml", scenario["to"])


def _passes(file: Path, line: str) -> bool:
    """True when a flow that says the same lives through it."""
    rules = "".join(
        f"        - {{hear: {json.dumps(each)}, say: {json.dumps('You said: ' + each)}}}\n" for each in SAID
    )
    flow = (
        f"parley: 1\nbrand: {{name: Test}}\nsenders: {{{json.dumps(line)}: {{flow: f}}}}\nflows:\n  f:\n    start: s\n"
    )
    service = load_text(f"{flow}    states:\n      s:\n        rules:\n{rules}", "flows.yaml", {})
    scenarios, complaints = read_scenarios(file.read_text("utf-8"), file.name, {})
    return not complaints and [Runner(service).run(each).failure for each in scenarios] == [None]


def _with_another(page: Page) -> tuple[Locator, Locator]:
    page.get_by_role("button", name="Add a phone beside").click()
    expect(page.locator(".phone")).to_have_count(2)
    return page.locator(".phone").first, page.locator(".phone").last


def _downloaded(page: Page, folder: Path) -> Any:
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "recorded.test.yaml"
    download.value.save_as(folder / "recorded.test.yaml")
    return yaml.safe_load((folder / "recorded.test.yaml").read_text("utf-8"))


def test_faults_are_turned_and_put_to_rest(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    page.locator("#faults summary").click()
    page.get_by_label("503 unavailable").focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#faults .state")).to_have_text("on")
    expect(page.locator("#faults label", has_text="503").locator("output")).to_have_text("100 %")
    text(page, "anybody there?")
    expect(mine(page, "anybody there?")).to_be_visible()
    page.get_by_role("button", name="All back to rest").click()
    expect(page.locator("#faults .state")).to_have_text("")
    assert set(requests.get(f"{url}/_emulator/dials", timeout=5).json()["creates"].values()) == {0.0}


def test_more_faults_than_all_are_refused(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    page.locator("#faults summary").click()
    page.get_by_label("503 unavailable").fill("60")
    expect(page.locator("#faults .state")).to_have_text("on")
    page.get_by_label("429 too many requests").fill("60")
    expect(page.locator("#faults [role=alert]")).to_contain_text("together are at most 100 %")
    expect(page.get_by_label("429 too many requests")).to_have_value("0")


def test_on_a_phone_there_is_one_phone(url: str, open_page: OpenPage) -> None:
    page = open_page(url, NARROW)
    page.get_by_role("button", name="Settings", exact=True).click()
    expect(page.get_by_role("button", name="Add a phone beside")).to_be_hidden()
    page.locator("#faults summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


def test_without_numbers_the_page_says_so(browser: Browser) -> None:
    listening = free_socket()
    address = address_of(listening)
    config = EmulatorConfig(ACCOUNT_SID, AUTH_TOKEN, address, address, numbers=(), delays=NO_DELAYS)
    errors: list[str] = []
    with browser.new_context() as context, served(create_emulator(config), listening) as url:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        expect(page.get_by_text("This account has no numbers yet")).to_be_visible()
        expect(page.locator(".switched-off")).to_have_text("This account has no numbers to text.")
        expect(page.locator("textarea")).to_be_disabled()
    assert errors == []
