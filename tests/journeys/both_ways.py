"""One customer's day lived twice: through the simulation of `parley test`, and through the running service."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
import uvicorn
from sqlalchemy import delete, select
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from flows import Conversation, Service
from flows.authoring.simulation.simulation import Happened, Simulation
from flows.authoring.simulation.world import Nobody
from flows.protocol.bot_turns import BotTurn
from flows.protocol.effects import AskBot, CallBusiness
from flows.protocol.events import AgentReplied, ConversationClosed, ConversationReturned, ConversationTaken
from flows.protocol.needs import Fetched, FetchNeeded
from router.cli.dev_server.workbench import Workbench
from router.environment import Secret
from router.providers.twilio.vocabulary import is_keyword
from router.settings import Settings
from router.store import inbox
from router.store.conversations import StoredConversation
from router.store.inbox import Arrival
from router.store.tables import conversations, threads, timers
from tests.business_system import Answer
from tests.flows.scenario import MONDAY_MORNING
from tests.journeys.installation import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    DEADLINE,
    LINE,
    Phone,
    emulator_config,
    eventually,
    listening_socket,
)

TOKEN = "token of the tests"
_NUMBERS = count(2_000_000)


@dataclass(frozen=True)
class Text:
    """The customer texts."""

    body: str


@dataclass(frozen=True)
class Wait:
    """Time passes."""

    duration: str
    length: timedelta


@dataclass(frozen=True)
class Event:
    """A business system reports something."""

    name: str


@dataclass(frozen=True)
class Deed:
    """An agent does something in the console."""

    event: AgentReplied | ConversationTaken | ConversationReturned | ConversationClosed


Happening = Text | Wait | Event | Deed


@dataclass
class Lived:
    """What the customer was told after each happening, and where that left the conversation."""

    told: list[list[str]] = field(default_factory=list)
    conversation: Conversation | None = None


def answer_to(method: str, url: str) -> Answer:
    """What the business system answers: always the same to one question."""
    path = unquote(urlsplit(url).path)
    if path.endswith("/slots"):
        return Answer({"slots": ["09:00", "10:30"]})
    if method == "POST":
        return Answer({"id": "A1"}, 201)
    return Answer(["a"]) if len(path) % 2 else Answer({}, 503)


async def business_system(scope: Scope, receive: Receive, send: Send) -> None:
    """It, as an ASGI application."""
    if scope["type"] == "http":
        answer = answer_to(scope["method"], scope["path"])
        response = Response(answer.content(), answer.status, media_type=answer.content_type)
        await response(scope, receive, send)


class SameAnswers(Nobody):
    """The business system, for the simulation."""

    def fetch(self, need: FetchNeeded) -> Fetched:
        return _fetched("GET", need.url)

    def do(self, call: CallBusiness) -> tuple[Fetched, timedelta]:
        return _fetched(call.method, call.url), timedelta()

    def take_turn(self, asked: AskBot) -> tuple[BotTurn, timedelta]:
        return BotTurn(problem="there is no bot"), timedelta()


def _fetched(method: str, url: str) -> Fetched:
    answer = answer_to(method, url)
    return Fetched(answer.status, answer.body)


def simulated(service: Service, happenings: list[Happening]) -> Lived:
    simulation = Simulation(service, MONDAY_MORNING, LINE, world=SameAnswers(), provider_answers=is_keyword)
    told = [_told(_simulate(simulation, happening)) for happening in happenings]
    return Lived(told, simulation.conversation)


def _simulate(simulation: Simulation, happening: Happening) -> list[Happened]:
    match happening:
        case Text(body):
            return simulation.receive(body)
        case Wait(_, length):
            return simulation.wait(length)
        case Event(name):
            return simulation.business_event(name, {})
        case Deed(event):
            return simulation.happen(event)


def _told(happened: list[Happened]) -> list[str]:
    return [message.text for each in happened for message in each.messages]


@dataclass
class Served:
    """The running service. Its clock stands still but for being moved, so that the same happens at the same time."""

    workbench: Workbench
    settings: Settings

    def lives(self, service: Service, happenings: list[Happening]) -> Lived:
        """With a phone that nobody has used yet."""
        self.workbench.parley.current.service = service
        self.workbench.parley.database.write_now(lambda connection: connection.execute(delete(timers)))
        self._move({"at": MONDAY_MORNING.isoformat()})
        phone = Phone(self.settings.twilio_api_base, f"+1212{next(_NUMBERS)}")
        told: list[str] = []
        lived = Lived()
        for happening in happenings:
            self._happen(phone, happening)
            before, told = len(told), phone.received()
            lived.told.append(told[before:])
        lived.conversation = self._conversation(phone.number)
        return lived

    def _happen(self, phone: Phone, happening: Happening) -> None:
        match happening:
            case Text(body):
                phone.text(body)
            case Wait(duration, _):
                self._move({"advance": duration})
            case Event(name):
                self._report(name, phone.number)
            case Deed(event):
                database, now = self.workbench.parley.database, self.workbench.clock()
                arrival = Arrival(phone.number, LINE, event, now)
                database.write_now(lambda connection: inbox.add(connection, arrival))
        # Time that does not pass still lets everything be done that is to be done now.
        self._move({"advance": "0s"})

    def _move(self, move: dict[str, Any]) -> None:
        url = f"{self.settings.twilio_api_base}/_emulator/clock"
        requests.post(url, json=move, timeout=DEADLINE).raise_for_status()

    def _report(self, name: str, customer: str) -> None:
        event = {"name": name, "to": customer, "from": LINE}
        headers = {"Authorization": f"Bearer {TOKEN}"}
        url = f"{self.settings.public_url}/api/v1/events"
        answer = requests.post(url, json=event, headers=headers, timeout=DEADLINE)
        assert answer.status_code == 202, answer.text

    def _conversation(self, customer: str) -> Conversation | None:
        query = (
            select(conversations.c.conversation)
            .join(threads, threads.c.id == conversations.c.thread_id)
            .where(threads.c.customer == customer)
            .order_by(conversations.c.id.desc())
        )
        kept = self.workbench.parley.database.read_now(lambda connection: connection.execute(query).scalar())
        return None if kept is None else StoredConversation(0, kept).conversation


@contextmanager
def served(settings_of: Callable[[str, str], Settings]) -> Iterator[Served]:
    """Both servers on one event loop, as `parley dev` has them; `settings_of` gets the address of each."""
    with listening_socket() as parley_socket, listening_socket() as emulator_socket:
        addresses = [f"http://127.0.0.1:{each.getsockname()[1]}" for each in (parley_socket, emulator_socket)]
        settings = settings_of(*addresses)
        config = emulator_config(settings.twilio_api_base, settings.public_url, (LINE,))
        workbench = Workbench(settings, lambda _current: config, lambda: MONDAY_MORNING)
        servers = [
            uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2))
            for app in (workbench.app, workbench.emulator)
        ]
        sockets = [parley_socket, emulator_socket]

        async def serve() -> None:
            await asyncio.gather(*(server.serve([each]) for server, each in zip(servers, sockets, strict=True)))

        thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        thread.start()
        eventually(lambda: all(server.started for server in servers), "both servers start")
        try:
            yield Served(workbench, settings)
        finally:
            for server in servers:
                server.should_exit = True
            thread.join(DEADLINE)


def settings_for(flow_file: Path, database_url: str) -> Callable[[str, str], Settings]:
    return lambda parley, emulator: Settings(
        database_url=database_url,
        flows=flow_file,
        public_url=parley,
        secret_key=Secret("k" * 32),
        api_tokens={"tests": sha256(TOKEN.encode()).hexdigest()},
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=Secret(AUTH_TOKEN),
        twilio_api_base=emulator,
    )
