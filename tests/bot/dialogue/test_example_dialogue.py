"""The example bot, over its own actions and the demo's booking system: whole conversations, text by text."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from router.emulator.demo_bookings import DemoBookings
from tests.bot.dialogue.dialogue_talks import Begin, talks
from tests.served import free_socket, served

BOT = Path(__file__).parents[3] / "bot" / "example"


@pytest.fixture(scope="module")
def begin() -> Iterator[Begin]:
    demo = Starlette(routes=DemoBookings().routes())
    with served(demo, free_socket()) as address, talks(BOT, {**os.environ, "BOOKING_API": f"{address}/demo"}) as begin:
        yield begin


def test_an_appointment_is_booked_over_five_texts_with_one_correction(begin: Begin) -> None:
    talk = begin()
    assert talk.hears("i'd like to make an appointment", "book_appointment") == [
        "Which day suits you? For example: tomorrow, Friday, or 3 March."
    ]
    (offered,) = talk.hears("Thursday", "inform", day="thursday")
    assert offered.startswith("On Thursday ")
    assert offered.endswith("these times are free: [09:00] [10:30] [11:30]")
    (corrected,) = talk.hears("no, make it Friday", "inform", day="friday")
    assert corrected.startswith("On Friday ")
    assert talk.hears("10:30", "inform", time="10:30") == ["In whose name?"]
    (booked,) = talk.hears("Ann Miller")
    assert booked.startswith("Booked: Friday ")
    number = talk.turn.slots["booked_number"]
    assert booked.endswith(f" at 10:30, number {number}. See you then, Ann Miller!")
    assert talk.memory.form is None
    assert not talk.turn.form_left
    assert talk.turn.slots["day"] is None, "nothing of it is left for the next booking"


def test_a_day_and_a_time_in_one_text_are_both_taken(begin: Begin) -> None:
    talk = begin()
    assert talk.hears("book me monday 11:30", "book_appointment", day="monday", time="11:30") == ["In whose name?"]


def test_a_day_alone_begins_to_book(begin: Begin) -> None:
    (offered,) = begin().hears("thursday", "inform", day="thursday")
    assert offered.startswith("On Thursday ")


def test_a_time_is_chosen_by_its_number(begin: Begin) -> None:
    talk = begin(patient_name="Bo")
    talk.hears("book me in on tuesday", "book_appointment", day="tuesday")
    assert [button.title for button in talk.memory.buttons] == ["09:00", "10:30", "11:30"]
    (booked,) = talk.chooses(2)
    assert " at 10:30, number A" in booked


def test_a_flow_begins_a_form_with_what_it_knows(begin: Begin) -> None:
    talk = begin(patient_name="Bo", day="wednesday")
    (offered,) = talk.begins("appointment_form")
    assert offered.startswith("On Wednesday ")
    assert talk.memory.form == "appointment_form"
    assert talk.memory.asked == "time"


def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(begin: Begin) -> None:
    talk = begin()
    (question,) = talk.hears("i'd like to make an appointment", "book_appointment")
    assert talk.hears("where can i park?", "faq/parking") == [
        "Parking is free behind the practice; come in from Pier Street.",
        question,
    ]


def test_a_form_is_left_by_a_word(begin: Begin) -> None:
    talk = begin()
    talk.hears("i'd like to make an appointment", "book_appointment")
    assert talk.hears("never mind", "leave") == ["All right, never mind."]
    assert talk.turn.form_left
    assert talk.memory.form is None


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("someday", ["Please send a day within the next two months, like Monday or 3 March."]),
        ("sunday", ["There is no free time on Sunday"]),
    ],
)
def test_a_day_that_cannot_be_is_asked_for_again(begin: Begin, text: str, answers: list[str]) -> None:
    talk = begin()
    (question,) = talk.hears("i'd like to make an appointment", "book_appointment")
    said = talk.hears(text)
    assert said[0].startswith(answers[0])
    assert said[1:] == [question]


def test_what_was_booked_can_be_cancelled_by_its_number(begin: Begin) -> None:
    talk = begin(patient_name="Cy")
    talk.hears("book me on saturday at 9", "book_appointment", day="saturday", time="9:00")
    number = talk.turn.slots["booked_number"]
    assert talk.hears("i can't make it", "cancel_appointment") == [
        "Which number has your appointment? It is in our confirmation, for example A1001."
    ]
    assert talk.hears(f"it's {number.lower()}", "inform", appointment_number=number.lower()) == [
        f"Shall we cancel appointment {number}? [Yes] [No]"
    ]
    assert talk.chooses(1) == [f"Appointment {number} is cancelled."]
    assert talk.hears(f"cancel {number}", "cancel_appointment", appointment_number=number)
    assert talk.hears("yes", "affirm") == [f"We cannot find appointment {number}."]


def test_an_appointment_stays_unless_it_is_confirmed(begin: Begin) -> None:
    talk = begin()
    talk.hears("cancel A1001", "cancel_appointment", appointment_number="A1001")
    assert talk.hears("no", "deny") == ["All right, your appointment stays."]


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("H1001", "Your order H1001 is ready. You can pick it up whenever we are open."),
        ("h 1002", "Your order H1002 is being made. We will tell you when it is ready."),
        ("H9999", "We cannot find order H9999."),
    ],
)
def test_an_order_is_looked_up(begin: Begin, number: str, answer: str) -> None:
    assert begin().hears(f"is {number} there", "order_status", order_number=number) == [answer]


def test_an_order_is_asked_for_its_number_and_spoken_of_in_spanish(begin: Begin) -> None:
    talk = begin("es")
    assert talk.hears("está lista mi férula", "order_status") == [
        "¿Qué número tiene su pedido? Empieza por H, por ejemplo H1001."
    ]
    assert talk.hears("no sé") == [
        "Eso no parece uno de nuestros números.",
        "¿Qué número tiene su pedido? Empieza por H, por ejemplo H1001.",
    ]
    assert talk.hears("H1001", "inform", order_number="H1001") == [
        "Su pedido H1001 está listo. Puede recogerlo cuando estemos abiertos."
    ]
    assert talk.turn.slots["order_status"] == "ready"


def test_feedback_is_a_form_too(begin: Begin) -> None:
    talk = begin()
    talk.hears("i want to leave feedback", "feedback")
    assert talk.hears("very good") == [
        "Please send a number from 1 to 5.",
        "How were we, from 1 (bad) to 5 (great)?",
    ]
    assert talk.hears("5", "inform", number=5) == ["What could we do better?"]
    assert talk.hears("longer hours", "opening_hours") == ["Thank you. We will read it today."]


@pytest.mark.parametrize(
    ("text", "intent", "answer"),
    [
        ("when are you open", "opening_hours", "Monday to Friday 8:30-12:30 and 1:30-5:30, Saturday 9-1."),
        ("remind me", "subscribe", "Done. We will text you a day before each appointment."),
        (
            "how much is a filling",
            "faq/price",
            "A check-up with cleaning is $120, a filling from $160, whitening $290.",
        ),
        ("hi", "greet", "Hello, this is Harbour Dental. How can we help?"),
    ],
)
def test_a_question_has_its_answer(begin: Begin, text: str, intent: str, answer: str) -> None:
    talk = begin()
    assert talk.hears(text, intent) == [answer]
    assert talk.turn.knew


def test_opening_hours_of_a_day(begin: Begin) -> None:
    (closed,) = begin().hears("open on sunday?", "opening_hours")
    assert closed.startswith("We are closed on Sunday")
    (hours,) = begin("es").hears("¿abren el sábado?", "opening_hours")
    assert hours.startswith("El sábado ")
    assert hours.endswith(" abrimos 9:00-13:00.")


@pytest.mark.parametrize("intent", ["talk_to_human", "tooth_pain"])
def test_a_human_takes_over_and_the_bot_says_so(begin: Begin, intent: str) -> None:
    talk = begin()
    assert len(talk.hears("i want a person", intent)) == 1
    assert talk.turn.hands_over


def test_what_it_does_not_know_it_leaves_to_the_flow(begin: Begin) -> None:
    talk = begin()
    assert talk.hears("what is the capital of France") == []
    assert not talk.turn.knew


def test_a_customer_hears_what_is_down() -> None:
    with talks(BOT, {**os.environ, "BOOKING_API": "http://127.0.0.1:1/demo"}) as begin:
        talk = begin()
        assert talk.hears("status of H1001", "order_status", order_number="H1001") == [
            "We cannot look that up right now. Please try again later."
        ]
        assert talk.hears("book me for friday", "book_appointment", day="friday") == [
            "We cannot see our calendar right now. Somebody will help you."
        ]
        assert talk.turn.hands_over
