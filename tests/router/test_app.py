"""A start takes texts in first; what is behind the webhooks is opened meanwhile, and misses nothing."""

import asyncio
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
import requests
from sqlalchemy import Connection, select

import flows
from router.app import Parley
from router.backend import Backend
from router.environment import Secret
from router.settings import Settings
from router.store.serving_lock import ServingLock
from router.store.store_errors import AlreadyServed
from router.store.tables import events
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import ACCOUNT_SID, AUTH_TOKEN, serving
from tests.journeys.webhook import inbound_form, post_signed
from tests.served import address_of, free_socket
from tests.waiting import DEADLINE, eventually

#: Each takes a tenth of a second or so to import, and no text needs it to be kept.
NEEDED_LATER = ("aiohttp", "numpy", "twilio.rest", "router.console", "router.api", "router.engine")
#: The tiers' names are a setting's, and files are replaced in one go everywhere: a millisecond.
OF_THE_BOT = {"bot", "bot.vectors", "bot.vectors.vector_tiers", "bot.atomic_file"}


def test_what_keeps_texts_is_imported_without_what_answers_them() -> None:
    loaded = "import sys, router.app; import flows; flows.load; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True).stdout.split()
    assert "router.webhooks.provider_webhooks" in modules
    assert [name for name in NEEDED_LATER if name in modules] == []
    assert {name for name in modules if name.split(".")[0] == "bot"} <= OF_THE_BOT


@dataclass
class Slow(Parley):
    """On a machine that has much else to do: its backend is opened when the test says so."""

    go_on: threading.Event = field(default_factory=threading.Event)

    def _made_backend(self) -> Backend:
        assert self.go_on.wait(DEADLINE)
        return super()._made_backend()


@dataclass
class Started:
    """A process that has just begun to listen."""

    parley: Slow
    url: str


def statuses(connection: Connection) -> list[str]:
    return list(connection.execute(select(events.c.status)).scalars())


@pytest.fixture
def started(sqlite_url: str) -> Iterator[Started]:
    listening = free_socket()
    settings = Settings(
        database_url=sqlite_url,
        public_url=address_of(listening),
        secret_key=Secret("k" * 32),
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=Secret(AUTH_TOKEN),
        twilio_api_base="http://127.0.0.1:9",
    )
    parley = Slow(settings, flows.load(CLINIC, {}))
    with serving(parley.app(), listening):
        try:
            yield Started(parley, settings.public_url)
        finally:
            parley.go_on.set()


def test_it_is_ready_and_keeps_texts_before_the_rest_is_open(started: Started) -> None:
    assert requests.get(f"{started.url}/readyz", timeout=DEADLINE).status_code == 200
    assert post_signed(started, inbound_form("+12125550123", "hi")).status_code == 204
    assert started.parley.database.read_now(statuses) == ["pending"]
    started.parley.go_on.set()
    eventually(lambda: started.parley.database.read_now(statuses) == ["done"], "the text is handled")


def test_whoever_opens_the_console_or_asks_the_api_too_early_waits(started: Started) -> None:
    with ThreadPoolExecutor() as visitors:
        page = visitors.submit(requests.get, f"{started.url}/console/login", timeout=DEADLINE)
        answer = visitors.submit(requests.get, f"{started.url}/api/v1/messages/x", timeout=DEADLINE)
        assert requests.get(f"{started.url}/healthz", timeout=DEADLINE).status_code == 200
        assert (page.done(), answer.done()) == (False, False)
        started.parley.go_on.set()
        assert (page.result().status_code, answer.result().status_code) == (200, 401)


class TakenOver:
    """The lock of a process that lost it, when another has it now."""

    async def watch(self) -> None:
        raise AlreadyServed("the database")

    def release(self) -> None: ...


def test_one_whose_database_another_process_took_over_ends_as_on_sigterm(started: Started) -> None:
    told = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: told.set())
    try:
        started.parley.lock.release()
        started.parley.lock = ServingLock(TakenOver())
        asyncio.run(started.parley._serve_alone())
        assert told.is_set()
    finally:
        signal.signal(signal.SIGTERM, before)
