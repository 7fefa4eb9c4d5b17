"""How the bot is used: what it is asked and given, what happens without it, and what a human sees of it."""

import pytest

from flows import Contact, Rung, Service
from flows.model.bot_use import STANDS_IN, Drafts, Engine
from flows.protocol.effects import AskBot, Priority
from flows.protocol.events import (
    AgentReplied,
    BurstElapsed,
    TextReceived,
)
from flows.protocol.needs import Met, Need, UnderstandingNeeded, Understood
from flows.protocol.understood_texts import Gist
from tests.flows.doubtful_bot import STATES, TEAMS, chat_of, sure
from tests.flows.scenario import SMS_LINE, Chat, service_of


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
