"""A restart in the middle of the day: whoever texts meanwhile is answered all the same."""

import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from msgspec.structs import replace
from sqlalchemy import Connection, select

from router.emulator.account.emulator_config import NO_DELAYS, REAL_LIFE
from router.emulator.webhooks.connection_overrides import ADVISED_OVERRIDES
from router.store.database import Database
from router.store.tables import messages
from tests.crash.process import ServedProcess, process_with_emulator
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import LINE, eventually
from tests.journeys.webhook import inbound_form, post_signed

#: Longer than Twilio tries.
PATIENCE_SECONDS = 30.0
AS_IN_REAL_LIFE = replace(NO_DELAYS, before_retries=REAL_LIFE.before_retries)


def text(emulator: str, number: int) -> str | None:
    """One customer's text; why it came to nothing, if it did."""
    body = {"from": f"+1646555{number:04}", "to": LINE, "body": "hi"}
    answer = requests.post(f"{emulator}/_emulator/texts", json=body, timeout=PATIENCE_SECONDS)
    reason: str | None = answer.json()["reports"][-1]["reason"]
    return reason


def restarted_meanwhile(served: ServedProcess, texts: int) -> list[str]:
    """Why texts got lost that came before, during and after a restart."""
    with ThreadPoolExecutor(16) as customers:
        before = [customers.submit(text, served.emulator, number) for number in range(texts // 2)]
        eventually(lambda: any(each.done() for each in before))
        assert served.stop() == 0
        after = [customers.submit(text, served.emulator, number) for number in range(texts // 2, texts)]
        served.start()
        return [reason for each in before + after if (reason := each.result())]


def came_in(served: ServedProcess) -> Counter[str]:
    """How many texts of each customer were kept."""

    def query(connection: Connection) -> Counter[str]:
        inbound = select(messages.c.sender).where(messages.c.direction == "inbound")
        return Counter(connection.execute(inbound).scalars())

    database = Database.open(served.database_url, serving=False)
    try:
        return database.read_now(query)
    finally:
        database.close()


@pytest.mark.count(60, full=1000)
def test_no_text_is_lost_when_twilio_tries_as_often_as_the_readme_advises(
    sqlite_url: str, tmp_path: Path, count: int
) -> None:
    with process_with_emulator(sqlite_url, tmp_path, ADVISED_OVERRIDES, AS_IN_REAL_LIFE) as served:
        served.start()
        assert restarted_meanwhile(served, count) == []
        everybody = Counter({f"+1646555{number:04}": 1 for number in range(count)})
        eventually(lambda: came_in(served) == everybody, "each text is handled, once")


@pytest.mark.count(60, full=1000)
def test_a_socket_that_is_held_for_it_lets_nobody_be_refused(sqlite_url: str, tmp_path: Path, count: int) -> None:
    """Twice at once, since who has just been taken in when it stops may be cut off; never a second later."""
    with (
        process_with_emulator(sqlite_url, tmp_path, "#rc=1&rp=all") as served,
        socket.create_server(("127.0.0.1", served.port), backlog=2048) as served.listening,
    ):
        served.start()
        assert restarted_meanwhile(served, count) == []


def test_a_text_that_comes_while_it_starts_waits_and_is_taken(sqlite_url: str, tmp_path: Path) -> None:
    served = ServedProcess(CLINIC, sqlite_url, "http://127.0.0.1:9", tmp_path / "serve.log")
    served.spawn()
    try:
        eventually(lambda: _takes_connections(served.port), "it listens")
        answer = post_signed(served, inbound_form("+12125550123", "hi"))
        assert answer.status_code == 204
    finally:
        served.leave_nothing_running()


def _takes_connections(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
