"""SIGKILL in the middle of a load, again and again: nothing acknowledged is lost, nobody is texted twice."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import pytest
import requests
from sqlalchemy import Connection, func, select

from router.store.database import Database
from router.store.tables import events, messages
from tests.bad_days.emulator_dials import seen
from tests.bad_days.step_clock import StepClock, let_minutes_pass
from tests.crash.process import ServedProcess, process_with_emulator
from tests.crash.restarted import LEFT_BEHIND, restarted
from tests.journeys.installation import eventually
from tests.journeys.webhook import INBOUND, inbound_form, sign

pytestmark = pytest.mark.usefixtures("no_time_between_two_looks")

CUSTOMERS = 40
SENDERS = 4


@dataclass
class Load:
    """Customers who text all the time, as a provider that tries again until it is answered."""

    url: str
    acknowledged: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        self._threads = [threading.Thread(target=self._text, args=(number,)) for number in range(SENDERS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _text(self, number: int) -> None:
        session, turn = requests.Session(), 0
        while not self._stop.is_set():
            turn += 1
            customer = f"+1646555{number:02}{turn % (CUSTOMERS // SENDERS):02}"
            form = inbound_form(customer, ("hi", "1", "Monday")[turn % 3])
            while not self._stop.is_set() and not self._post(session, form):
                self._stop.wait(0.05)

    def _post(self, session: requests.Session, form: dict[str, str]) -> bool:
        address = self.url + INBOUND
        headers = {"X-Twilio-Signature": sign(address, form), "Content-Type": "application/x-www-form-urlencoded"}
        try:
            answer = session.post(address, data=urlencode(form), headers=headers, timeout=10)
        except requests.RequestException:
            return False
        if answer.status_code == 204:
            self.acknowledged.append(form["MessageSid"])
        return answer.status_code == 204


@pytest.fixture
def served(sqlite_url: str, tmp_path: Path) -> Iterator[ServedProcess]:
    with process_with_emulator(sqlite_url, tmp_path) as served:
        yield served


@pytest.fixture
def served_on_postgresql(postgresql_url: str, tmp_path: Path) -> Iterator[ServedProcess]:
    with process_with_emulator(postgresql_url, tmp_path) as served:
        yield served


def _kill_in_the_middle(served: ServedProcess, kills: int, chance: Random) -> None:
    load = Load(served.url)
    load.start()
    try:
        for _ in range(kills):
            served.start()
            time.sleep(chance.uniform(0.05, 0.6))
            served.kill()
    finally:
        load.stop()
    _check(served, load)


def _check(served: ServedProcess, load: Load) -> None:
    clock = StepClock(LEFT_BEHIND)
    with restarted(served, clock) as installation:
        eventually(lambda: installation.read(_waiting_events) == 0, "the dead process's leases end", within=60)
        assert let_minutes_pass(installation, clock, until=lambda: installation.read(_nothing_waits))
        handled = Counter(installation.read(_inbound_provider_ids))
        assert len(load.acknowledged) > 0
        assert {sid: handled[sid] for sid in load.acknowledged} == dict.fromkeys(load.acknowledged, 1)
        assert max(installation.read(_replies_to_each_text)) == 1
        assert seen(installation)["repeated"] == {}


def _waiting_events(connection: Connection) -> int:
    return connection.execute(select(func.count()).where(events.c.status == "pending")).scalar_one()


def _nothing_waits(connection: Connection) -> bool:
    """Everything is handled, and final or visibly unknown."""
    undecided = messages.c.status.in_(["queued", "submitting", "accepted", "sent"])
    return _waiting_events(connection) == connection.execute(select(func.count()).where(undecided)).scalar_one() == 0


def _inbound_provider_ids(connection: Connection) -> list[str]:
    query = select(messages.c.provider_id).where(messages.c.direction == "inbound")
    return list(connection.execute(query).scalars())


def _replies_to_each_text(connection: Connection) -> list[int]:
    query = select(func.count()).where(messages.c.answers_event_id.is_not(None)).group_by(messages.c.answers_event_id)
    return list(connection.execute(query).scalars())


@pytest.mark.count(2, full=200)
def test_killed_in_the_middle_of_a_load(served: ServedProcess, count: int, chance: Random) -> None:
    _kill_in_the_middle(served, count, chance)


@pytest.mark.proof
@pytest.mark.count(2, full=50)
def test_killed_in_the_middle_of_a_load_on_postgresql(
    served_on_postgresql: ServedProcess, count: int, chance: Random
) -> None:
    _kill_in_the_middle(served_on_postgresql, count, chance)


def test_sigterm_finishes_what_is_at_work_and_the_rest_waits_for_the_next_start(served: ServedProcess) -> None:
    load = Load(served.url)
    served.start()
    load.start()
    time.sleep(0.5)
    try:
        assert served.stop() == 0
    finally:
        load.stop()
    assert _calls_cut_off(served) == 0
    _check(served, load)


def _calls_cut_off(served: ServedProcess) -> int:
    database = Database.open(served.database_url, serving=False)
    cut_off = select(func.count()).where(messages.c.status == "submitting")
    try:
        return database.read_now(lambda connection: connection.execute(cut_off).scalar_one())
    finally:
        database.close()
