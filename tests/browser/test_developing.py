"""The phone page of `parley dev`: what is wrong with the flows, and what time it is."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW, OpenPage
from tests.browser.phone import text, theirs
from tests.dev_process import Developing, developing

pytestmark = pytest.mark.browser

_NUMBERS = count(2000)
FLOWS = """parley: 1
brand: {name: Test}
timezone: Asia/Tokyo
senders: {"+12125550101": {flow: main}}
keywords: [{hear: version, say: This is the first version.}]
flows:
  main:
    start: greeting
    states:
      greeting:
        say: Hello.
        rules: [{hear: on, go_to: later}]
        silence: {after: 30m, say: Still there?}
      later: {say: "Later.", end: true}
"""


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Developing]:
    expect.set_options(timeout=15_000)  # a process of its own must notice, load and tell, on a machine that is busy
    folder = tmp_path_factory.mktemp("dev")
    flow_file = folder / "flows.yaml"
    flow_file.write_text(FLOWS)
    with developing(flow_file, folder) as dev:
        yield dev


@pytest.fixture
def page(dev: Developing, open_page: OpenPage) -> Iterator[Page]:
    """A phone of its own, with the flows as they were at first, at real time."""
    page = open_page(dev.phone_page)
    expect(page.locator(".composer textarea")).to_be_enabled()
    thread = {"phone": f"+1212555{next(_NUMBERS)}", "line": "+12125550101"}
    page.evaluate("thread => localStorage.setItem('parley-phones', JSON.stringify([thread]))", thread)
    page.reload()
    yield page
    if dev.flow_file.read_text() != FLOWS:
        dev.save(FLOWS)
        dev.prints("reloaded")


def test_a_broken_edit_is_announced_until_it_is_mended_and_the_last_good_flows_answer(
    dev: Developing, page: Page
) -> None:
    banner = page.locator(".announcement")
    expect(banner).to_be_hidden()
    dev.edit("go_to: later", "go_to: latr")
    expect(banner).to_contain_text("1 error. Its last good version still answers.")
    expect(banner.locator("p")).to_contain_text(re.compile(r"flows\.yaml:12:\d+: .*did you mean \"later\"\?"))
    text(page, "version")
    expect(theirs(page, "This is the first version.").last).to_be_visible()
    dev.edit("go_to: latr", "go_to: later")
    expect(banner).to_be_hidden()


def test_a_good_edit_counts_for_the_next_text_and_the_terminal_says_so(dev: Developing, page: Page) -> None:
    dev.edit("the first version", "the second version")
    dev.prints("flows.yaml reloaded: 2 states")
    text(page, "version")
    expect(theirs(page, "This is the second version.")).to_be_visible()


def test_a_line_and_a_zone_that_were_added_are_there_at_once(dev: Developing, page: Page) -> None:
    dev.edit("senders: {", 'senders: {"+12125550102": {flow: main}, ')
    dev.edit("Asia/Tokyo", "Europe/Berlin")
    page.get_by_label("Text to").select_option("+12125550102")
    expect(_time_panel(page).locator(".now")).to_contain_text("Europe/Berlin")
    text(page, "version")
    expect(theirs(page, "This is the first version.")).to_be_visible()


def test_time_is_moved_and_what_was_due_happens(page: Page) -> None:
    text(page, "hi")
    expect(theirs(page, "Hello.")).to_be_visible()
    panel = _time_panel(page)
    panel.get_by_role("button", name="+1 h").click()
    expect(theirs(page, "Still there?")).to_be_visible()
    expect(page.locator(".moved")).to_contain_text("The time is moved")
    panel.get_by_role("button", name="Back to real time").click()
    expect(page.locator(".moved")).to_be_hidden()
    expect(panel.get_by_role("alert")).to_contain_text("The clock was put back")


def test_time_goes_to_a_moment_in_the_zone_of_the_flows(dev: Developing, page: Page, open_page: OpenPage) -> None:
    panel, other = _time_panel(page), open_page(dev.phone_page)
    panel.get_by_label("Or to").fill("2027-03-02T09:30")
    panel.get_by_role("button", name="Go").click()
    for place in (panel.locator(".now"), page.locator(".moved"), other.locator(".moved")):
        expect(place).to_contain_text("Tuesday, March 2, 2027 at 9:30")
    expect(panel.locator(".now")).to_contain_text("Asia/Tokyo")
    panel.get_by_role("button", name="To Monday 08:00").click()
    expect(page.locator(".moved")).to_contain_text("Monday, March 8, 2027 at 8:00")
    page.locator(".moved").get_by_role("button").click()
    expect(panel.locator(".now")).not_to_contain_text("2027")


def test_an_emulator_alone_has_no_clock_to_move(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    expect(page.locator(".phone")).to_be_visible()
    expect(page.locator("#clock")).to_be_hidden()


def test_a_page_that_opens_later_announces_it_too_and_nothing_is_cut_off_on_a_phone(
    dev: Developing, page: Page, open_page: OpenPage, tmp_path: Path
) -> None:
    dev.edit("go_to: later", "go_to: latr")
    expect(page.locator(".announcement")).to_be_visible()
    narrow = open_page(dev.phone_page, NARROW)
    expect(narrow.locator(".announcement")).to_be_visible()
    narrow.get_by_role("button", name="Settings").first.click()
    panel = _time_panel(narrow)
    panel.get_by_role("button", name="+1 day").click()
    expect(panel.locator(".state")).to_have_text("moved")
    _photograph(narrow, tmp_path / "settings")
    assert narrow.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    narrow.get_by_role("button", name="Close settings").click()
    expect(narrow.locator(".moved")).to_be_visible()
    expect(narrow.locator(".composer textarea")).to_be_in_viewport()
    _photograph(narrow, tmp_path / "phone")
    _photograph(page, tmp_path / "wide")
    narrow.locator(".moved").get_by_role("button").click()
    expect(narrow.locator(".moved")).to_be_hidden()


def _photograph(page: Page, name: Path) -> None:
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=name.with_suffix(".dark.png"))
    page.emulate_media(color_scheme="light")
    page.screenshot(path=name.with_suffix(".light.png"))


def _time_panel(page: Page) -> Locator:
    panel = page.locator("#clock")
    panel.locator("summary").click()
    return panel
