"""What a step learns of a person is kept with the person, each thing alone."""

from pathlib import Path

import pytest

import flows
from flows import Service
from flows.protocol.events import TextReceived
from flows.types.contact import Contact
from flows.types.location import Location
from flows.types.media import Media
from router.store import contacts, thread_history
from router.store.database import Database
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import engine_of, handle, said_to
from tests.router.store.writing import CUSTOMER, event_arrives

FLOW_FILE = """
parley: 1
brand: {name: Harbour Dental}
senders: {"+12125550101": {flow: front_desk}}
flows:
  front_desk:
    start: welcome
    states:
      welcome:
        say: {en: "Hello {{ contact.name or 'there' }}.", es: "Hola {{ contact.name }}."}
        rules:
          - {hear: es, set: {contact.language: es}, go_to: welcome}
          - {hear: "I am Ana", set: {contact.name: Ana, contact.visits: 1}, go_to: welcome}
"""
LINE = "+12125550101"


@pytest.fixture
def service(tmp_path: Path) -> Service:
    (tmp_path / "names.yaml").write_text(FLOW_FILE)
    return flows.load(tmp_path / "names.yaml", {})


def texts(database: Database, service: Service, words: str, profile_name: str | None = None) -> str:
    """What is answered to a text."""
    clock = Clock()
    event = TextReceived(LINE, words, profile_name=profile_name)
    database.write_now(lambda connection: event_arrives(connection, event))
    handle(clock, engine_of(database, service, clock), database=database)
    return said_to(database, CUSTOMER)[-1]


def contact(database: Database) -> Contact:
    return database.read_now(lambda connection: contacts.of_address(connection, CUSTOMER))


def test_a_customer_goes_by_the_name_of_their_profile_from_the_first_text_on(
    database: Database, service: Service
) -> None:
    assert texts(database, service, "hi", "Anna 🌻") == "Hello Anna 🌻."
    assert texts(database, service, "what?") != ""
    assert contact(database).name == "Anna 🌻"


def test_a_name_that_comes_later_is_kept_and_a_better_one_stays(database: Database, service: Service) -> None:
    assert texts(database, service, "hi") == "Hello there."
    texts(database, service, "hello?", "Anna 🌻")
    assert texts(database, service, "I am Ana", "Anna 🌻") == "Hello Ana."
    texts(database, service, "hello?", "Somebody else")
    assert contact(database) == Contact("Ana", attributes={"visits": 1})


def test_a_place_is_kept_with_the_text_that_brought_it(sqlite: Database, service: Service) -> None:
    event = TextReceived(LINE, "", location=Location(40.7128, -74.006, label="Home"))
    sqlite.write_now(lambda connection: event_arrives(connection, event))
    clock = Clock()
    handle(clock, engine_of(sqlite, service, clock), database=sqlite)
    first = sqlite.read_now(lambda connection: thread_history.thread_messages(connection, 1)[0])
    assert first.media == (Media("geo:40.7128,-74.006"),)


def test_a_language_that_was_chosen_is_kept(database: Database, service: Service) -> None:
    texts(database, service, "hi", "Ana")
    assert texts(database, service, "es") == "Hola Ana."
    assert texts(database, service, "es") == "Hola Ana."
    assert contact(database).language == "es"
