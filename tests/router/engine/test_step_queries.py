"""Questions to business systems: asked outside of any transaction, and their answers kept with the event."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from sqlalchemy import select

import flows
from flows import Service
from flows.engine.turn import MAX_QUERIES
from flows.protocol.needs import Intent, UnderstandingNeeded, Understood
from router.active_flows import Current
from router.business.business_http import BusinessHttp
from router.business.query_resolver import QueryResolver, Understanding
from router.engine import event_processor as engine_module
from router.engine.event_processor import LEASE, EventProcessor
from router.store.columns import database_now
from router.store.database import Database
from router.store.tables import threads
from tests.bots import no_bot
from tests.business_system import Answer, BusinessSystem, business_system
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import ALL_PAUSES, event_statuses, said_to, work
from tests.router.store.writing import CUSTOMER, text_arrives
from tests.waiting import until

_FLOW_FILE = """
parley: 1
brand: {name: Harbour Dental}
senders: {"+12125550101": {flow: front_desk}}
flows:
  front_desk:
    start: look
    states:
      look:
        call: {get: "URL/slots", within: 20s, save: found, failed: sorry}
        go_to: offer
      offer:
        say: "Free: {{ found.slots | join(', ') }}."
        answer: {type: text, save: time}
        end: true
      sorry:
        say: "We cannot see our calendar."
        end: true
"""


NewId = Callable[[], str]
ANOTHER = "+12125550124"
HELD_FOR = select(threads.c.claimed_until - database_now())

_BOT_FLOW_FILE = """
parley: 1
brand: {name: Harbour Dental}
senders: {"+12125550101": {flow: front_desk}}
flows:
  front_desk:
    start: welcome
    states:
      welcome:
        say: "Hello."
        rules:
          - {intent: {name: tooth_pain, above: 0.7}, say: "Ouch.", end: true}
"""


@pytest.fixture
def system() -> Iterator[BusinessSystem]:
    with business_system() as system:
        yield system


@pytest.fixture
def service(system: BusinessSystem, tmp_path: Path) -> Service:
    flow_file = tmp_path / "asking.yaml"
    flow_file.write_text(_FLOW_FILE.replace("URL", system.url))
    return flows.load(flow_file, {})


@asynccontextmanager
async def asking_engine(
    database: Database,
    service: Service,
    clock: Clock,
    new_id: NewId = lambda: uuid4().hex,
    understanding: Understanding | None = None,
) -> AsyncIterator[EventProcessor]:
    http = BusinessHttp()
    resolver = QueryResolver(http, understanding or no_bot(service))
    yield EventProcessor(database, Current(service), resolver, new_id, clock, lambda: None, lambda: None)
    await http.close()


def ask_and_answer(
    database: Database,
    service: Service,
    clock: Clock,
    new_id: NewId = lambda: uuid4().hex,
    understanding: Understanding | None = None,
) -> None:
    """Handle what waits."""

    async def handle() -> None:
        async with asking_engine(database, service, clock, new_id, understanding) as engine:
            await work(clock, engine, database=database)

    asyncio.run(handle())


def break_in_the_commit() -> str:
    """Tokens for claims, and nothing for what a step writes, which happens in the writer's thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        raise Broken from None
    return uuid4().hex


class Broken(Exception):
    """What fails in the middle."""


def test_an_answer_is_used_in_the_step_that_asked(
    database: Database, service: Service, system: BusinessSystem, clock: Clock
) -> None:
    system.will(Answer({"slots": ["9:00", "9:30"]}))
    database.write_now(text_arrives)
    ask_and_answer(database, service, clock)
    assert said_to(database, CUSTOMER) == ["Free: 9:00, 9:30."]
    assert system.paths == ["/slots"]


def test_an_event_that_is_handled_again_gets_the_same_answer_without_asking(
    database: Database, service: Service, system: BusinessSystem, clock: Clock
) -> None:
    system.will(Answer({"slots": ["9:00"]}), Answer({"slots": ["too late"]}))
    database.write_now(text_arrives)
    ask_and_answer(database, service, clock, break_in_the_commit)
    assert (event_statuses(database), said_to(database, CUSTOMER)) == ([("text_received", "pending")], [])
    clock.advance(seconds=ALL_PAUSES)
    ask_and_answer(database, service, clock)
    assert said_to(database, CUSTOMER) == ["Free: 9:00."]
    assert system.paths == ["/slots"]


def test_a_failure_is_an_answer_too(sqlite: Database, service: Service, system: BusinessSystem, clock: Clock) -> None:
    system.will(Answer(status=500))
    sqlite.write_now(text_arrives)
    ask_and_answer(sqlite, service, clock)
    assert said_to(sqlite, CUSTOMER) == ["We cannot see our calendar."]


def test_the_thread_is_held_for_as_long_as_an_answer_may_take(
    database: Database, service: Service, system: BusinessSystem, clock: Clock
) -> None:
    answered = Event()
    system.will(Answer({"slots": ["9:00"]}, when=answered))
    database.write_now(text_arrives)

    async def look_meanwhile() -> int:
        async with asking_engine(database, service, clock) as engine:
            running = asyncio.create_task(engine.run())
            await until(lambda: system.received, "the business system is asked")
            held = database.read_now(lambda connection: connection.execute(HELD_FOR).scalar_one())
            answered.set()
            await engine.stop()
            await running
        return int(held)

    assert asyncio.run(look_meanwhile()) / 1_000_000 > LEASE.total_seconds() + 15
    assert said_to(database, CUSTOMER) == ["Free: 9:00."]


def test_threads_that_wait_for_a_business_system_keep_no_other_waiting(
    sqlite: Database, service: Service, system: BusinessSystem, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "AT_WORK", 1)
    answered = Event()
    system.will(Answer({"slots": ["9:00"]}, when=answered), Answer({"slots": ["9:30"]}))

    async def two_customers() -> None:
        async with asking_engine(sqlite, service, clock) as engine:
            running = asyncio.create_task(engine.run())
            sqlite.write_now(text_arrives)
            await until(lambda: system.received, "the business system is asked")
            sqlite.write_now(lambda connection: text_arrives(connection, customer=ANOTHER))
            await until(lambda: said_to(sqlite, ANOTHER), "the second one is answered")
            answered.set()
            await engine.stop()
            await running

    asyncio.run(two_customers())
    assert said_to(sqlite, CUSTOMER) == ["Free: 9:00."]


@dataclass
class Bot:
    """Takes every text for toothache."""

    asked: list[tuple[str, str]] = field(default_factory=list)

    async def understand(self, need: UnderstandingNeeded) -> Understood:
        self.asked.append((need.text, need.language))
        return Understood((Intent("tooth_pain", 0.9),))


def test_a_bot_is_asked_once_what_a_text_means(database: Database, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "bot.yaml").write_text(_BOT_FLOW_FILE)
    service, bot = flows.load(tmp_path / "bot.yaml", {}), Bot()
    database.write_now(lambda connection: text_arrives(connection, "it throbs"))
    ask_and_answer(database, service, clock, break_in_the_commit, understanding=bot)
    clock.advance(seconds=ALL_PAUSES)
    ask_and_answer(database, service, clock, understanding=bot)
    assert said_to(database, CUSTOMER) == ["Ouch."]
    assert bot.asked == [("it throbs", "en")]


def test_an_event_that_asks_for_ever_ends_with_a_human(
    sqlite: Database, system: BusinessSystem, clock: Clock, tmp_path: Path
) -> None:
    flow_file = tmp_path / "circle.yaml"
    text = _FLOW_FILE.replace("URL/slots", "URL/slots?page={{ page | default(0) }}").replace("URL", system.url)
    circle = text.replace("go_to: offer", 'set: {page: "{{ page | default(0) | int + 1 }}"}\n        go_to: look', 1)
    flow_file.write_text(circle)
    sqlite.write_now(text_arrives)
    ask_and_answer(sqlite, flows.load(flow_file, {}), clock)
    assert len(system.received) == MAX_QUERIES
    assert event_statuses(sqlite) == [("text_received", "done")]
    assert len(said_to(sqlite, CUSTOMER)) == 1
