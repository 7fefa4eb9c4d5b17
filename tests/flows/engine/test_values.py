"""Typed values: kept as JSON, named in texts, plain for other systems, compared in conditions."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from textwrap import indent
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import Contact, Conversation, FlowsInvalid, Service, load_text
from flows.engine.ladder import LADDER
from flows.engine.saved_values import save_all
from flows.engine.trace import UNTRACED
from flows.engine.turn import StepInput, Turn
from flows.types.location import Location
from flows.types.media import Media
from flows.types.values import Money, plain, stored, typed
from tests.flows.scenario import MONDAY_MORNING, Chat, service_of

texts = st.text(st.characters(codec="utf-8"), max_size=10)
values = st.one_of(
    texts,
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.dates(),
    st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    st.builds(
        Money, st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False), st.sampled_from(["USD", "EUR"])
    ),
    st.builds(Location, st.floats(-90, 90), st.floats(-180, 180), texts, texts),
    st.lists(st.builds(Media, texts, texts), min_size=1, max_size=3).map(tuple),
)


@given(values)
def test_every_value_survives_json(value: Any) -> None:
    kept = msgspec.json.decode(msgspec.json.encode(stored(value)))
    assert kept == stored(value)
    assert typed(kept) == value
    assert stored(kept) == kept
    assert plain(kept) == plain(value)


@pytest.mark.parametrize(
    "answer",
    [{"date": "2026-03-03"}, {"$date": "2026-03-03T00:00:00Z"}, {"$date": {"$numberLong": "1"}}, {"$money": 12},
     {"$location": {"lat": 1}}, {"$media": []}, {"$time": None}, {"$oid": "x"}, {}, [1], None],
)  # fmt: skip
def test_what_a_business_system_answers_is_kept_as_it_is(answer: Any) -> None:
    assert plain(answer) == answer or answer == {"$media": []}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 3, 3), "2026-03-03"),
        (time(9, 30), "09:30"),
        (Money(Decimal("12.50"), "USD"), "12.50"),
        (Location(40.7, -74.0, label="Here"), "40.7,-74.0"),
        ((Media("https://a"), Media("https://b")), "https://a https://b"),
        ("text", "text"),
        (3, 3),
        (True, True),
    ],
)
def test_the_plain_form(value: Any, written: Any) -> None:
    assert plain(value) == plain(stored(value)) == written


def turn_with(**saved: Any) -> Turn:
    service = service_of("ask: {say: x}", "timezone: America/New_York")
    chat = Chat(service)
    chat.says("hi")
    assert chat.conversation is not None
    return turn_of(service, chat.conversation, saved)


def turn_of(service: Service, conversation: Conversation, saved: Mapping[str, Any]) -> Turn:
    step_input = StepInput(service, conversation, MONDAY_MORNING, Contact(), {}, UNTRACED, LADDER)
    turn = Turn.begin(step_input, conversation)
    save_all(turn, saved)
    return turn


def test_the_parts_of_values_are_named_in_texts_and_in_calls() -> None:
    situation = turn_with(
        day=date(2026, 3, 3), hour=time(14, 30), price=Money(Decimal("12.50"), "USD"),
        where=Location(1.5, 2.5, "A", "B"),
        picture=(Media("https://a/b", "image/png"),),
    ).situation  # fmt: skip
    day, plainly = situation.names()["day"], situation.plain_names()["day"]
    assert (str(day), day.iso, day.weekday, day.day, day.month, day.year) == (
        "Tuesday, March 3", "2026-03-03", "Tuesday", 3, "March", 2026,
    )  # fmt: skip
    assert (str(plainly), plainly.weekday) == ("2026-03-03", "Tuesday")
    hour, price, where = (situation.names()[name] for name in ("hour", "price", "where"))
    assert (str(hour), hour.iso, hour.hour, hour.minute) == ("2:30 pm", "14:30", 14, 30)
    assert (str(price), price.amount, price.currency) == ("$12.50", 12.5, "USD")
    assert (str(where), where.latitude, where.longitude, where.address, where.label) == ("B, A", 1.5, 2.5, "A", "B")
    picture = situation.names()["picture"]
    assert (str(picture), picture.url, picture.type, picture.number) == ("https://a/b", "https://a/b", "image/png", 1)
    assert [str(situation.plain_names()[name]) for name in ("hour", "price", "where")] == ["14:30", "12.50", "1.5,2.5"]
    assert day == "2026-03-03"
    assert day == plainly


def test_a_contact_keeps_a_date_too() -> None:
    flow = "ask: {answer: {type: date, save: contact.born, to: today}, go_to: told}\ntold: {say: '{{ contact.born }}'}"
    chat = Chat(service_of(flow))
    chat.says("hello there")
    assert chat.says("6/1/1968") == ["Saturday, June 1, 1968"]


CONDITIONS = [
    ("equals: {day: 2026-03-03}", True),
    ("equals: {day: 2026-03-04}", False),
    ("equals: {day: today}", False),
    ("equals: {hour: '14:30'}", True),
    ("equals: {price: 12.5}", True),
    ("equals: {price: 12.50 USD}", True),
    ("equals: {price: 12}", False),
    ("less: {day: 2026-03-04}", True),
    ("less: {day: today}", False),
    ("greater: {day: today}", True),
    ("less: {hour: 15:00}", True),
    ("greater: {hour: 15:00}", False),
    ("less: {price: 12.51}", True),
    ("greater: {price: 12.49}", True),
    ("greater: {people: 2}", True),
    ("greater: {people: 3}", False),
    ("less: {people: 2026-03-04}", False),
    ("less: {day: 5}", False),
    ("greater: {sure: 0}", False),
    ("less: {note: 5}", False),
    ("{open: clinic, on: day}", True),
    ("{closed: clinic, on: day}", False),
    ("{closed: clinic, on: sunday}", True),
    ("{open: clinic, on: sunday}", False),
    ("{open: clinic, on: day, at: hour}", True),
    ("{closed: clinic, on: day, at: late}", True),
    ("{open: clinic, at: hour}", True),
    ("{closed: clinic, on: note}", False),
    ("{open: clinic, on: note}", False),
    ("consented: promotional", False),
]
HEAD = "timezone: America/New_York\nhours: {clinic: {mon-fri: [08:30-12:30, 13:30-17:30]}}"
SAVED = {
    "day": date(2026, 3, 3), "sunday": date(2026, 3, 8), "hour": time(14, 30), "late": time(18, 0),
    "price": Money(Decimal("12.50"), "USD"), "people": 3, "sure": True, "note": "x",
}  # fmt: skip


@pytest.mark.parametrize(("condition", "expected"), CONDITIONS, ids=[case[0] for case in CONDITIONS])
def test_a_condition_on_typed_values(condition: str, expected: bool) -> None:
    condition = condition if condition.startswith("{") else f"{{{condition}}}"
    known = ", ".join(f"{name}: x" for name in SAVED)
    service = service_of(f"ask: {{say: x}}\nfork: {{set: {{{known}}}, checks: [{{if: {condition}, end: true}}]}}", HEAD)
    chat = Chat(service)
    chat.says("hi")
    assert chat.conversation is not None
    turn = turn_of(service, chat.conversation, SAVED)
    check = turn.flow.states["fork"].guards[0]
    assert check.holds(turn.situation) is expected


def test_consent_is_the_contacts() -> None:
    flow = "ask: {checks: [{if: {consented: promotional}, say: News!}], say: Hi, end: true}"
    assert Chat(service_of(flow), contact=Contact(consents=("promotional",))).says("hello") == ["Hi\nNews!"]
    assert Chat(service_of(flow)).says("hello") == ["Hi"]


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        ("less: {x: soon}", '"x" must be a number, a date like 2026-03-03, today, or a time like 09:30'),
        ("less: {x: 2026-02-30}", '"x" must be a number'),
        ("greater: {y: 1}", 'nothing is saved as "y"'),
        ("on: x", '"on" belongs to "open" or "closed"'),
        ("at: x, equals: {x: 1}", '"at" belongs to "open" or "closed"'),
        ("closed: clinic, on: y", 'nothing is saved as "y"'),
        ("consented: marketing", '"consented" must be promotional'),
    ],
)
def test_a_condition_that_cannot_be(condition: str, complaint: str) -> None:
    with pytest.raises(FlowsInvalid) as invalid:
        service_of(f"ask: {{set: {{x: 1}}, checks: [{{if: {{{condition}}}, end: true}}]}}", HEAD)
    assert invalid.value.complaints[0].message.startswith(complaint)


HANDED_ON = """
ask: {answer: {type: date, save: day}, set: {kept: x}, go_to: copy}
copy: {set: {kept: "{{ day }}", said: "on {{ day }}"}, run: {flow: other, with: {when: "{{ day }}"}}, go_to: done}
done: {say: "{{ kept.iso }}, {{ said }}", escalate: {reason: look}}
"""


def test_a_date_that_is_handed_on_stays_a_date() -> None:
    other = "  other: {start: a, takes: when, states: {a: {say: '{{ when.weekday }}', end: true}}}"
    head = "parley: 1\nbrand: {name: Test}\nflows:\n  test:\n    start: ask\n    states:\n"
    whole = head + indent(HANDED_ON, " " * 6) + other
    chat = Chat(load_text(whole, "flows.yaml", {}))
    chat.says("hello there")
    assert chat.says("3/3") == ["Tuesday\n2026-03-03, on Tuesday, March 3"]
    assert chat.values["kept"] == {"$date": "2026-03-03"}
    assert chat.queued is not None
    assert chat.queued.summary["day"] == "2026-03-03"
