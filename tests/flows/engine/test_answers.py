"""Typed answers: what each takes, what it saves, and how it is written again."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import Contact, FlowsInvalid, Service
from flows.protocol.events import TextReceived
from flows.types.location import Location
from flows.types.media import Media
from tests.flows.scenario import Chat, service_of

AMERICA = "+12125550101"
BRITAIN = "+442071838750"
GERMANY = "+4930901820"


@cache
def asking(answer: str, head: str = "") -> Service:
    return service_of(
        f"ask: {{answer: {{{answer}, save: x, retry: Again}}, go_to: told}}\ntold: {{say: '{{{{ x }}}}', end: true}}",
        head,
    )


def answered(answer: str, text: str, line: str = AMERICA, language: str | None = None, head: str = "") -> Chat:
    """A customer of Monday, March 2, 2026, who is asked and answers."""
    chat = Chat(asking(answer, head), line=line, contact=Contact(language=language))
    chat.says("hello there")
    chat.says(text)
    return chat


def saved(answer: str, text: str, line: str = AMERICA, language: str | None = None, head: str = "") -> Any:
    value = answered(answer, text, line, language, head).values.get("x")
    return next(iter(value.values())) if isinstance(value, dict) else value


DATES = [
    ("tomorrow", "2026-03-03"),
    ("Tomorrow please!", "2026-03-03"),
    ("today", "2026-03-02"),
    ("the day after tomorrow", "2026-03-04"),
    ("monday", "2026-03-09"),
    ("can I come on Friday?", "2026-03-06"),
    ("this friday", "2026-03-06"),
    ("next friday", "2026-03-13"),
    ("sat", "2026-03-07"),
    ("March 3rd", "2026-03-03"),
    ("3 March", "2026-03-03"),
    ("the 3rd of March", "2026-03-03"),
    ("1 March", "2027-03-01"),
    ("Tuesday, March 3", "2026-03-03"),
    ("tuesday the 10th", "2026-03-10"),
    ("the 1st", "2026-04-01"),
    ("May 4", "2026-05-04"),
    ("march 3, 2027", "2027-03-03"),
    ("feb 29", "2028-02-29"),
    ("3/4", "2026-03-04"),
    ("13/3", "2026-03-13"),
    ("3/4/27", "2027-03-04"),
    ("2026-03-04", "2026-03-04"),
    ("in 3 days", "2026-03-05"),
    ("in 2 weeks", "2026-03-16"),
    ("2 people on monday", "2026-03-09"),
    ("ｔｏｍｏｒｒｏｗ", "2026-03-03"),
    ("Friday, March 3", None),
    ("a week from today", "2026-03-09"),
    ("monday or tuesday", None),
    ("March 3 or 4", None),
    ("not today", None),
    ("1", None),
    ("12", None),
    ("a", None),
    ("may", None),
    ("I may come at 3", None),
    ("3 may come", None),
    ("march", None),
    ("the sun is out", None),
    ("9:30", None),
    ("next week", None),
    ("2 people", None),
    ("31/31", None),
    ("Feb 30", None),
    ("in 99999999 days", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "day"), DATES)
def test_a_date(text: str, day: str | None) -> None:
    assert saved("type: date", text) == day


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("es", "mañana", "2026-03-03"),
        ("es", "pasado mañana", "2026-03-04"),
        ("es", "el lunes por la mañana", "2026-03-09"),
        ("es", "el viernes que viene", "2026-03-06"),
        ("es", "3 de marzo de 2027", "2027-03-03"),
        ("es-MX", "martes 3 de marzo", "2026-03-03"),
        ("es", "monday", "2026-03-09"),
        ("fr", "après-demain", "2026-03-04"),
        ("fr", "lundi prochain", "2026-03-09"),
        ("fr", "le 1er avril", "2026-04-01"),
        ("fr", "mon rendez-vous", None),
        ("fr", "aujourd’hui", "2026-03-02"),
        ("de", "übermorgen", "2026-03-04"),
        ("de", "ubermorgen", "2026-03-04"),
        ("de", "am Montag", "2026-03-09"),
        ("de", "nächsten Freitag", "2026-03-13"),
        ("de", "3. März", "2026-03-03"),
        ("de", "3.3.", "2026-03-03"),
        ("de", "3.4.2027", "2027-04-03"),
        ("de", "Guten Morgen!", None),
        ("de", "so gut", None),
    ],
)
def test_a_date_in_the_customers_language(language: str, text: str, day: str | None) -> None:
    assert saved("type: date", text, GERMANY, language, "language: fr") == day


@pytest.mark.parametrize(
    ("said", "type_", "language", "text", "value"),
    [
        ("in the other language", "date", "es", "next friday", "2026-03-13"),
        ("in both", "date", "es", "el viernes at 3pm", "2026-03-06"),
        ("in both, and left open in one", "date", "es", "not viernes", None),
        ("left open in the other", "date", "es", "friday no", None),
        ("a month in one, a weekday in the other", "date", "en", "mar 20", "2026-03-20"),
        ("a month, and a word that leaves it open in the other", "date", "es", "5 ago", "2026-08-05"),
        ("at night in one, on some day in the other", "time", "de", "3 am", None),
        ("a day in one, a time in the other", "time", "de", "am 10.10", None),
        ("a wish in one, and a word of the other", "date", "en", "can u do friday", "2026-03-06"),
    ],
)
def test_a_text_is_read_in_the_language_that_knows_most_of_its_words(
    said: str, type_: str, language: str, text: str, value: str | None
) -> None:
    assert saved(f"type: {type_}", text, GERMANY, language, "language: es") == value


@pytest.mark.parametrize(
    ("place", "line", "head", "day"),
    [
        ("in the United States", AMERICA, "", "2026-03-04"),
        ("in Britain", BRITAIN, "", "2026-04-03"),
        ("in Germany", GERMANY, "language: de", "2026-04-03"),
        ("where the service's language says so", AMERICA, "language: en-GB", "2026-04-03"),
        ("from a short code", "12345", "", "2026-03-04"),
        ("from a short code in Spanish", "12345", "language: es", "2026-04-03"),
    ],
)
def test_days_and_months_are_read_in_the_order_of_the_place(place: str, line: str, head: str, day: str) -> None:
    assert saved("type: date", "3/4", line, head=head) == day


@pytest.mark.parametrize(
    ("limits", "text", "day"),
    [
        ("from: today", "today", "2026-03-02"),
        ("from: today", "yesterday", None),
        ("from: today", "3/1/26", None),
        ("from: 2d", "tomorrow", None),
        ("from: 2026-03-10, to: 2026-03-20", "3/10", "2026-03-10"),
        ("from: 2026-03-10, to: 2026-03-20", "3/21", None),
        ("from: today, within: 60d", "May 1", "2026-05-01"),
        ("from: today, within: 60d", "May 2", None),
        ("to: today", "June 1", "2025-06-01"),
        ("to: today", "6/1/1968", "1968-06-01"),
    ],
)
def test_limits_of_a_date(limits: str, text: str, day: str | None) -> None:
    assert saved(f"type: date, {limits}", text) == day


def test_today_is_the_services() -> None:
    late = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
    chat = Chat(asking("type: date", "timezone: America/New_York"), at=late)
    chat.says("hello there")
    chat.says("today")
    assert chat.values["x"] == {"$date": "2026-03-02"}


TIMES = [
    ("9", "09:00"), ("9am", "09:00"), ("9 a.m.", "09:00"), ("9PM", "21:00"), ("14:30", "14:30"), ("14h30", "14:30"),
    ("at 3", "15:00"), ("3:30", "15:30"), ("03:30", "03:30"), ("12", "12:00"), ("12:30", "12:30"), ("noon", "12:00"),
    ("midnight", "00:00"), ("half past nine", "09:30"), ("quarter to one", "12:45"), ("quarter past 8", "08:15"),
    ("9 o'clock", "09:00"), ("9 in the evening", "21:00"), ("2 people at 9am", "09:00"), ("around 10 please", "10:00"),
    ("2 people at 9", None), ("9 people", None), ("9 or 10", None), ("25:00", None), ("9:75", None), ("soon", None),
    ("in the morning", None), ("99", None),
    ("9 30", "09:30"), ("930 am", "09:30"), ("330pm", "15:30"), ("tomorrow at 9", "09:00"), ("5ish", "17:00"),
    ("9am or 10", None), ("march 9", None), ("9 days", None), ("not at 9", None), ("999pm", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "time"), TIMES)
def test_a_time(text: str, time: str | None) -> None:
    assert saved("type: time", text) == time


@pytest.mark.parametrize(
    ("language", "text", "time"),
    [
        ("es", "a las nueve y media", "09:30"), ("es", "3 de la tarde", "15:00"), ("es", "mediodía", "12:00"),
        ("fr", "9h", "09:00"), ("fr", "neuf heures et quart", "09:15"), ("fr", "midi", "12:00"),
        ("de", "halb zehn", "09:30"), ("de", "um 14:30 Uhr", "14:30"), ("de", "viertel vor neun", "08:45"),
    ],
)  # fmt: skip
def test_a_time_in_the_customers_language(language: str, text: str, time: str) -> None:
    assert saved("type: time", text, language=language) == time


@pytest.mark.parametrize(
    ("text", "time"), [("8", "20:00"), ("8am", None), ("7 pm", "19:00"), ("23:00", None), ("17:59", None)]
)
def test_limits_of_a_time_say_which_half_of_the_day_is_meant(text: str, time: str | None) -> None:
    assert saved('type: time, from: "18:00", to: "22:00"', text) == time


@pytest.mark.parametrize(
    ("keys", "text", "line", "money"),
    [
        ("", "$12.50", AMERICA, "12.50 USD"),
        ("", "12,50 €", AMERICA, "12.50 EUR"),
        ("", "20 dollars", AMERICA, "20.00 USD"),
        ("", "about 20 bucks, ok?", AMERICA, "20.00 USD"),
        ("", "20", AMERICA, "20.00 USD"),
        ("", "20", BRITAIN, "20.00 GBP"),
        ("", "20", "12345", None),
        ("", "$.51", AMERICA, "0.51 USD"),
        ("", ",5 €", AMERICA, "0.50 EUR"),
        ("", "5k", AMERICA, None),
        ("", "1,200.50 USD", AMERICA, "1200.50 USD"),
        ("", "€ 1.200,50", AMERICA, "1200.50 EUR"),
        ("", "$5", "+61255501234", "5.00 AUD"),
        (", currency: CAD", "$5", AMERICA, "5.00 CAD"),
        (", currency: CAD", "5 euros", AMERICA, "5.00 EUR"),
        (", from: 5, to: 100", "4.99", AMERICA, None),
        (", from: 5, to: 100", "100", AMERICA, "100.00 USD"),
        ("", "5 or 6 dollars", AMERICA, None),
        ("", "a lot", AMERICA, None),
        ("", "12.505.1", AMERICA, None),
        ("", "AB12", AMERICA, None),
    ],
)
def test_money(keys: str, text: str, line: str, money: str | None) -> None:
    assert saved(f"type: money{keys}", text, line) == money


@pytest.mark.parametrize(
    ("keys", "text", "line", "number"),
    [
        ("", "(212) 555-0123", AMERICA, "+12125550123"),
        ("", "call me at 212.555.0123 please", AMERICA, "+12125550123"),
        ("", "020 7183 8750", BRITAIN, "+442071838750"),
        (", country: FR", "06 12 34 56 78", AMERICA, "+33612345678"),
        ("", "+44 20 7183 8750", AMERICA, "+442071838750"),
        ("", "２１２５５５０１２３", AMERICA, "+12125550123"),
        (", country: FR", "06.12.34.56.78", AMERICA, "+33612345678"),
        (", country: DK", "20 12 19 99", AMERICA, "+4520121999"),
        (", country: DK", "+45 20121999", AMERICA, "+4520121999"),
        (", country: DK", "20121999", AMERICA, None),
        ("", "12345", AMERICA, None),
        ("", "555-1234", AMERICA, None),
        ("", "123-456-7890", AMERICA, None),
        ("", "call 911", AMERICA, None),
        ("", "call 911", GERMANY, None),
        ("", "112", GERMANY, None),
        ("", "30 901820", GERMANY, None),
        ("", "am 04.03.2026", GERMANY, None),
        ("", "04.03.2026 15:00", GERMANY, None),
        ("", "04 03 2026", GERMANY, None),
        ("", "2026-03-04", GERMANY, None),
        ("", "04032026", GERMANY, None),
        ("", "04.03.2026, 030 901820", GERMANY, "+4930901820"),
        ("", "2125550123 or 2125550124", AMERICA, None),
        ("", "no", AMERICA, None),
    ],
)
def test_a_phone_number(keys: str, text: str, line: str, number: str | None) -> None:
    assert saved(f"type: phone{keys}", text, line) == number


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ana@example.com", "ana@example.com"),
        ("It's Ana.B+x@mail.example.co.uk.", "Ana.B+x@mail.example.co.uk"),
        ("<ana@example.com>", "ana@example.com"),
        ("josé@correo.example", "josé@correo.example"),
        ("ana@example", None),
        ("ana@", None),
        ("a@example.com, b@example.com", None),
        ("a@" + "b" * 300 + ".com", None),
    ],
)
def test_an_email_address(text: str, address: str | None) -> None:
    assert saved("type: email", text) == address


@pytest.mark.parametrize(
    ("keys", "text", "line", "code"),
    [
        ("", "10001", AMERICA, "10001"),
        ("", "it's 10001-1234", AMERICA, "10001-1234"),
        ("", "1000", AMERICA, None),
        ("", "sw1a1aa", BRITAIN, "SW1A 1AA"),
        (", country: CA", "k1a-0b1", AMERICA, "K1A 0B1"),
        (", country: DE", "10115 Berlin", AMERICA, "10115"),
        (", country: ES", "28013", AMERICA, "28013"),
        (", country: NL", "1012ab", AMERICA, "1012 AB"),
        (", country: KE", "00100", AMERICA, "00100"),
        (", country: KE", "Nairobi", AMERICA, None),
        (', pattern: "[0-9]{3}-[a-z]"', "area 123-B", AMERICA, "123-B"),
        ("", "10001 or 10002", AMERICA, None),
    ],
)
def test_a_postcode(keys: str, text: str, line: str, code: str | None) -> None:
    assert saved(f"type: postcode{keys}", text, line) == code


CHOICES = "type: choice, choices: [Cleaning, {label: Whitening, value: white}, Braces, Graces, Eye]"


@pytest.mark.parametrize(
    ("text", "choice"),
    [("1", "Cleaning"), ("cleaning", "Cleaning"), ("claening", "Cleaning"), ("Whitning", "white"), ("braces", "Braces"),
     ("traces", None), ("eyes", None), ("cleening please", None), ("6", None)],
)  # fmt: skip
def test_a_choice_near_enough(text: str, choice: str | None) -> None:
    assert saved(CHOICES, text) == choice


def test_a_pattern_saves_what_it_describes_and_its_groups() -> None:
    chat = answered(r'type: text, pattern: "(?P<letters>[a-z]{2})[0-9]{4}"', "It is AB1234, ok?")
    assert chat.values == {"x": "AB1234", "letters": "AB"}
    assert answered(r'type: text, pattern: "[a-z]{2}[0-9]{4}"', "AB123").texts == ["Again"]


PICTURE = Media("https://example.com/a.jpg", "image/jpeg")
LETTER = Media("https://example.com/b.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("keys", "media", "kept"),
    [
        ("", (PICTURE,), ["a"]),
        ("", (), None),
        (", kind: image", (LETTER, PICTURE), ["a"]),
        (", kind: image", (LETTER,), None),
        (", kind: document", (LETTER,), ["b"]),
    ],
)
def test_media(keys: str, media: tuple[Media, ...], kept: list[str] | None) -> None:
    chat = Chat(asking(f"type: media{keys}"))
    chat.says("hello there")
    chat.happens(TextReceived(AMERICA, "", media=media))
    found = chat.values.get("x")
    assert (found and [medium["url"][-5] for medium in found["$media"]]) == kept


def test_a_location() -> None:
    chat = Chat(asking("type: location"))
    chat.says("hello there")
    assert chat.says("12 Harbour Street") == ["Again"]
    place = Location(40.7, -74.0, label="Harbour Dental", address="12 Harbour St")
    assert chat.happens(TextReceived(AMERICA, "", location=place)) == ["Harbour Dental, 12 Harbour St"]
    assert saved("type: location", "here") is None


@pytest.mark.parametrize(
    ("type_", "text", "language", "written"),
    [
        ("date", "3/3", None, "Tuesday, March 3"),
        ("date", "3/3/27", None, "Wednesday, March 3, 2027"),
        ("date", "3/3", "es", "martes 3 de marzo"),
        ("date", "3/3", "fr", "mardi 3 mars"),
        ("date", "3/3", "de", "Dienstag, 3. März"),
        ("time", "14:30", None, "2:30 pm"),
        ("time", "14:30", "de", "14:30"),
        ("money", "$1200.5", None, "$1,200.50"),
        ("money", "$12.50", "es", "$12.50"),
        ("money", "12.50 €", "es", "12,50 €"),
        ("money", "1200.50 €", "de", "1.200,50 €"),
        ("money", "CHF 5", None, "CHF 5.00"),
    ],
)
def test_a_value_is_written_as_the_customer_would(type_: str, text: str, language: str | None, written: str) -> None:
    assert answered(f"type: {type_}", text, language=language).texts == [written]


@pytest.mark.parametrize(
    ("type_", "wording"),
    [("date", "I need a day"), ("time", "I need a time"), ("money", "I need an amount"), ("phone", "a phone number"),
     ("email", "an e-mail address"), ("postcode", "your postcode"), ("media", "nothing came with"),
     ("location", "share your location")],
)  # fmt: skip
def test_every_type_asks_again_in_its_own_words(type_: str, wording: str) -> None:
    chat = Chat(service_of(f"ask: {{say: Well?, answer: {{type: {type_}, save: x}}, end: true}}"))
    chat.says("hello there")
    assert wording in chat.says("what?")[0]


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ("type: email, from: 1", '"from" is for "number", "money", "date" and "time", not for "email"'),
        ("type: time, within: 3d", '"within" is for "date", not for "time"'),
        ("type: date, currency: USD", '"currency" is for "money", not for "date"'),
        ("type: phone, pattern: a", '"pattern" is for "text" and "postcode", not for "phone"'),
        ("type: text, kind: image", '"kind" is for "media", not for "text"'),
        ("type: text, list: false", '"list" is for "choice", and for answers "among" a saved list, not for "text"'),
        ("type: date, from: soon", '"from" must be today, a date like 2026-03-03, or a time from today like 60d'),
        ("type: date, from: 2026-02-30", '"from" must be today, a date'),
        ("type: date, to: 3d, within: 3d", '"to" and "within" exclude each other: keep one'),
        ("type: number, from: one", '"from" must be a number'),
        ("type: number, from: 3, to: 2", '"to" is less than "from": nothing would be taken'),
        ("type: time, to: 9", '"to" must be a time like 08:30'),
        ("type: money, currency: dollars", '"dollars" is not a currency, like USD or EUR'),
        ("type: phone, country: usa", '"usa" is not a country, like US or GB'),
        ("type: postcode, pattern: '['", "the pattern is not one of RE2's: missing ]: ["),
        ("type: media, kind: picture", '"kind" must be image, video, audio or document'),
    ],
)
def test_keys_that_do_not_fit(answer: str, complaint: str) -> None:
    with pytest.raises(FlowsInvalid) as invalid:
        service_of(f"ask: {{answer: {{{answer}}}, end: true}}")
    assert invalid.value.complaints[0].message.startswith(complaint)


ALL = [asking(f"type: {kind}") for kind in
       ("date", "time", "money", "phone", "email", "postcode", "number", "media", "location")]  # fmt: skip
PIECES = st.sampled_from(
    [
        "3",
        "march",
        "3/3",
        "monday",
        "at",
        "noon",
        "$",
        "12.50",
        "next",
        "in",
        "days",
        "ñ",
        "٣",
        "²",
        "㊂",
        "\U0001e5f1",
        "\U00011de1",
        "9:30",
        "@",
    ]
)


@given(st.integers(0, len(ALL) - 1), st.lists(PIECES, max_size=6).map(" ".join) | st.text(max_size=40))
def test_any_text_is_an_answer_or_asked_again(number: int, text: str) -> None:
    chat = Chat(ALL[number])
    chat.says("hello there")
    assert chat.says(text)
    assert chat.rung is not None
    assert "fail" not in chat.rung.value
