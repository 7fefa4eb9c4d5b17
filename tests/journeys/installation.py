"""A whole Parley with its local Twilio, over real HTTP, to live a customer's day in."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import requests
import uvicorn
from starlette.types import ASGIApp

import flows
from flows.protocol.effects import Purpose
from router.app import Parley, utc_now
from router.cli.send import send_message
from router.emulator.account.emulator_config import NO_DELAYS, EmulatorConfig
from router.emulator.emulator_app import create_emulator
from router.environment import Secret
from router.settings import Settings
from router.store.database import Database
from tests.waiting import DEADLINE as DEADLINE
from tests.waiting import eventually as eventually

Result = TypeVar("Result")

ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
LINE = "+12125550101"


@dataclass
class Phone:
    """A customer's phone."""

    emulator: str
    number: str
    line: str = LINE
    session: requests.Session = field(default_factory=requests.Session)

    def text(self, body: str) -> dict[str, Any]:
        text = {"from": self.number, "to": self.line, "body": body}
        answer = self.session.post(f"{self.emulator}/_emulator/texts", json=text, timeout=DEADLINE)
        assert answer.status_code == 201, answer.text
        sent: dict[str, Any] = answer.json()
        return sent

    def messages(self) -> list[dict[str, Any]]:
        about = {"phone": self.number.removeprefix("whatsapp:"), "line": self.line}
        answer = self.session.get(f"{self.emulator}/_emulator/messages", params=about, timeout=DEADLINE)
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def received(self) -> list[str]:
        """What Parley texted, oldest first."""
        return [message["body"] for message in self.messages() if message["direction"] == "outbound-api"]

    def hears(self, part: str) -> str:
        """Wait for a text that has this in it."""
        return eventually(lambda: next((text for text in self.received() if part in text), ""), f"a text with {part!r}")


@dataclass
class Installation:
    """Both servers, running."""

    settings: Settings
    parley: Parley
    emulator: str

    @property
    def url(self) -> str:
        return self.settings.public_url

    def phone(self, number: str = "+12125550123", line: str = LINE) -> Phone:
        return Phone(self.emulator, number, line)

    def read(self, query: Callable[..., Result]) -> Result:
        return self.parley.database.read_now(query)

    def set_up_phone(self, number: str, state: str) -> None:
        requests.post(
            f"{self.emulator}/_emulator/phones/{number}", json={"state": state}, timeout=DEADLINE
        ).raise_for_status()

    def order_faults(self, *faults: dict[str, Any]) -> None:
        requests.post(f"{self.emulator}/_emulator/faults", json=list(faults), timeout=DEADLINE).raise_for_status()

    def send(self, to: str, text: str, line: str = LINE, purpose: Purpose = Purpose.TRANSACTIONAL) -> str:
        """As `parley send` does, beside the serving process; the message's id."""
        beside = Database.open(self.settings.database_url, serving=False)
        try:
            return send_message(beside, self.parley.current.service, to, line, text, purpose).public_id
        finally:
            beside.close()


@contextmanager
def running(
    flow_file: Path, database_url: str, clock: Callable[[], datetime] = utc_now, **changes: Any
) -> Iterator[Installation]:
    """Serve until the block ends; then stop as SIGTERM would."""
    with listening_socket() as parley_socket, listening_socket() as emulator_socket:
        settings = Settings(
            database_url=database_url,
            flows=flow_file,
            public_url=f"http://127.0.0.1:{parley_socket.getsockname()[1]}",
            secret_key=Secret("k" * 32),
            twilio_account_sid=ACCOUNT_SID,
            twilio_auth_token=Secret(AUTH_TOKEN),
            twilio_api_base=f"http://127.0.0.1:{emulator_socket.getsockname()[1]}",
            **changes,
        )
        parley = Parley(settings, flows.load(flow_file, {}), clock)
        emulator = create_emulator(
            emulator_config(settings.twilio_api_base, settings.public_url, tuple(parley.current.service.senders))
        )
        with serving(emulator, emulator_socket), serving(parley.app(), parley_socket):
            yield Installation(settings, parley, settings.twilio_api_base)


def emulator_config(emulator: str, parley: str, numbers: tuple[str, ...]) -> EmulatorConfig:
    return EmulatorConfig(
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        base_url=emulator,
        webhook_url=f"{parley}/webhooks/twilio/inbound",
        numbers=numbers,
        delays=NO_DELAYS,
        seed=1,
    )


@contextmanager
def listening_socket() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
        yield listening


@contextmanager
def serving(app: ASGIApp, listening: socket.socket) -> Iterator[None]:
    config = uvicorn.Config(
        app, log_config=None, access_log=False, proxy_headers=False, timeout_graceful_shutdown=2, lifespan="on"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
    thread.start()
    eventually(lambda: server.started or not thread.is_alive(), "the server starts")
    assert server.started, "the server did not start"
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(DEADLINE)
        assert not thread.is_alive(), "the server did not stop"
