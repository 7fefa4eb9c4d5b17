"""Which rung of the ladder takes an event, and what it does."""

from datetime import timedelta

import pytest

from flows import Contact, Conversation, ConversationStatus, Rung
from flows.engine.conversation_opening import awaits_answer
from flows.matching.opt_out_words import OptOutWord
from flows.protocol.effects import Priority, Purpose, SendMessage
from flows.protocol.events import (
    AgentReplied,
    ConversationClosed,
    ConversationReturned,
    ConversationTaken,
    HandlingFailed,
    SilenceElapsed,
)
from tests.flows.scenario import SMS_LINE, SUNDAY_NIGHT, Chat, harbour_dental, service_of

MENU = """
menu:
  say: "1 cat, 2 dog"
  rules:
    - {hear: "1", say: Meow}
    - {hear: "2", go_to: dog}
  silence: {after: 30m, say: Hello?}
dog: {say: Woof, go_to: menu}
"""
HEAD = """
teams: {desk: {}, experts: {}}
keywords:
  - {hear: agent, escalate: {team: experts, priority: high, reason: asked, skill: cats}}
  - {hear: hours, say: "Nine to five."}
  - {hear: where, say: "Main street.", reaches_through: true}
  - {hear: restart, go_to: menu, reaches_through: true}
  - {hear: bye, end: true}
"""


def chat_in_menu() -> Chat:
    chat = Chat(service_of(MENU, HEAD))
    chat.says("hi")
    return chat


def chat_with_agent() -> Chat:
    chat = chat_in_menu()
    chat.says("agent")
    chat.happens(ConversationTaken("kim"))
    return chat


class TestOptOut:
    def test_an_opt_out_is_confirmed_once_and_ends_the_automated_conversation(self) -> None:
        chat = chat_in_menu()
        chat.contact = Contact(suppressed=True)
        assert chat.says("STOP", OptOutWord.STOP) == [
            "Test: you are unsubscribed and will get no more messages. Reply START to get them again."
        ]
        assert chat.messages[0].purpose is Purpose.COMPLIANCE
        assert chat.status is ConversationStatus.CLOSED
        assert chat.rung is Rung.OPT_OUT

    @pytest.mark.parametrize("word", list(OptOutWord))
    def test_what_the_provider_has_answered_is_not_answered_again(self, word: OptOutWord) -> None:
        assert chat_in_menu().says(word.upper(), word, answered_by_provider=True) == []

    def test_who_has_opted_out_before_is_not_told_again(self) -> None:
        chat = chat_in_menu()
        chat.contact = Contact(suppressed=True)
        assert chat.says("STOP", OptOutWord.STOP, opted_out_before=True) == []
        assert (chat.rung, chat.status) == (Rung.OPT_OUT, ConversationStatus.CLOSED)

    def test_an_opt_out_leaves_a_conversation_with_its_human(self) -> None:
        chat = chat_with_agent()
        assert len(chat.says("STOP", OptOutWord.STOP)) == 1
        assert chat.status is ConversationStatus.ASSIGNED

    def test_an_opt_in_is_confirmed_and_no_flow_text_follows(self) -> None:
        chat = Chat(service_of(MENU))
        assert chat.says("START", OptOutWord.START)[0].startswith("Test: you will get messages again.")
        assert chat.status is ConversationStatus.CLOSED
        assert chat.says("hi") == ["1 cat, 2 dog"]

    def test_help_without_a_brands_own_is_the_built_in_one(self) -> None:
        assert chat_in_menu().says("HELP", OptOutWord.HELP)[0].startswith("Test: reply STOP to opt out.")

    def test_a_word_that_the_webhook_did_not_act_on_is_a_text_like_any_other(self) -> None:
        assert chat_in_menu().says("yes")[0].startswith("Sorry, I did not get that.")


class TestAwaitsAnswer:
    def test_an_open_question_a_queue_and_a_human_do(self) -> None:
        for chat in (chat_in_menu(), chat_with_agent()):
            assert awaits_answer(chat.service, chat.conversation, chat.now)
        chat = chat_in_menu()
        chat.says("agent")
        assert awaits_answer(chat.service, chat.conversation, chat.now)

    def test_what_is_over_or_silent_for_long_does_not(self) -> None:
        chat = chat_in_menu()
        assert not awaits_answer(chat.service, None, chat.now)
        assert not awaits_answer(chat.service, chat.conversation, chat.now + timedelta(hours=25))
        chat.says("STOP", OptOutWord.STOP)
        assert not awaits_answer(chat.service, chat.conversation, chat.now)


class TestSuppressed:
    @pytest.mark.parametrize("contact", [Contact(suppressed=True), Contact(blocked=True)])
    def test_nothing_is_said_to_who_opted_out_or_is_blocked(self, contact: Contact) -> None:
        chat = chat_in_menu()
        before = chat.state
        chat.contact = contact
        assert chat.passes(minutes=1).says("2") == []
        assert chat.rung is Rung.SUPPRESSED
        assert chat.state == before
        assert chat.conversation is not None
        assert chat.conversation.last_text_at == chat.now

    def test_their_first_text_opens_no_conversation(self) -> None:
        chat = Chat(service_of(MENU), contact=Contact(suppressed=True))
        assert chat.says("hi") == []
        assert chat.status is ConversationStatus.CLOSED

    def test_a_silence_says_nothing_to_them(self) -> None:
        chat = chat_in_menu()
        timer = chat.timer
        assert timer is not None
        chat.contact = Contact(suppressed=True)
        assert chat.happens(SilenceElapsed(timer.wait)) == []


class TestHumans:
    def test_a_queued_customer_is_acknowledged_once(self) -> None:
        chat = chat_in_menu()
        assert chat.says("agent") == ["A person will be with you shortly."]
        assert chat.queued is not None
        assert (chat.queued.team, chat.queued.priority, chat.queued.reason) == ("experts", Priority.HIGH, "asked")
        assert chat.queued.skill == "cats"
        assert chat.says("are you there?") == ["Thank you, we have your message. A person will be with you shortly."]
        assert chat.says("1") == []
        assert chat.rung is Rung.HUMAN

    def test_while_an_agent_holds_it_the_flow_is_silent(self) -> None:
        chat = chat_with_agent()
        assert chat.says("2") == []
        assert chat.says("agent") == []
        assert chat.status is ConversationStatus.ASSIGNED

    def test_a_keyword_that_reaches_through_still_acts(self) -> None:
        chat = chat_with_agent()
        assert chat.says("where are you?") == ["Main street."]
        assert chat.status is ConversationStatus.ASSIGNED

    def test_a_keyword_that_reaches_through_may_take_it_back_to_the_flow(self) -> None:
        chat = chat_with_agent()
        assert chat.says("restart") == ["1 cat, 2 dog"]
        assert chat.status is ConversationStatus.AUTOMATED

    def test_any_human_reply_takes_the_conversation(self) -> None:
        chat = chat_in_menu()
        timer = chat.timer
        assert timer is not None
        assert chat.happens(AgentReplied("kim", "Hi, Kim here")) == ["Hi, Kim here"]
        assert chat.effects == (SendMessage("Hi, Kim here", agent="kim"),)
        assert (chat.status, chat.conversation and chat.conversation.agent) == (ConversationStatus.ASSIGNED, "kim")
        assert chat.happens(SilenceElapsed(timer.wait)) == []
        assert chat.rung is Rung.STALE

    def test_an_agent_may_write_first(self) -> None:
        chat = Chat(service_of(MENU))
        assert chat.happens(AgentReplied("kim", "Your cat is ready")) == ["Your cat is ready"]
        assert chat.outcome is not None
        assert chat.outcome.opened
        assert chat.status is ConversationStatus.ASSIGNED

    def test_handed_back_it_starts_over_or_goes_where_the_agent_says(self) -> None:
        chat = chat_with_agent()
        assert chat.happens(ConversationReturned("kim")) == ["1 cat, 2 dog"]
        assert chat.status is ConversationStatus.AUTOMATED
        chat = chat_with_agent()
        assert chat.happens(ConversationReturned("kim", "dog")) == ["Woof\n1 cat, 2 dog"]
        assert chat.says("1") == ["Meow"]

    def test_handed_back_to_a_state_that_is_gone_it_starts_over(self) -> None:
        assert chat_with_agent().happens(ConversationReturned("kim", "fish")) == ["1 cat, 2 dog"]

    def test_a_flow_holds_nothing_that_could_be_handed_back(self) -> None:
        chat = chat_in_menu()
        assert chat.happens(ConversationReturned("kim")) == []
        assert chat.rung is Rung.STALE

    def test_closed_and_texted_soon_after_it_goes_back_to_the_same_humans(self) -> None:
        chat = chat_with_agent()
        chat.happens(ConversationClosed("kim"))
        assert chat.status is ConversationStatus.CLOSED
        assert chat.passes(days=2).says("one more thing") == [
            "Thank you, we have your message. A person will be with you shortly."
        ]
        assert chat.rung is Rung.REOPENED
        assert (chat.status, chat.queued and chat.queued.team) == (ConversationStatus.QUEUED, "experts")

    def test_closed_and_texted_long_after_it_starts_afresh(self) -> None:
        chat = chat_with_agent()
        chat.happens(ConversationClosed("kim"))
        assert chat.passes(days=4).says("hi") == ["1 cat, 2 dog"]
        assert chat.outcome is not None
        assert chat.outcome.opened
        assert chat.outcome.ended is None

    def test_what_is_closed_cannot_be_closed_or_taken_again(self) -> None:
        chat = chat_with_agent()
        chat.happens(ConversationClosed("kim"))
        for event in (ConversationClosed("lee"), ConversationTaken("lee")):
            chat.happens(event)
            assert chat.rung is Rung.STALE

    def test_a_text_wakes_a_snoozed_conversation(self) -> None:
        chat = chat_with_agent()
        assert chat.conversation is not None
        for agent, woken in (("kim", ConversationStatus.ASSIGNED), (None, ConversationStatus.QUEUED)):
            chat.conversation = Conversation("test", "menu", ConversationStatus.SNOOZED, agent=agent)
            chat.says("hello")
            assert chat.status is woken


class TestWindows:
    def test_a_long_silence_ends_an_automated_conversation_and_the_text_opens_another(self) -> None:
        chat = Chat(harbour_dental())
        for text in ("hi", "2"):
            chat.says(text)
        assert chat.passes(hours=12, seconds=1).says("hi")[0].startswith("Hi there")
        assert chat.outcome is not None
        assert chat.outcome.opened
        assert chat.outcome.ended is not None
        assert chat.outcome.ended.status is ConversationStatus.CLOSED
        assert chat.values == {}

    def test_a_shorter_silence_does_not(self) -> None:
        chat = Chat(harbour_dental())
        for text in ("hi", "1"):
            chat.says(text)
        assert chat.passes(hours=12).says("sunday")[0].startswith("We are closed on Sunday")

    def test_no_silence_ends_a_conversation_that_a_human_holds(self) -> None:
        chat = chat_with_agent()
        assert chat.passes(days=30).says("hi") == []
        assert chat.status is ConversationStatus.ASSIGNED

    def test_windows_can_be_off(self) -> None:
        chat = Chat(service_of(MENU, "windows: {conversation: off, reopen: off}"))
        chat.says("hi")
        assert chat.passes(days=300).says("1") == ["Meow"]
        chat.happens(ConversationClosed("kim"))
        assert chat.says("hi") == ["1 cat, 2 dog"]


class TestKeywords:
    def test_a_keyword_that_only_says_leaves_the_question_open(self) -> None:
        chat = chat_in_menu()
        assert chat.says("what are your hours") == ["Nine to five."]
        assert chat.says("1") == ["Meow"]

    def test_an_opening_keyword_that_only_says_leaves_the_start_waiting(self) -> None:
        chat = Chat(service_of(MENU, HEAD))
        assert chat.says("hours") == ["Nine to five."]
        assert chat.says("1") == ["Meow"]

    def test_a_keyword_that_says_nothing_is_answered_all_the_same(self) -> None:
        chat = chat_in_menu()
        assert chat.says("bye") == ["Thank you, we have your message."]
        assert chat.status is ConversationStatus.CLOSED


class TestFailures:
    def test_an_event_that_could_not_be_handled_brings_the_fallback_and_a_human(self) -> None:
        chat = chat_in_menu()
        assert chat.happens(HandlingFailed("no luck")) == [
            "Sorry, something went wrong on our side.\nA person will be with you shortly."
        ]
        assert (chat.queued and chat.queued.team, chat.queued and chat.queued.reason) == ("desk", "no luck")
        assert chat.rung is Rung.FAILED

    def test_at_night_the_fallback_says_when_a_human_will_answer(self) -> None:
        chat = Chat(harbour_dental(), at=SUNDAY_NIGHT)
        assert "when we open again tomorrow at 8:30 am" in chat.happens(HandlingFailed("no luck"))[0]

    def test_who_opted_out_is_told_nothing_but_a_human_is_called(self) -> None:
        chat = chat_in_menu()
        chat.contact = Contact(suppressed=True)
        assert chat.passes(hours=1).happens(HandlingFailed("no luck")) == []
        assert chat.queued is not None
        assert chat.conversation is not None
        assert chat.conversation.last_event_at == chat.now

    def test_with_a_human_there_nothing_is_said(self) -> None:
        chat = chat_with_agent()
        assert chat.happens(HandlingFailed("no luck")) == []
        assert chat.status is ConversationStatus.ASSIGNED

    def test_without_teams_everyone_is_called(self) -> None:
        chat = Chat(service_of(MENU))
        chat.happens(HandlingFailed("no luck"))
        assert chat.queued is not None
        assert chat.queued.team == "everyone"


def test_a_line_that_no_sender_names_is_answered_by_the_first_flow() -> None:
    assert Chat(harbour_dental(), line="+15005550006").says("hi")[0].startswith("Hi there")


def test_a_conversation_whose_flow_and_state_are_gone_starts_over() -> None:
    chat = chat_in_menu()
    assert chat.conversation is not None
    chat.conversation = Conversation("gone", "lost", line=SMS_LINE, wait=1, last_event_at=chat.now)
    assert chat.says("1") == ["1 cat, 2 dog"]
    assert (chat.conversation.flow, chat.state) == ("test", "menu")


def test_a_timer_of_an_earlier_wait_does_nothing() -> None:
    chat = chat_in_menu()
    timer = chat.timer
    assert timer is not None
    chat.says("1")
    before = chat.conversation
    assert chat.passes(minutes=30).happens(SilenceElapsed(timer.wait)) == []
    assert (chat.rung, chat.conversation) == (Rung.STALE, before)


def test_effects_come_as_messages_then_timer_then_queue() -> None:
    chat = chat_in_menu()
    assert [type(effect).__name__ for effect in chat.effects] == ["SendMessage", "StartSilenceTimer"]
    chat.says("agent")
    assert [type(effect).__name__ for effect in chat.effects] == ["SendMessage", "QueueConversation"]
    assert chat.timer is None
