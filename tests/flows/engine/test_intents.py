"""What the bot understands: taken, asked about, or missed."""

from dataclasses import replace
from datetime import date
from textwrap import indent

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import Contact, ConversationStatus, Rung, Service, load_text
from flows.matching.opt_out_words import OptOutWord
from flows.protocol.conversation import Conversation
from flows.protocol.events import (
    AgentReplied,
    BusinessEventReceived,
    ConversationClosed,
    ConversationReturned,
    Event,
    TextReceived,
)
from flows.protocol.needs import Entity, Intent, Understood
from flows.protocol.understood_texts import Offer
from tests.flows.doubtful_bot import DOUBTFUL_BOOKING, HOURS_OR_BOOKING, STATES, TEAMS, bot, chat_of, sure
from tests.flows.engine.test_step_properties import live
from tests.flows.generated import MEANINGS, Life
from tests.flows.scenario import SMS_LINE, Chat, service_of
from tests.proof import IN_FULL

FLOW = "flows: {test: {start: a, states: {a: {say: Hi}}}}"
WHICH = "Did you mean:\n1 opening hours\n2 book an appointment\nReply with a number, or tell us in other words."
WHETHER = "Did you mean: book an appointment? Reply yes or no."
OTHER_WORDS = "Please tell us in other words."


class TestAnEntity:
    def test_is_saved_by_the_rule_that_asks_for_it(self) -> None:
        found = (Entity("day", "friday"), Entity("city", "Albany", role="from"), Entity("city", "York", role="to"))
        chat = chat_of(book_me=sure("book_appointment", 0.95, *found))
        assert chat.says("book me") == ["Which day, friday?"]
        assert chat.conversation is not None
        assert chat.conversation.values == {"day": "friday", "place": "York"}

    def test_is_not_saved_where_nobody_asks(self) -> None:
        chat = chat_of(open=sure("opening_hours", 0.95, Entity("day", "friday")))
        assert chat.says("open") == ["8 to 5."]
        assert chat.conversation is not None
        assert chat.conversation.values == {}

    def test_that_is_not_in_the_text_leaves_what_was_known(self) -> None:
        assert chat_of(book_me=sure("book_appointment")).says("book me") == ["Which day?"]


class TestWhenTheBotIsUnsure:
    def test_two_that_are_near_each_other_are_offered_by_number(self) -> None:
        chat = chat_of()
        assert chat.says("well") == [WHICH]
        assert chat.rung is Rung.UNSURE

    def test_so_they_are_where_the_likelier_is_above_its_threshold(self) -> None:
        chat = chat_of(x=Understood((Intent("opening_hours", 0.65), Intent("prices", 0.6))))
        assert chat.says("x") == [
            "Did you mean:\n1 opening hours\n2 prices\nReply with a number, or tell us in other words."
        ]

    def test_one_below_its_threshold_is_asked_for_yes_or_no(self) -> None:
        assert chat_of().says("hm") == [WHETHER]

    def test_three_are_offered_at_most(self) -> None:
        likely = tuple(Intent(name, 0.24) for name in ("prices", "opening_hours", "book_appointment", "tooth_pain"))
        chat = chat_of(x=Understood(likely))
        assert chat.contact.attributes == {}
        assert chat.says("x")[0].count("\n") == 4

    def test_the_customer_is_asked_in_their_language(self) -> None:
        chat = chat_of(STATES.replace('say: "Pardon?"', "say: {en: Pardon?, es: ¿Cómo?}"))
        chat.service = service_of(STATES, f"{TEAMS}\nlanguage: es")
        assert chat.says("hm") == ["¿Quiso decir: pedir una cita? Responda sí o no."]
        assert chat.says("claro") == ["Which day, friday?"]

    def test_the_brand_may_say_it_in_its_own_words(self) -> None:
        own = 'brand: {name: Test, wordings: {did_you_mean_one: "{{ meant | upper }}?", neither: "Then what?"}}'
        chat = chat_of()
        chat.service = replace(
            chat.service, own_wordings=load_text(f"parley: 1\n{own}\n{FLOW}", "x.yaml", {}).own_wordings
        )
        assert [chat.says("hm"), chat.says("no")] == [["BOOK AN APPOINTMENT?"], ["Then what?"]]

    @pytest.mark.parametrize(
        "understood",
        [
            pytest.param(Understood(HOURS_OR_BOOKING.intents, out_of_scope=True), id="out of scope"),
            pytest.param(Understood(problem="no answer within 2 s"), id="the bot is down"),
            pytest.param(Understood(HOURS_OR_BOOKING.intents, problem="stale"), id="a bot that says both"),
            pytest.param(Understood((Intent("prices", 0.19), Intent("opening_hours", 0.18))), id="nothing likely"),
            pytest.param(Understood((Intent("greet", 0.95),)), id="an intent that nothing waits for"),
            pytest.param(sure("tooth_pain"), id="an intent whose condition does not hold"),
            pytest.param(Understood(), id="nothing"),
        ],
    )
    def test_nothing_is_asked_where_nothing_is_to_choose(self, understood: Understood) -> None:
        chat = chat_of(x=understood)
        assert chat.says("x") == ["Pardon?"]
        assert chat.rung is Rung.NO_MATCH

    def test_an_author_can_do_without(self) -> None:
        head = f"{TEAMS}\nbot: {{ask_when_unsure: false}}"
        near = Understood((Intent("opening_hours", 0.65), Intent("prices", 0.6)))
        assert chat_of(head=head).says("hm") == ["Pardon?"]
        assert chat_of(head=head, x=near).says("x") == ["8 to 5."]


ANSWERS = {
    "its number": ("2", ["Which day?"]),
    "its number, with a point": ("1.", ["8 to 5."]),
    "its label": ("opening hours", ["8 to 5."]),
    "its label with a mistake": ("oppening hours", ["8 to 5."]),
    "its label in a sentence": ("no, I want to book an appointment", ["Which day?"]),
    "no": ("no", [OTHER_WORDS]),
    "no, politely": ("no thanks", [OTHER_WORDS]),
    "none of them": ("none of these", [OTHER_WORDS]),
    "a number that is not there": ("3", ["Pardon?"]),
    "yes, to two things": ("yes", ["Pardon?"]),
    "something that a rule hears": ("it is for the kids", ["Kids are welcome."]),
    "something that the bot knows": ("how much", ["$120."]),
    "something that nobody knows": ("bikes", ["Pardon?"]),
    "something as doubtful": ("hm", [WHETHER]),
}
ANSWERS_TO_ONE = {
    "yes": ("yes please", ["Which day, friday?"]),
    "its number": ("1", ["Which day, friday?"]),
    "its label": ("Book an appointment!", ["Which day, friday?"]),
    "no": ("nope", [OTHER_WORDS]),
    "no, and what is meant": ("no, how much is it for kids", ["Kids are welcome."]),
    "not that": ("neither", [OTHER_WORDS]),
}


@pytest.mark.parametrize(("text", "answer"), ANSWERS.values(), ids=ANSWERS)
def test_an_offer_of_two_is_answered_by(text: str, answer: list[str]) -> None:
    chat = chat_of(how_much=sure("prices"))
    chat.says("well")
    assert chat.says(text) == answer


@pytest.mark.parametrize(("text", "answer"), ANSWERS_TO_ONE.values(), ids=ANSWERS_TO_ONE)
def test_an_offer_of_one_is_answered_by(text: str, answer: list[str]) -> None:
    chat = chat_of()
    chat.says("hm")
    assert chat.says(text) == answer


class TestAnOffer:
    def test_keeps_what_was_found_in_the_first_text(self) -> None:
        chat = chat_of()
        chat.says("hm")
        chat.says("yes")
        assert chat.rung is Rung.INTENT
        assert chat.conversation is not None
        assert chat.conversation.values == {"day": "friday", "place": "York"}

    def test_keeps_a_day_a_day(self) -> None:
        friday = Understood((Intent("book_appointment", 0.5),), (Entity("day", date(2026, 3, 6)),))
        chat = chat_of(friday=friday)
        chat.says("friday")
        assert chat.says("yes") == ["Which day, Friday, March 6?"]

    def test_outlives_a_call_for_help(self) -> None:
        chat = chat_of()
        chat.says("well")
        chat.says("HELP", OptOutWord.HELP)
        assert chat.says("2") == ["Which day?"]

    def test_is_over_once_it_is_answered(self) -> None:
        chat = chat_of()
        chat.says("well")
        assert chat.says("1") == ["8 to 5."]
        assert offer_of(chat) is None
        assert chat.says("1") == ["$120."], "the state's own rule"

    @pytest.mark.parametrize("text", ["kids", "what", "menu", "agent"])
    def test_dies_with_the_wait(self, text: str) -> None:
        keywords = "keywords: [{hear: menu, say: Main street.}, {hear: agent, escalate: desk}]"
        chat = chat_of(head=f"{TEAMS}\n{keywords}")
        chat.says("well")
        assert offer_of(chat) is not None
        chat.says(text)
        assert offer_of(chat) is None

    def test_outlives_a_nudge_that_leaves_the_question_open(self) -> None:
        chat = chat_of(STATES.replace("  no_match:", "  silence: {after: 10m, say: Still there?}\n  no_match:"))
        chat.says("well")
        assert chat.silence() == ["Still there?"]
        assert chat.says("2") == ["Which day?"]

    def test_is_void_once_a_human_writes(self) -> None:
        chat = chat_of()
        chat.says("well")
        chat.happens(AgentReplied("kim", "Hi"))
        assert offer_of(chat) is None
        chat.happens(ConversationReturned("kim", "menu"))
        assert chat.says("1") == ["$120."]

    def test_of_a_rule_that_is_gone_is_heard_like_any_text(self) -> None:
        chat = chat_of()
        chat.says("well")
        chat.service = service_of(STATES.replace("opening_hours", "hours"), TEAMS)
        assert chat.says("1") == ["$120."]

    def test_of_which_none_is_meant_counts_as_a_miss(self) -> None:
        chat = chat_of()
        assert [chat.says(text)[0] for text in ("hm", "no")] == [WHETHER, OTHER_WORDS]
        assert chat.says("hm") == [WHETHER]
        assert chat.says("no") == ["A person will be with you shortly."]
        assert chat.status is ConversationStatus.QUEUED

    def test_that_is_passed_over_again_and_again_comes_to_an_end(self) -> None:
        chat = chat_of()
        assert [chat.says("hm")[0] for _ in range(3)] == [WHETHER, WHETHER, "A person will be with you shortly."]


def offer_of(chat: Chat) -> Offer | None:
    assert chat.conversation is not None
    return chat.conversation.offered


class TestAnOpeningText:
    def opening(self, understood: Understood, states: str = STATES, head: str = TEAMS) -> Chat:
        chat = Chat(service_of(states, head))
        chat.answers = bot(hi=understood)
        return chat

    def test_is_asked_about_in_place_of_the_welcome(self) -> None:
        chat = self.opening(HOURS_OR_BOOKING)
        assert chat.says("hi") == [WHICH]
        assert chat.says("2") == ["Which day?"]

    def test_that_meant_neither_leads_to_the_welcome(self) -> None:
        chat = self.opening(HOURS_OR_BOOKING)
        chat.says("hi")
        assert chat.says("no") == ["Harbour. 1 for prices."]
        assert chat.conversation is not None
        assert chat.conversation.misses == 0

    def test_meets_the_welcome_where_the_start_does_more_than_wait(self) -> None:
        states = "menu: {say: Welcome., go_to: ask}\nask: {say: Yes?, rules: [{intent: prices, end: true}]}"
        chat = Chat(service_of(states))
        chat.answers = bot(hi=Understood((Intent("prices", 0.4),)))
        assert chat.says("hi") == ["Welcome.\nYes?"]

    def test_meets_the_welcome_while_the_bot_is_down(self) -> None:
        head = f"{TEAMS}\nbot: {{when_down: {{escalate: desk}}}}"
        assert self.opening(Understood(problem="down"), head=head).says("hi") == ["Harbour. 1 for prices."]


def test_a_business_event_in_between_ends_the_offer() -> None:
    chat = chat_of(
        STATES.replace("    - {hear: [kids]", "    - {event: shipped, say: On its way.}\n    - {hear: [kids]")
    )
    chat.says("well")
    chat.happens(BusinessEventReceived(SMS_LINE, "shipped"))
    assert offer_of(chat) is None


def test_a_conversation_of_before_is_read_as_ever() -> None:
    old = msgspec.json.decode(b'{"flow":"test","state":"menu","wait":1}', type=Conversation)
    assert (old.offered, old.heard) == (None, ())
    assert b"offered" not in msgspec.json.encode(old)


OUTER = """
parley: 1
brand: {name: Test}
teams: {desk: {}}
keywords: [{hear: agent, escalate: desk}, {hear: where, say: Here, reaches_through: true}]
flows:
  test:
    start: menu
    rules: [{intent: tooth_pain, go_to: booking}, {event: shipped, say: On its way.}]
    states:
"""
TEXTS = (
    "well",
    "hm",
    "book me",
    "x",
    "bikes",
    "1",
    "2",
    "no",
    "yes",
    "kids",
    "agent",
    "where",
    "opening hours",
    "friday",
)
HAPPENINGS: tuple[Event, ...] = (
    BusinessEventReceived(SMS_LINE, "shipped"),
    AgentReplied("kim", "Hi"),
    ConversationReturned("kim"),
    ConversationClosed("kim"),
)


def in_a_whole_service(states: str) -> Service:
    return load_text(OUTER + indent(states.strip("\n"), " " * 6) + "\n", "flows.yaml", {})


ASKS_AGAIN, HANDS_OVER = map(in_a_whole_service, (STATES, STATES.replace("times: 1", "times: 0")))


@pytest.mark.count(60, full=2_000)
@settings(max_examples=2_000 if IN_FULL else 60, deadline=None)
@given(
    st.lists(st.sampled_from([TextReceived(SMS_LINE, text) for text in TEXTS] * 2 + list(HAPPENINGS)), max_size=12),
    st.fixed_dictionaries({text: st.sampled_from(MEANINGS) for text in ("x", "bikes", "friday")}),
    st.booleans(),
)
def test_whatever_is_texted_every_text_is_answered_and_no_offer_outlives_its_wait(
    happened: list[Event], meanings: dict[str, Understood], asks_again: bool
) -> None:
    service = ASKS_AGAIN if asks_again else HANDS_OVER
    answers = bot(well=HOURS_OR_BOOKING, hm=DOUBTFUL_BOOKING, book_me=sure("book_appointment"), **meanings)
    live(Life(service, Contact(), answers), [(event, 0) for event in happened])
