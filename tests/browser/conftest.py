"""A headless Chromium for the page tests, and a page that must stay free of console errors."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from router.emulator import NO_DELAYS, EmulatorConfig, create_emulator
from tests.browser.answering_service import ACCOUNT_SID, AUTH_TOKEN, LINE, SECOND_LINE, AnsweringService
from tests.served import address_of, free_socket, served

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: A browser under test talks to nobody but the pages under test.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}

OpenPage = Callable[..., Page]


def _chromium_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed before tests of other packages: while it is open, its event loop leaves no room for theirs."""
    with sync_playwright() as playwright:
        path = _chromium_path() or playwright.chromium.executable_path
        if not Path(path).exists() and "CI" not in os.environ:
            pytest.skip("no Chromium found: install one, or run `playwright install chromium`")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open pages, each a visitor of its own; at the end none may have logged an error."""
    errors: list[str] = []
    contexts = []

    def open_one(url: str, viewport: ViewportSize = WIDE) -> Page:
        context = browser.new_context(viewport=viewport, locale="en-US")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture(scope="module")
def running_emulator() -> Iterator[str]:
    emulator_socket, service_socket = free_socket(), free_socket()
    service = AnsweringService(address_of(service_socket), address_of(emulator_socket))
    config = EmulatorConfig(
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        base_url=service.emulator_url,
        webhook_url=f"{service.base_url}/inbound",
        numbers=(LINE, SECOND_LINE, f"whatsapp:{LINE}"),
        delays=NO_DELAYS,
    )
    with served(service.app(), service_socket), served(create_emulator(config), emulator_socket) as url:
        yield url


@pytest.fixture
def url(running_emulator: str) -> str:
    """A local Twilio that remembers nothing, and a service behind it that answers every text."""
    requests.post(f"{running_emulator}/_emulator/reset", json={}, timeout=5)
    return running_emulator
