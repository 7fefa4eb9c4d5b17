"""A customer asks for a human: the text arrives on the console, and the agent's answer on the phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.agent import Agent
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import Installation, eventually, running


@pytest.fixture
def at_night(sqlite_url: str, tmp_path: Path) -> Iterator[Installation]:
    """The clinic, which never opens."""
    flow_file = tmp_path / "closed.yaml"
    closed = CLINIC.read_text().replace("reception: {}", "reception: {hours: never}")
    flow_file.write_text(closed.replace("teams:", "hours:\n  never:\n    mon-sun: closed\nteams:"))
    with running(flow_file, sqlite_url) as installation:
        yield installation


def test_a_text_to_a_human_arrives_on_the_console_and_the_answer_on_the_phone(
    installation_on_each_database: Installation,
) -> None:
    phone, agent = installation_on_each_database.phone(), Agent(installation_on_each_database)
    phone.text("I need a human, please")
    phone.hears("A person will be with you")
    phone.text("My tooth hurts since Sunday")

    conversation = agent.finds_conversation()
    eventually(lambda: "My tooth hurts since Sunday" in agent.page(conversation))
    agent.post(f"{conversation}/reply", agent.page(conversation), text="Hello, this is Ana. Can you come at ten?")
    phone.hears("Hello, this is Ana")

    phone.text("1")
    eventually(lambda: agent.page(conversation).count("Can you come at ten?") == 1)
    assert not any("Which day" in text for text in phone.received()), "the flow is silent while a human holds it"


def test_a_conversation_handed_back_is_the_flows_again(installation: Installation) -> None:
    phone, agent = installation.phone(), Agent(installation)
    phone.text("agent")
    conversation = agent.finds_conversation()
    agent.post(f"{conversation}/return", agent.page(conversation))
    phone.hears("Reply 1 to book")
    phone.text("1")
    phone.hears("Which day")


def test_whoever_asks_for_a_human_out_of_hours_is_told_and_stays_in_the_queue(at_night: Installation) -> None:
    phone, agent = at_night.phone(), Agent(at_night)
    phone.text("human")
    assert eventually(phone.received)
    assert "Waits for a human" in agent.page(agent.finds_conversation())
