"""The bot answers by itself, drafts for humans, and tells them what it made of the texts."""

import pytest
from msgspec.structs import replace

from flows import Rung
from flows.protocol.bot_turns import (
    BotTurn,
    Converse,
)
from flows.protocol.events import BurstElapsed
from flows.protocol.needs import Intent, UnderstandingNeeded, Understood
from tests.bots import asking, not_knowing, saying
from tests.flows.bot_chat import ANSWERS, FORM, HEAD, MEANS_NOTHING, BotChat, chat_with
from tests.flows.scenario import service_of


class TestTheBotAnswers:
    def open_chat(self) -> BotChat:
        chat = chat_with(ANSWERS, "hi")
        assert chat.bot(not_knowing()) == ["How can we help?"]
        return chat

    def test_a_first_text_instead_of_the_welcome(self) -> None:
        chat = chat_with(ANSWERS, "when are you open?")
        assert chat.deed == Converse("when are you open?", MEANS_NOTHING)
        assert chat.bot(saying("Until 5:30 pm.")) == ["Until 5:30 pm."]
        assert chat.state == "ask"

    def test_a_text_that_nothing_takes_and_the_question_stays_open(self) -> None:
        chat = self.open_chat()
        assert chat.says("when are you open?") == []
        assert chat.rung is Rung.BOT
        assert chat.bot(saying("Until 5:30 pm.", slots={"topic": "hours", "other": 1})) == ["Until 5:30 pm."]
        assert chat.timer is not None
        assert chat.says("book") == ["Bye, hours."]

    def test_after_the_rules_by_intent_and_with_what_was_understood_for_them(self) -> None:
        chat = self.open_chat().knowing(hours=0.9)
        chat.says("when are you open?")
        assert chat.deed == Converse("when are you open?", Understood((Intent("hours", 0.9),)))
        chat.bot(saying("Until 5:30 pm."))
        assert chat.knowing(tooth_pain=0.9).says("it hurts") == ["That sounds painful."]

    @pytest.mark.parametrize("understood", [Understood(), Understood(problem="no answer within 2 s")])
    def test_nothing_where_there_is_no_bot_or_it_is_down(self, understood: Understood) -> None:
        chat = BotChat(service_of(ANSWERS, HEAD))
        chat.answers = lambda _: understood
        assert chat.says("when are you open?") == ["How can we help?"]
        assert chat.says("when are you open?") == ["Sorry?"]

    def test_and_does_not_know_so_that_it_is_asked_again(self) -> None:
        chat = self.open_chat()
        chat.says("xyzzy")
        assert chat.bot(not_knowing()) == ["Sorry?"]
        chat.says("plugh")
        chat.bot(not_knowing())
        assert chat.queued is not None
        assert (chat.queued.team, chat.queued.reason) == ("experts", "lost")

    def test_and_wants_a_human_of_the_team_that_is_called_here(self) -> None:
        chat = self.open_chat()
        chat.says("I want to complain")
        assert chat.bot(BotTurn(hands_over=True)) == ["A person will be with you shortly."]
        assert chat.queued is not None
        assert (chat.queued.team, chat.queued.reason) == ("experts", "the bot asked for a human")

    def test_once_for_a_burst_of_texts(self) -> None:
        chat = BotChat(service_of(ANSWERS, HEAD + "windows: {burst: 3s}\n"))
        for text in ("hello there", "are you open", "on saturdays?"):
            assert (chat.says(text), chat.rung) == ([], Rung.BURST)
        assert chat.happens(BurstElapsed(3)) == []
        assert chat.deed == Converse("hello there\nare you open\non saturdays?", MEANS_NOTHING)
        assert chat.bot(saying("On Saturdays, yes.")) == ["On Saturdays, yes."]

    def test_not_at_all_when_it_fails(self) -> None:
        chat = self.open_chat()
        chat.says("when are you open?")
        chat.bot(BotTurn(problem="no answer within 4 s"))
        assert chat.queued is not None
        assert chat.queued.reason == "ask: no answer within 4 s"

    def test_with_nothing_which_is_still_an_answer(self) -> None:
        chat = self.open_chat()
        chat.says("thanks")
        assert chat.bot(BotTurn()) == ["Thank you, we have your message."]

    def test_what_it_asked_itself_before_any_meaning_is_looked_for(self) -> None:
        chat = self.open_chat()
        chat.says("an appointment")
        chat.bot(asking("Which day?", "day"))
        needs: list[UnderstandingNeeded] = []
        chat.answers = lambda need: needs.append(need) or Understood()  # type: ignore[func-returns-value, arg-type]
        chat.says("friday")
        assert (chat.deed, needs) == (Converse("friday"), [])


DRAFTS = """
bot: {engine: language_model, language_model: {texts: {hours: "We are open until {{ contact.name or 5 }}."}%s}}
"""


class TestADraft:
    def drafting(self, drafts: str = "") -> BotChat:
        chat = BotChat(service_of(ANSWERS, HEAD + DRAFTS % drafts))
        chat.says("when are you open?")
        assert chat.need.texts == {"hours": "We are open until 5."}
        return chat

    def test_goes_to_a_human_who_reads_it_first(self) -> None:
        chat = self.drafting()
        assert chat.bot(saying("Until 5.", draft=True)) == ["A person will be with you shortly."]
        assert chat.queued is not None
        assert (chat.queued.team, chat.queued.reason) == ("experts", "the bot drafted an answer")
        assert (chat.queued.draft, chat.queued.summary) == ("Until 5.", {})

    def test_is_no_value_so_that_one_of_the_same_name_stays(self) -> None:
        chat = self.drafting()
        assert chat.conversation is not None
        chat.conversation = replace(chat.conversation, values={"draft": "the author's own"})
        chat.bot(saying("Until 5.", draft=True))
        assert chat.queued is not None
        assert (chat.queued.draft, chat.queued.summary) == ("Until 5.", {"draft": "the author's own"})

    def test_is_sent_where_the_author_says_so(self) -> None:
        assert self.drafting(", drafts: customers").bot(saying("Until 5.", draft=True)) == ["Until 5."]


class TestAHumanSees:
    def test_what_the_bot_made_of_the_last_texts(self) -> None:
        chat = chat_with(ANSWERS, "hi")
        chat.bot(not_knowing())
        chat.knowing(hours=0.9).says("are you open?")
        chat.bot(saying("Until 5:30 pm."))
        chat.says("yes?")
        chat.bot(BotTurn(hands_over=True))
        assert chat.queued is not None
        assert [(gist.text, gist.intent) for gist in chat.queued.heard] == [
            ("hi", None),
            ("are you open?", "hours"),
            ("yes?", "hours"),
        ]

    def test_what_the_bot_made_of_a_text_that_nobody_else_asked_about(self) -> None:
        chat = chat_with(FORM, "hi", "yes")
        chat.bot(asking("Which day?", "day"))
        chat.says("I have had enough")
        chat.bot(BotTurn(understood=Understood((Intent("complain", 0.8),)), hands_over=True))
        assert chat.queued is not None
        assert [(gist.text, gist.intent) for gist in chat.queued.heard] == [("I have had enough", "complain")]
