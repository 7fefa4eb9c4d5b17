"""What a text names."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.entities.entity_extractor import EntityExtractor
from bot.project.annotations import parse
from bot.training_data import Example, TrainingData
from flows.protocol.needs import Entity
from flows.types.values import Money

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("America/New_York"))

EXAMPLES = {
    "sail": [
        'a ferry from [Kiel]{"entity": "port", "role": "from"} to [Oslo]{"entity": "port", "role": "to"}',
        'from [Copenhagen]{"entity": "port", "role": "from"} to [Malmö]{"entity": "port", "role": "to"} please',
        '[Kiel]{"entity": "port", "role": "from"} to [Oslo]{"entity": "port", "role": "to"} on [Friday](day)',
        "is there a boat [tomorrow](day) at [9 am](hour)",
        "at [10:30](hour)",
        "[9](seats) of us",
        "[2](seats) seats please",
        "room for [4](seats) people",
        "I have two dogs, is that too much",
        "to whom do I write",
    ],
    "share": [
        "[two](seats:2) of us in a [cabin](class)",
        "[three](seats:3) of us on [deck](class)",
        "[Hanover](surname) is my name",
    ],
    "tell_name": [
        "my name is [Anna](name)",
        "my name is [Peter Smith](name)",
        "call me [Jo](name)",
        "call me [Ada](name)",
    ],
    "find": ["where is ticket [AB1234](ticket)", "parcel [XY77](parcel)", "I want [Hanover](port)"],
}
DATA = TrainingData(
    examples=tuple(
        Example(parse(written).text, intent, parse(written).annotations)
        for intent, listed in EXAMPLES.items()
        for written in listed
    ),
    synonyms={"gbg": "Gothenburg", "Göteborg": "Gothenburg", "two": "2", "three": "3"},
    lookups={"port": ("Gothenburg", "Rostock Seehafen"), "colour": ("red",)},
    regexes={"ticket": (r"[a-z]{2}\d{4}",), "parcel": (r"(?<=parcel )\w+",), "broken": ("(",)},
)
WANTED = frozenset(
    {"port", "day", "hour", "seats", "class", "name", "ticket", "parcel", "surname", "broken"}
    | {"number", "money", "phone", "email"}
)
EXTRACTOR = EntityExtractor(DATA, WANTED)


def named(text: str, **given: Any) -> list[tuple[str, Any]]:
    found = EXTRACTOR.extract(text, "en", **{"now": NOW, "country": "US", **given})
    return [(entity.name, entity.value) for entity in found]


NAMED: list[tuple[str, str, list[tuple[str, Any]]]] = [
    ("an annotated word", "is there a cabin", [("class", "cabin")]),
    ("in another case", "OSLO!", [("port", "Oslo")]),
    ("without its accent", "malmo?", [("port", "Malmö")]),
    ("with one mistake", "to Copenhagne", [("port", "Copenhagen")]),
    ("a short word with a mistake is another word", "to Kyel", []),
    ("a word of a lookup", "Gothenburg", [("port", "Gothenburg")]),
    ("words of a lookup", "rostock seehafen pls", [("port", "Rostock Seehafen")]),
    ("with punctuation between", "Rostock-Seehafen", [("port", "Rostock Seehafen")]),
    ("a synonym", "gbg", [("port", "Gothenburg")]),
    ("a synonym without its accent", "GOTEBORG", [("port", "Gothenburg")]),
    ("what nobody wants", "red", []),
    ("a pattern, in any case", "AB9999", [("ticket", "AB9999")]),
    ("not a part of a longer word", "xAB99991", []),
    ("a code with other figures", "parcel XY78?", [("parcel", "XY78")]),
    ("a code with more figures than any", "is it XY789", []),
    ("a time with other figures", "14:15 please", [("hour", time(14, 15))]),
    ("the first letter is seldom mistyped", "to vopenhagen", []),
    ("a pattern that RE2 has not", "parcel zz1", [("parcel", "zz1")]),
    ("an ordinary word", "I have two dogs", []),
    ("the same word where it is meant", "two of us", [("seats", "2")]),
    ("an unknown word in a known place", "my name is Zoltan", [("name", "Zoltan")]),
    ("several of them, as many as there have been", "my name is Zoltan Nagy Hm", [("name", "Zoltan Nagy")]),
    ("a known word in that place", "my name is please", []),
    ("a number beside the words of its examples", "5 seats", [("seats", "5")]),
    ("any other number", "gate 7", [("number", 7)]),
    ("figures that were annotated, elsewhere", "gate 9", [("number", 9)]),
    ("figures that were annotated, within others", "open of 9:00", []),
    ("a number with a fraction", "1,200.5", [("number", 1200.5)]),
    ("a number from to", "2-3 dogs", []),
    ("an amount", "that is $25.50", [("money", Money(Decimal("25.50"), "USD"))]),
    ("an amount in words", "20 euros", [("money", Money(Decimal("20.00"), "EUR"))]),
    ("a phone number", "call (212) 555-0123", [("phone", "+12125550123")]),
    ("an address", "write to Anna@Example.com.", [("email", "anna@example.com")]),
    ("a day", "a boat tomorrow", [("day", date(2026, 3, 4))]),
    ("a day as the whole text means it", "next friday", [("day", date(2026, 3, 13))]),
    ("a day that was in no example, not asked for", "in 3 days", [("number", 3)]),
    ("a time", "at 9 am", [("hour", time(9))]),
    ("nothing", "", []),
]


@pytest.mark.parametrize(("text", "expected"), [each[1:] for each in NAMED], ids=[each[0] for each in NAMED])
def test_a_text_names(text: str, expected: list[tuple[str, Any]]) -> None:
    assert named(text) == expected


ROLES: list[tuple[str, str, list[tuple[Any, str | None]]]] = [
    ("by the words before", "from Oslo to Kiel", [("Oslo", "from"), ("Kiel", "to")]),
    ("by the word behind", "Oslo to Kiel", [("Oslo", "from"), ("Kiel", "to")]),
    ("of a lookup", "to gbg", [("Gothenburg", "to")]),
    ("of an unknown word", "from Stavanger to Oslo", [("Stavanger", "from"), ("Oslo", "to")]),
    ("of which nothing tells", "Oslo", [("Oslo", None)]),
]


@pytest.mark.parametrize(("text", "expected"), [each[1:] for each in ROLES], ids=[each[0] for each in ROLES])
def test_roles_are_told_by_what_stands_around(text: str, expected: list[tuple[Any, str | None]]) -> None:
    assert [(entity.value, entity.role) for entity in EXTRACTOR.extract(text, "en")] == expected


INTENTS: list[tuple[str, str]] = [("share", "surname"), ("find", "port")]


@pytest.mark.parametrize(("intent", "entity"), INTENTS, ids=[intent for intent, _ in INTENTS])
def test_the_intent_tells_what_a_word_means(intent: str, entity: str) -> None:
    assert named("Hanover", intent=intent) == [(entity, "Hanover")]


ASKED: list[tuple[str, str, str, str, list[tuple[str, Any]]]] = [
    ("a day", "day", "en", "the 10th of march", [("day", date(2026, 3, 10))]),
    ("a day in figures", "day", "en", "3/10", [("day", date(2026, 3, 10))]),
    ("a day in Spanish", "day", "es", "el próximo viernes", [("day", date(2026, 3, 6))]),
    ("a time", "hour", "en", "half past nine", [("hour", time(9, 30))]),
    ("a number alone", "seats", "en", "5", [("seats", "5")]),
]


@pytest.mark.parametrize(
    ("asked", "language", "text", "expected"), [each[1:] for each in ASKED], ids=[each[0] for each in ASKED]
)
def test_what_is_asked_for_is_looked_for(asked: str, language: str, text: str, expected: list[tuple[str, Any]]) -> None:
    found = EXTRACTOR.extract(text, language, asked=asked, now=NOW, country="US")
    assert [(entity.name, entity.value) for entity in found] == expected


def test_without_a_clock_a_day_stays_as_it_was_said() -> None:
    assert named("a boat TOMORROW", now=None) == [("day", "tomorrow")]


def test_an_entity_knows_where_it_stands() -> None:
    text = "ﬁne 👩‍⚕️, to Malmö, ÆØ 12 €, ab9999"
    found = [text[entity.start : entity.end] for entity in EXTRACTOR.extract(text, "en", country="DE")]
    assert found == ["Malmö", "12 €", "ab9999"]


def test_of_what_overlaps_the_longest_counts() -> None:
    examples = (Example("new york", "a", (parse("[new york](city)").annotations)), Example("york", "a", ()))
    data = TrainingData(examples, lookups={"town": ("York",)})
    found = EntityExtractor(data, frozenset({"city", "town"})).extract("to New York or york", "en")
    assert found == (Entity("city", "new york", 3, 11), Entity("town", "York", 15, 19))


def test_a_project_without_entities_finds_none() -> None:
    assert EntityExtractor(TrainingData(), frozenset()).extract("anything on Friday at 5", "en") == ()


WORDS = st.sampled_from(
    ["from", "to", "Oslo", "Malmö", "gbg", "5", "seats", "AB1234", "name", "is", "ﬁ", "İ", "$", "👩‍⚕️", " "]
)


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_what_is_found_is_the_same_in_capitals(text: str) -> None:
    assert [each.value for each in EXTRACTOR.extract(text, "en")] == [
        each.value for each in EXTRACTOR.extract(text.swapcase(), "en")
    ] or not text.isascii()
