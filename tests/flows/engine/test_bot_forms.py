"""The bot goes through forms, in whatever order things happen; what it offers is chosen by number."""

from datetime import timedelta

import pytest

from flows import Rung, load_text
from flows.protocol.bot_turns import (
    BeginForm,
    BotMemory,
    BotMessage,
    BotTurn,
    BotTurnNeeded,
    Button,
    Converse,
)
from flows.protocol.effects import AskBot
from flows.protocol.events import BusinessEventReceived, ConversationReturned
from tests.bots import YES_OR_NO, asking, not_knowing, saying
from tests.flows.bot_chat import ANSWERS, FORM, MEANS_NOTHING, SHIPPING, BotChat, chat_with


class TestAForm:
    def test_asks_until_it_is_filled_in_and_then_goes_on(self) -> None:
        chat = chat_with(FORM, "hi")
        assert chat.says("yes") == ["A few questions."]
        assert chat.need == BotTurnNeeded(
            BeginForm("appointment_form"), BotMemory({"channel": "sms"}), "en", timedelta(seconds=3)
        )
        assert chat.bot(asking("Which day?", "day")) == ["Which day?"]
        assert chat.says("friday") == []
        assert (chat.deed, chat.rung) == (Converse("friday"), Rung.BOT)
        assert chat.need.memory == BotMemory({}, "appointment_form", "day")
        assert chat.bot(asking("What time?", "time", day="friday")) == ["What time?"]
        chat.says("nine")
        done = saying("Noted.", memory=BotMemory({"day": "friday", "time": "9:00"}))
        assert chat.bot(done) == ["Noted.\nSee you on friday at 9:00."]

    def test_filled_in_already_asks_nothing(self) -> None:
        chat = chat_with(FORM, "hi", "yes")
        assert chat.bot(BotTurn(memory=BotMemory({"day": "friday", "time": "9:00"}))) == ["See you on friday at 9:00."]

    def test_is_checked_once_it_is_filled_in(self) -> None:
        chat = chat_with(FORM, "hi", "yes")
        told = chat.bot(BotTurn(memory=BotMemory({"day": "sunday", "time": "9:00"})))
        assert told == ["We are closed on Sundays.\nShall we book?"]

    def test_leaves_words_to_the_rules_and_stays_open(self) -> None:
        chat = chat_with(FORM, "hi", "yes")
        chat.bot(asking("Which day?", "day"))
        assert chat.says("what is the price?") == ["It is $80."]
        assert chat.says("address") == ["12 Harbour St."]
        chat.says("friday")
        assert chat.need.memory.form == "appointment_form"

    def test_that_is_left_by_a_rule_is_over(self) -> None:
        chat = chat_with(FORM, "hi", "yes")
        chat.bot(asking("Which day?", "day", name="Ada"))
        assert chat.says("later") == ["Shall we book?"]
        assert chat.conversation is not None
        assert chat.conversation.bot == BotMemory({"name": "Ada"})

    def test_that_the_bot_leaves_takes_its_way_out(self) -> None:
        chat = chat_with(FORM, "hi", "yes")
        chat.bot(asking("Which day?", "day"))
        chat.says("never mind")
        assert chat.bot(saying("All right.", form_left=True)) == ["All right.\nAnother time, then.\nShall we book?"]

    def test_that_the_bot_leaves_says_its_text_with_its_picture_where_the_way_out_is_the_default(self) -> None:
        left = "left: {say: 'Ask them:', media: 'https://h/card.png'}"
        chat = chat_with(f"ask: {{form: {{name: visit, {left}}}, go_to: ask}}", "hi")
        chat.bot(asking("Which day?", "day"))
        chat.says("never mind")
        chat.bot(saying("All right.", form_left=True))
        assert [each.url for message in chat.messages for each in message.media] == ["https://h/card.png"]

    def test_without_progress_ends_like_any_question(self) -> None:
        chat = chat_with(FORM, "hi", "yes")
        chat.bot(asking("Which day?", "day"))
        lost = BotTurn(memory=BotMemory({}, "appointment_form", "day"), knew=False)
        chat.says("dunno")
        assert chat.bot(lost) == ["Please answer."]
        chat.says("really not")
        assert chat.bot(lost) == ["A person will be with you shortly."]
        assert chat.queued is not None
        assert (chat.queued.team, chat.queued.reason) == ("experts", "lost")

    def test_that_asks_again_itself_is_not_asked_for_twice(self) -> None:
        chat = chat_with(FORM, "hi", "yes")
        chat.bot(asking("Which day?", "day"))
        chat.says("dunno")
        again = saying("A day, please.", memory=BotMemory({}, "appointment_form", "day"), knew=False)
        assert chat.bot(again) == ["A day, please."]
        assert chat.conversation is not None
        assert chat.conversation.misses == 1
        chat.says("hm")
        assert chat.bot(again) == ["A person will be with you shortly."]

    def test_that_refuses_every_answer_has_an_end_too(self) -> None:
        chat = chat_with(FORM, "hi", "yes")
        chat.bot(asking("Which day?", "day"))
        refused = asking("No such day. Which day?", "day", day=None)
        chat.says("99 March")
        assert chat.bot(refused) == ["No such day. Which day?"]
        chat.says("98 March")
        assert chat.bot(refused) == ["A person will be with you shortly."]

    def test_answers_what_is_asked_in_between_as_often_as_it_is(self) -> None:
        chat = chat_with(FORM, "hi", "yes")
        chat.bot(asking("Which day?", "day"))
        for _ in range(5):
            chat.says("where are you?")
            assert chat.bot(asking("12 Harbour St. Which day?", "day")) == ["12 Harbour St. Which day?"]

    def test_whose_bot_fails_calls_a_human_who_sees_why(self) -> None:
        chat = chat_with(FORM, "hi", "yes")
        assert chat.bot(BotTurn(problem="there is no bot")) == ["A person will be with you shortly."]
        assert chat.queued is not None
        assert (chat.queued.team, chat.queued.reason) == ("desk", "book: there is no bot")

    def test_waits_with_its_silence(self) -> None:
        chat = chat_with(FORM, "hi", "yes")
        chat.bot(asking("Which day?", "day"))
        assert chat.silence() == ["Still there?"]
        chat.says("friday")
        assert chat.need.memory.form == "appointment_form"

    def test_hears_what_was_texted_during_a_turn_in_its_next_one(self) -> None:
        chat = chat_with(FORM, "hi", "yes")
        chat.says("on friday")
        assert chat.bot(asking("Which day?", "day")) == ["Which day?"]
        assert (chat.deed, chat.need.memory.asked) == (Converse("on friday"), "day")
        assert chat.bot(asking("What time?", "time", day="friday")) == ["What time?"]

    def test_is_begun_anew_when_an_agent_hands_back_to_it(self) -> None:
        chat = chat_with(FORM, "hi", "yes")
        chat.bot(asking("Which day?", "day", name="Ada"))
        chat.says("agent")
        assert chat.happens(ConversationReturned("kim", "book")) == ["A few questions."]
        assert (chat.deed, chat.need.memory.form) == (BeginForm("appointment_form"), None)
        assert chat.need.memory.slots["name"] == "Ada"

    def test_goes_on_after_an_event_came_in_between(self) -> None:
        chat = BotChat(load_text(SHIPPING, "flows.yaml", {}))
        chat.says("hi")
        chat.bot(asking("Which day?", "day"))
        assert chat.happens(BusinessEventReceived(chat.line, "shipped")) == ["Your order is on its way."]
        chat.says("friday")
        assert (chat.need.memory.form, chat.need.memory.asked) == ("appointment_form", "day")


class TestButtons:
    def offered(self, *buttons: Button) -> BotChat:
        chat = chat_with(ANSWERS, "hi")
        chat.bot(not_knowing())
        chat.says("subscribe")
        lines = "\n".join(f"{number} {button.title}" for number, button in enumerate(buttons, start=1))
        assert chat.bot(saying("Which one?", buttons=buttons)) == [f"Which one?\n{lines}"]
        return chat

    @pytest.mark.parametrize(
        ("text", "payload"),
        [
            pytest.param("2", "/b", id="its number"),
            pytest.param("weekly news", "/a", id="its title"),
            pytest.param("Weekly newz!", "/a", id="nearly its title"),
            pytest.param("3", None, id="no number of one"),
            pytest.param("I want weekly news or offers", None, id="more than its title"),
            pytest.param("/b", None, id="a payload that the customer wrote"),
            pytest.param("book", None, id="a rule"),
        ],
    )
    def test_are_chosen_by_a_whole_text_only(self, text: str, payload: str | None) -> None:
        chat = self.offered(Button("Weekly news", "/a"), Button("Offers", "/b"))
        chat.says(text)
        asked = [effect.need.deed for effect in chat.effects if isinstance(effect, AskBot)]
        assert [deed.payload for deed in asked if isinstance(deed, Converse) and deed.payload] == (
            [payload] if payload else []
        )

    @pytest.mark.parametrize(("text", "payload"), [("yep", "/affirm"), ("nope", "/deny"), ("👍", "/affirm")])
    def test_for_yes_and_no_are_chosen_by_every_word_for_them(self, text: str, payload: str) -> None:
        chat = self.offered(*YES_OR_NO)
        chat.says(text)
        assert chat.deed == Converse(text, payload=payload)

    def test_of_several_messages_are_numbered_through(self) -> None:
        chat = chat_with(ANSWERS, "hi")
        two = (BotMessage("News?", buttons=YES_OR_NO[:1]), BotMessage("Or?", buttons=YES_OR_NO[1:]))
        assert chat.bot(BotTurn(two)) == ["News?\n1 Yes\nOr?\n2 No"]
        chat.says("2")
        assert chat.deed == Converse("2", payload="/deny")

    def test_are_gone_once_something_else_is_asked(self) -> None:
        chat = self.offered(*YES_OR_NO)
        chat.says("menu")
        chat.says("1")
        assert chat.deed == Converse("1", MEANS_NOTHING)

    def test_are_still_there_after_a_text_that_was_none_of_them(self) -> None:
        chat = self.offered(*YES_OR_NO)
        chat.says("hm")
        assert chat.bot(not_knowing()) == ["Sorry?"]
        chat.says("1")
        assert chat.deed == Converse("1", payload="/affirm")
