"""What a scenario shows is what the running service does: the same texts in the same order, and the same end."""

import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import flows
from flows import Service
from flows.protocol.events import AgentReplied, ConversationClosed, ConversationReturned, ConversationTaken
from flows.types.duration import parse_duration
from tests.flows.generated import files, texts
from tests.journeys.both_ways import (
    Deed,
    Event,
    Happening,
    Served,
    Text,
    Wait,
    business_system,
    served,
    settings_for,
    simulated,
)
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import LINE
from tests.proof import IN_FULL
from tests.served import address_of, free_socket
from tests.served import served as serving

EXAMPLE = Path(__file__).parents[2] / "flows.yaml"
#: What customers of the example write.
WORDS = (
    *("hi", "1", "2", "3", "book", "hours", "yes", "no", "no thanks", "agent", "menu", "tooth hurts", "español"),
    *(
        "monday",
        "tomorrow",
        "sunday",
        "next tuesday",
        "9:00",
        "10:30",
        "Ana",
        "price",
        "qwerty",
        "STOP",
        "START",
        "HELP",
    ),
)


def _wait(duration: str) -> Wait:
    length = parse_duration(duration)
    assert length is not None
    return Wait(duration, length)


waits = st.sampled_from(["3s", "1m", "20m", "30m", "1h", "90m", "13h", "25h", "4d"]).map(_wait)
opt_outs = st.sampled_from(["STOP", "start", "Help", "unstop"]).map(Text)
events = st.sampled_from(["shipped", "paid", "checkup.due"]).map(Event)
written = texts.filter(lambda text: text.strip() != "").map(Text)
DEEDS = (
    Deed(AgentReplied("kim", "On my way.")),
    Deed(ConversationTaken("kim")),
    Deed(ConversationReturned("kim")),
    Deed(ConversationClosed("kim")),
)
deeds = st.sampled_from(DEEDS)
generated_days = st.lists(
    st.one_of(written, written, written, waits, waits, opt_outs, events, deeds), min_size=1, max_size=10
)
example_days = st.lists(
    st.one_of(*[st.sampled_from(WORDS).map(Text)] * 4, waits, events, deeds), min_size=1, max_size=12
)


@pytest.fixture(scope="module")
def business() -> Iterator[str]:
    listening = free_socket()
    with serving(business_system, listening):
        yield address_of(listening)


@pytest.fixture(scope="module")
def running(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    database = tmp_path_factory.mktemp("agreement") / "parley.db"
    shutil.copy(sqlite_template, database)
    with served(settings_for(CLINIC, f"sqlite:///{database}")) as running:
        yield running


@cache
def example(business: str) -> Service:
    return flows.load(EXAMPLE, {"BOOKING_API": business})


def agree(running: Served, service: Service, day: list[Happening]) -> None:
    day = [each for number, each in enumerate(day) if _can_happen(service, each, day[:number])]
    expected, lived = simulated(service, day), running.lives(service, day)
    assert lived.told == expected.told
    assert lived.conversation == expected.conversation


ASKS_FOR_EVER = """
parley: 1
brand: {name: Test}
senders: {"+12125550101": {flow: f}}
flows:
  f:
    start: a
    states:
      a: {set: {n: "{{ (n | default('', true)) ~ 'xx' }}"}, call: {get: "URL/q{{ n }}", failed: a}, go_to: a}
"""


def test_in_a_flow_that_asks_for_ever(running: Served, business: str) -> None:
    service = flows.load_text(ASKS_FOR_EVER.replace("URL", business), "flows.yaml", {})
    agree(running, service, [Text("hi"), Text("hello?")])


def _can_happen(service: Service, happening: Happening, before: list[Happening]) -> bool:
    """The API takes no event that no flow knows, and an agent sees no conversation before there is one."""
    if isinstance(happening, Event):
        return service.business_event(happening.name) is not None
    return not isinstance(happening, Deed) or any(isinstance(each, Text) for each in before)


@pytest.mark.count(12, full=1_000)
@settings(
    max_examples=1_000 if IN_FULL else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(file=files(), day=generated_days)
def test_in_any_flows(running: Served, business: str, file: dict[str, Any], day: list[Happening]) -> None:
    file = {**file, "senders": {LINE: {"flow": "f"}}}
    written_file = json.dumps(file).replace("https://h", business)
    agree(running, flows.load_text(written_file, "flows.yaml", {}), day)


@pytest.mark.count(12, full=1_000)
@settings(max_examples=1_000 if IN_FULL else 12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(day=example_days)
def test_in_the_example(running: Served, business: str, day: list[Happening]) -> None:
    agree(running, example(business), day)
