"""What the bot understands: taken, asked about, missed, kept for a human."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from textwrap import indent

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import Contact, ConversationStatus, Rung, Service, load_text
from flows.bot_use import STANDS_IN, Drafts, Engine
from flows.conversation import Conversation
from flows.effects import AskBot, Priority
from flows.events import (
    AgentReplied,
    BurstElapsed,
    BusinessEventReceived,
    ConversationClosed,
    ConversationReturned,
    Event,
    TextReceived,
)
from flows.needs import Entity, Intent, Met, Need, UnderstandingNeeded, Understood
from flows.opt_out import OptOutWord
from flows.understanding import Gist, Offer
from tests.flows.generated import MEANINGS, Life
from tests.flows.scenario import SMS_LINE, Chat, service_of
from tests.flows.test_properties import live
from tests.proof import IN_FULL

STATES = """
menu:
  say: "Harbour. 1 for prices."
  rules:
    - {hear: "1", say: "$120."}
    - {hear: [kids], say: "Kids are welcome."}
    - intent: {name: book_appointment, above: 0.7, label: {en: book an appointment, es: pedir una cita}}
      save: {day: day, city.to: place}
      go_to: booking
    - {intent: {name: opening_hours, label: opening hours}, say: "8 to 5."}
    - {intent: prices, say: "$120."}
    - {intent: tooth_pain, if: {known: contact.vip}, say: "Come at once."}
  no_match: {say: "Pardon?", times: 1, escalate: desk}
booking:
  say: "Which day{% if day is defined %}, {{ day }}{% endif %}?"
  answer: {type: date}
  end: true
"""
TEAMS = "teams: {desk: {}}"
FLOW = "flows: {test: {start: a, states: {a: {say: Hi}}}}"
HOURS_OR_BOOKING = Understood((Intent("opening_hours", 0.45), Intent("book_appointment", 0.4), Intent("prices", 0.05)))
DOUBTFUL_BOOKING = Understood(
    (Intent("book_appointment", 0.5), Intent("greet", 0.1)),
    (Entity("day", "friday"), Entity("city", "Albany", role="from"), Entity("city", "York", role="to")),
)
WHICH = "Did you mean:\n1 opening hours\n2 book an appointment\nReply with a number, or tell us in other words."
WHETHER = "Did you mean: book an appointment? Reply yes or no."
OTHER_WORDS = "Please tell us in other words."


def bot(**meanings: Understood) -> Callable[[Need], Met]:
    """Understands texts by their words, with _ for a blank, and nothing else."""
    return lambda need: (
        meanings.get(need.text.replace(" ", "_"), Understood())
        if isinstance(need, UnderstandingNeeded)
        else Understood()
    )


def chat_of(states: str = STATES, head: str = TEAMS, **meanings: Understood) -> Chat:
    """In the middle of a conversation, so that nothing is an opening text."""
    chat = Chat(service_of(states, head))
    chat.says("hello there")
    chat.answers = bot(well=HOURS_OR_BOOKING, hm=DOUBTFUL_BOOKING, **meanings)
    return chat


def sure(intent: str, confidence: float = 0.95, *entities: Entity) -> Understood:
    return Understood((Intent(intent, confidence),), entities)


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


class TestWithoutTheBot:
    DOWN = Understood(problem="no answer within 2 s")

    def test_people_take_over_who_see_why(self) -> None:
        chat = chat_of(head=f"{TEAMS}\nbot: {{when_down: {{escalate: {{team: desk, priority: high}}}}}}", x=self.DOWN)
        assert chat.says("x") == ["A person will be with you shortly."]
        assert chat.queued is not None
        assert (chat.queued.reason, chat.queued.priority) == ("menu: no answer within 2 s", Priority.HIGH)
        assert chat.queued.heard[-1] == Gist("x")

    def test_the_authors_own_reason_stays(self) -> None:
        chat = chat_of(head=f"{TEAMS}\nbot: {{when_down: {{escalate: {{reason: bot down}}}}}}", x=self.DOWN)
        chat.says("x")
        assert chat.queued is not None
        assert chat.queued.reason == "bot down"

    @pytest.mark.parametrize("head", [TEAMS, f"{TEAMS}\nbot: {{when_down: embedded}}"])
    def test_else_a_text_is_one_that_nothing_takes(self, head: str) -> None:
        chat = chat_of(head=head, x=self.DOWN)
        assert chat.says("x") == ["Pardon?"]
        assert chat.says("kids") == ["Kids are welcome."]


class TestWhatTheBotIsAsked:
    def asked(self, *texts: str, states: str = STATES, head: str = TEAMS) -> tuple[Chat, list[UnderstandingNeeded]]:
        chat = Chat(service_of(states, head))
        needs: dict[int, list[UnderstandingNeeded]] = {}

        def answer(need: Need) -> Met:
            assert isinstance(need, UnderstandingNeeded)
            needs.setdefault(step, []).append(need)
            return Understood()

        chat.answers = answer
        step = 0
        for step, text in enumerate(texts):  # noqa: B007 - the closure counts by it
            chat.says(text)
        # `Chat` makes every step twice, to see that it comes to the same.
        return chat, [each for those in needs.values() for each in those[: len(those) // 2]]

    def test_tells_where_the_conversation_is_and_what_is_waited_for(self) -> None:
        head = f"{TEAMS}\nbot: {{language_model: {{sees: [contact.name, day, conversation.channel]}}}}"
        _, (need,) = self.asked("it aches", head=head)
        assert need == UnderstandingNeeded(
            "it aches",
            "en",
            flow="test",
            state="menu",
            expected=("book_appointment", "opening_hours", "prices", "tooth_pain"),
            entities=("day", "city"),
            sees={"conversation.channel": "sms"},
        )

    def test_is_each_text_once(self) -> None:
        _, needs = self.asked("hello", "and", "so")
        assert [need.text for need in needs] == ["hello", "and", "so"]

    def test_is_nothing_that_words_take(self) -> None:
        _, needs = self.asked("1", "kids")
        assert needs == []

    def test_is_nothing_where_no_intent_is_waited_for(self) -> None:
        _, needs = self.asked("hello", "so", states="a: {say: Hi, rules: [{hear: x, end: true}]}")
        assert needs == []

    def test_is_no_picture_without_words(self) -> None:
        chat, _ = self.asked("hello")
        chat.answers = refuse
        assert chat.says("  ") == ["Pardon?"]

    def test_is_nothing_while_a_human_has_the_conversation(self) -> None:
        head = f"{TEAMS}\nkeywords: [{{hear: agent, escalate: desk}}]"
        chat, _ = self.asked("agent", head=head)
        chat.answers = refuse
        for event in (AgentReplied("kim", "Hi"), TextReceived(SMS_LINE, "it aches")):
            chat.happens(event)
        assert chat.rung is Rung.HUMAN

    def test_is_a_burst_as_one_text(self) -> None:
        chat, _ = self.asked("hello", head=f"{TEAMS}\nwindows: {{burst: 3s}}")
        asked: list[str] = []

        def answer(need: Need) -> Met:
            assert isinstance(need, UnderstandingNeeded)
            asked.append(need.text)
            return sure("opening_hours")

        chat.happens(BurstElapsed(1))
        chat.answers = answer
        for text in ("when", "are you", "there"):
            assert chat.says(text) == []
        assert chat.happens(BurstElapsed(4)) == ["8 to 5."]
        assert set(asked) == {"when\nare you\nthere"}
        assert len(asked) == 2, "`Chat` makes every step twice"


def refuse(need: Need) -> Met:
    raise AssertionError(f"the bot was asked: {need}")


class TestALanguageModel:
    def test_is_given_what_the_author_lists_and_nothing_else(self) -> None:
        model = "{sees: [contact.name, day, booked], texts: {parking: {en: 'Free at {{ brand }}.', es: Gratis.}}}"
        chat = Chat(
            service_of(
                "a: {say: Hi, bot: answers, rules: [{hear: x, set: {booked: yes, day: monday}}]}",
                f"bot: {{language_model: {model}}}",
            ),
            contact=Contact(name="Ana", attributes={"vip": True}),
        )
        chat.says("x")
        chat.says("is parking free")
        (deed,) = (effect for effect in chat.effects if isinstance(effect, AskBot))
        assert deed.need.texts == {"parking": "Free at Test."}
        assert deed.need.sees == {"contact.name": "Ana", "day": "monday", "booked": "yes"}


class TestWhatAHumanSees:
    def test_is_the_last_three_texts_that_the_bot_was_asked_about(self) -> None:
        chat = chat_of(STATES.replace("times: 1", "times: 9"), a=sure("opening_hours", 0.8), b=Understood(problem="x"))
        for text in ("1", "zero", "a", "kids", "b", "hm"):
            chat.says(text)
        chat.says("no")
        chat.service = service_of(STATES, TEAMS)
        chat.says("what")
        assert chat.queued is not None
        assert chat.queued.heard == (
            Gist("b"),
            Gist("hm", "book_appointment", 0.5, {"day": "friday", "city.from": "Albany", "city.to": "York"}),
            Gist("what"),
        )

    def test_is_short(self) -> None:
        chat = chat_of()
        chat.says("x" * 1000)
        assert chat.conversation is not None
        (gist,) = chat.conversation.heard[-1:]
        assert len(gist.text) == 160

    def test_begins_anew_with_the_conversation(self) -> None:
        chat = chat_of()
        chat.says("what")
        chat.passes(days=3).says("1")
        assert chat.conversation is not None
        assert chat.conversation.heard == ()


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


def bot_use(written: str) -> Service:
    return service_of(STATES, f"{TEAMS}\nbot: {written}")


def test_how_the_bot_is_used_is_read() -> None:
    model = "{sees: [day, contact.name], texts: {parking: {en: Free., es: Gratis.}}, drafts: customers}"
    use = bot_use(f"{{engine: language_model, within: 4s, when_down: embedded, language_model: {model}}}").bot
    assert (use.engine, use.within.total_seconds(), use.when_down) == (Engine.LANGUAGE_MODEL, 4, STANDS_IN)
    assert use.language_model.sees == ("day", "contact.name")
    assert (list(use.language_model.texts), use.language_model.drafts) == (["parking"], Drafts.CUSTOMERS)


def test_what_is_used_where_nothing_is_written() -> None:
    use = service_of(STATES, TEAMS).bot
    assert (use.engine, use.within.total_seconds(), use.when_down, use.ask_when_unsure) == (None, 2, None, True)


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
