"""The clock that stands still, and the way back."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from flows import Contact, load_text
from flows.authoring.simulation.simulation import Happened, Simulation
from flows.authoring.simulation.snapshot import Moment
from flows.protocol.events import AgentReplied, ConversationTaken
from tests.flows.authoring.simulation.lives import FLOWS, service

SERVICE = service()
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("America/New_York"))


def simulation(line: str = "+12125550102", contact: Contact | None = None) -> Simulation:
    return Simulation(SERVICE, MONDAY, line, contact=contact or Contact())


def texts(happened: list[Happened]) -> list[str]:
    return [message.text for each in happened for message in each.messages]


def test_a_silence_fires_at_its_own_time_and_once() -> None:
    it = simulation()
    it.receive("hi")
    (happened,) = it.wait(timedelta(hours=5))
    assert happened.at == MONDAY + timedelta(minutes=30)
    assert texts([happened]) == ["Hello?"]
    assert it.now == MONDAY + timedelta(hours=5)


def test_a_text_starts_the_silence_anew() -> None:
    it = simulation()
    it.receive("hi")
    assert it.wait(timedelta(minutes=20)) == []
    it.receive("1")
    assert it.wait(timedelta(minutes=20)) == []
    assert texts(it.wait(timedelta(minutes=10))) == ["Hello?"]


def test_a_human_who_has_it_stops_the_silence() -> None:
    it = simulation()
    it.receive("hi")
    it.happen(ConversationTaken("kim"))
    assert it.wait(timedelta(days=1)) == []


def test_texts_of_a_burst_are_heard_as_one_when_no_other_comes() -> None:
    bursting = load_text(FLOWS.replace("flows:\n", "windows: {burst: 3s}\nflows:\n", 1), "flows.yaml", {})
    it = Simulation(bursting, MONDAY, "+12125550102")
    assert texts(it.receive("hello")) == []
    assert it.wait(timedelta(seconds=2)) == []
    assert texts(it.receive("there")) == []
    assert it.wait(timedelta(seconds=2)) == []
    assert len(texts(it.wait(timedelta(seconds=1)))) == 1
    assert it.wait(timedelta(minutes=5)) == []


def test_stop_counts_at_once_and_start_only_afterwards() -> None:
    it = simulation()
    assert "cat" in texts(it.receive("start"))[0]
    assert "unsubscribed" in texts(it.receive("STOP"))[0]
    assert it.moment.contact.suppressed
    assert texts(it.receive("stop")) == []
    assert texts(it.receive("hi")) == []
    assert texts(it.happen(AgentReplied("kim", "Hello?"))) == []
    assert "messages again" in texts(it.receive("START"))[0]
    assert not it.moment.contact.suppressed


def test_a_yes_opts_in_only_where_nothing_is_asked() -> None:
    it = simulation()
    it.receive("hi")
    it.moment = replace(it.moment, contact=Contact(suppressed=True))
    assert texts(it.receive("yes")) == []
    assert it.moment.contact.suppressed
    it.receive("STOP")
    assert "messages again" in texts(it.receive("yes"))[0]
    assert not it.moment.contact.suppressed


def test_start_brings_back_no_promotions() -> None:
    promoting = FLOWS.replace("opt_out_replies: parley}", "opt_out_replies: parley, purpose: promotional}")
    agreed = Contact(consents=("promotional", "transactional"))
    it = Simulation(load_text(promoting, "flows.yaml", {}), MONDAY, "+12125550102", contact=agreed)
    assert len(texts(it.receive("hi"))) == 1
    it.receive("STOP")
    assert "messages again" in texts(it.receive("START"))[0]
    assert texts(it.receive("hi")) == []
    assert it.moment.contact.consents == ("transactional",)


def test_what_the_provider_answers_parley_does_not() -> None:
    it = simulation("+12125550101")
    it.receive("hi")
    assert texts(it.receive("STOP")) == []


def test_on_whatsapp_parley_answers() -> None:
    assert "unsubscribed" in texts(simulation("whatsapp:+12125550101").receive("STOP"))[0]


STEPS = st.lists(
    st.sampled_from(["hi", "1", "agent", "STOP", "START", "x"]).map(lambda text: lambda it: it.receive(text))
    | st.sampled_from([1, 30, 800]).map(lambda minutes: lambda it: it.wait(timedelta(minutes=minutes))),
    max_size=8,
)


@settings(deadline=None, max_examples=25)
@given(STEPS)
def test_every_step_can_be_taken_back_and_made_again(steps: list) -> None:  # type: ignore[type-arg]
    it = simulation()
    moments: list[Moment] = []
    for step in steps:
        moments.append(it.moment)
        happened = step(it)
        after = it.moment
        assert it.back()
        assert it.moment == moments[-1]
        assert step(it) == happened
        assert it.moment == after
    for moment in reversed(moments):
        assert it.back()
        assert it.moment == moment
    assert not it.back()
