"""The example service, lived through."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flows import Contact, ConversationStatus, Rung
from flows.effects import Priority, Purpose
from flows.opt_out import OptOutWord
from flows.service import OptOutReplies
from tests.flows.scenario import SMS_LINE, SUNDAY_NIGHT, WHATSAPP_LINE, Chat, harbour_dental

NEW_YORK = ZoneInfo("America/New_York")


def test_a_customer_books_by_numbers() -> None:
    chat = Chat(harbour_dental(), contact=Contact(name="Ana"))
    assert chat.says("hi") == [
        "Hi Ana, this is Harbour Dental.\nReply 1 to book, 2 for opening hours, or AGENT to speak to someone."
    ]
    assert chat.says("1") == [
        "Which day suits you?\n1 Monday\n2 Tuesday\n3 Wednesday\n4 Thursday\n5 Friday\n6 Saturday"
    ]
    assert chat.says("2") == ["And at what time on Tuesday?\n1 Morning\n2 Midday\n3 Afternoon"]
    assert chat.says("3") == ["Tuesday, afternoon: shall we put you down for that? Reply yes or no."]
    assert chat.says("Yes please!") == ["Thank you, Ana. Reception will text you the exact time."]
    assert chat.status is ConversationStatus.QUEUED
    assert chat.queued is not None
    assert chat.queued.summary == {"day": "Tuesday", "time": "Afternoon", "confirmed": True}


def test_a_customer_who_is_not_known_is_greeted_all_the_same() -> None:
    assert Chat(harbour_dental()).says("hi")[0].startswith("Hi there, this is Harbour Dental.")


def test_an_opening_text_that_says_it_all_skips_the_welcome() -> None:
    chat = Chat(harbour_dental())
    assert chat.says("I'd like to book an appointment")[0].startswith("Which day suits you?")
    assert chat.rung is Rung.RULE


def test_pain_is_urgent() -> None:
    chat = Chat(harbour_dental())
    assert chat.says("My tooth hurts") == ["That sounds painful. We are passing this on to reception right now."]
    assert chat.queued is not None
    assert chat.queued.priority is Priority.URGENT


def test_a_time_that_does_not_fit_is_asked_again() -> None:
    chat = Chat(harbour_dental())
    for text in ("hi", "book", "saturday"):
        chat.says(text)
    assert chat.says("in the late afternoon") == [
        "On Saturdays we only see patients in the morning.\n"
        "And at what time on Saturday?\n1 Morning\n2 Midday\n3 Afternoon"
    ]


def test_opening_hours_say_whether_it_is_open_now() -> None:
    assert Chat(harbour_dental()).says("when are you open?")[0].startswith("We are open right now.")
    closed = Chat(harbour_dental(), at=SUNDAY_NIGHT).says("2")[0]
    assert closed.startswith("We are closed right now and open again tomorrow at 8:30 am.")


def test_a_silent_customer_is_nudged_once_and_then_let_go() -> None:
    chat = Chat(harbour_dental())
    chat.says("hi")
    assert chat.silence() == ["Are you still there? Reply MENU to go on, or AGENT to speak to someone."]
    assert chat.silence() == ["All right. Text us any time. Goodbye from Harbour Dental."]
    assert chat.status is ConversationStatus.CLOSED
    assert chat.timer is None


def test_a_customer_who_was_nudged_in_the_middle_of_booking_can_still_answer() -> None:
    chat = Chat(harbour_dental())
    chat.says("book")
    assert chat.silence()[0].startswith("Are you still there?")
    assert chat.says("tuesday")[0].startswith("And at what time on Tuesday?")


def test_a_text_that_nothing_takes_is_asked_again_twice_and_then_a_human_comes() -> None:
    chat = Chat(harbour_dental())
    chat.says("hi")
    for _ in range(2):
        assert chat.says("qwerty")[0].startswith("Sorry, I did not get that. Reply 1")
    assert chat.says("qwerty") == ["A person will be with you shortly."]
    assert chat.status is ConversationStatus.QUEUED


def test_after_hours_the_customer_hears_when_a_human_will_answer() -> None:
    chat = Chat(harbour_dental(), at=SUNDAY_NIGHT)
    assert chat.says("AGENT") == [
        "We are closed right now. A person will answer you when we open again tomorrow at 8:30 am."
    ]
    assert chat.queued is not None
    assert chat.queued.team == "reception"
    assert chat.says("hello?") == [
        "Thank you, we have your message. We open again tomorrow at 8:30 am, and a person will answer you then."
    ]
    assert chat.says("hello??") == []


def test_the_customer_who_is_told_they_will_be_called_hears_too_that_it_is_closed() -> None:
    chat = Chat(harbour_dental(), at=datetime(2026, 3, 6, 18, 0, tzinfo=NEW_YORK))
    assert chat.says("toothache") == [
        "That sounds painful. We are passing this on to reception right now.\n"
        "We are closed right now. A person will answer you when we open again tomorrow at 9:00 am."
    ]


def test_a_keyword_of_the_service_is_heard_in_the_middle_of_a_question() -> None:
    chat = Chat(harbour_dental())
    chat.says("hi")
    chat.says("1")
    assert chat.says("Menu")[0].startswith("Hi there")
    assert chat.rung is Rung.KEYWORD


def test_help_is_answered_by_the_brand_and_changes_nothing() -> None:
    chat = Chat(harbour_dental(), line=WHATSAPP_LINE)
    chat.says("1")
    before = chat.conversation
    assert chat.says("HELP", OptOutWord.HELP)[0].startswith("Harbour Dental: call 212-555-0199")
    assert chat.messages[0].purpose is Purpose.COMPLIANCE
    assert chat.conversation == before
    assert chat.says("tuesday")[0].startswith("And at what time")


def test_its_lines_are_known() -> None:
    service = harbour_dental()
    sms, whatsapp = service.sender(SMS_LINE), service.sender(WHATSAPP_LINE)
    assert sms is not None
    assert sms.opt_out_replies is OptOutReplies.PROVIDER
    assert whatsapp is not None
    assert whatsapp.opt_out_replies is OptOutReplies.PARLEY
    assert service.sender("+15550000000") is None
