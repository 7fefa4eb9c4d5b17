"""A console on a real database, with browsers in this process."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection
from starlette.applications import Starlette

from flows.protocol.events import Event
from router.console.console_app import Console
from router.console.password_check import FailureDelay
from router.environment import Secret
from router.store import console_sessions, console_users
from router.store.database import Database
from router.store.inbox import next_of_each_thread
from tests.router.asgi_client import Answer, AsgiClient
from tests.router.console.console_data import NOW, PASSWORD, agent_joins


class Clock:
    """Moves only when told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def goes_on(self, **elapsed: float) -> None:
        self.now += timedelta(**elapsed)


class Browser(AsgiClient):
    """A browser that fills in a page's forms as they stand."""

    def log_in(self, name: str = "ana", password: str = PASSWORD, goal: str = "/console") -> Answer:
        page = self.get(f"/console/login?next={goal}")
        return self.post("/console/login", {**hidden(page), "name": name, "password": password})

    def submit(self, page: Answer, action: str, headers: Mapping[str, str] | None = None, **typed: str) -> Answer:
        return self.post(action, {**hidden(page, action), **typed}, headers)


class Desk:
    """The console under test, and what it wrote."""

    def __init__(self, database: Database, clock: Clock, public_url: str = "http://127.0.0.1:8000") -> None:
        self.database = database
        self.clock = clock
        self.wakes = 0
        self._keys = iter(range(1, 10_000))
        self.delayed: list[float] = []
        delay = FailureDelay(monotonic=lambda: 0.0, sleep=self._sleep)
        console = Console(database, Secret("s" * 32), public_url, clock, self._new_id, self._wake, delay)
        self.app = Starlette(routes=console.routes())
        self._browsers: list[Browser] = []

    def browser(self, client: str = "203.0.113.7") -> Browser:
        browser = Browser(self.app, client)
        self._browsers.append(browser)
        return browser

    def browser_of(self, name: str) -> Browser:
        """Somebody's who is logged in."""
        browser, token = self.browser(), f"token-of-{name}"
        self.database.write_now(lambda connection: _begin_session(connection, name, token, self.clock()))
        browser.cookies["parley"] = token
        return browser

    def events(self) -> list[Event]:
        """What waits for the engine, at most one per thread."""
        found = self.database.read_now(lambda connection: next_of_each_thread(connection, self.clock(), 100))
        return [pending.event for pending in found]

    def close(self) -> None:
        for browser in self._browsers:
            browser.close()

    def _new_id(self) -> str:
        return f"{next(self._keys):032x}"

    async def _sleep(self, seconds: float) -> None:
        """Only noted: nobody waits for a failed login."""
        self.delayed.append(seconds)

    def _wake(self) -> None:
        self.wakes += 1


def _begin_session(connection: Connection, name: str, token: str, now: datetime) -> None:
    known = console_users.credentials(connection, name)
    assert known is not None
    console_sessions.begin(connection, token, known.user.id, now)


def hidden(page: Answer, action: str | None = None) -> dict[str, str]:
    """The hidden fields of a page's form."""
    start = page.text.index(f'action="{action}"') if action else 0
    form = page.text[start : page.text.index("</form>", start)]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: Database, clock: Clock) -> Iterator[Desk]:
    """With one agent, ana."""
    database.write_now(agent_joins)
    desk = Desk(database, clock)
    yield desk
    desk.close()


@pytest.fixture
def make_desk(database: Database, clock: Clock) -> Iterator[Callable[[str], Desk]]:
    """A console that is reached at another address."""
    desks: list[Desk] = []

    def make(public_url: str) -> Desk:
        desks.append(Desk(database, clock, public_url))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    """The pages do not know which database they are on; the queries' own tests run on both."""
    database = Database.open(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def ana(desk: Desk) -> Browser:
    """Logged in; without the password, which costs 95 ms to check."""
    return desk.browser_of("ana")
