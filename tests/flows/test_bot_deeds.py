"""The bot runs actions, goes through forms and answers by itself, in whatever order things happen."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from flows import ConversationStatus, Rung, Service, load_text
from flows.bot_turns import (
    BeginForm,
    BotDeed,
    BotMemory,
    BotMessage,
    BotTurn,
    BotTurnNeeded,
    Button,
    Converse,
    RunAction,
)
from flows.effects import AskBot
from flows.events import BurstElapsed, BusinessEventReceived, CallAnswered, ConversationReturned, ConversationTaken
from flows.needs import Intent, UnderstandingNeeded, Understood
from flows.opt_out import OptOutWord
from tests.bots import YES_OR_NO, asking, not_knowing, saying
from tests.flows.scenario import Chat, service_of

HEAD = """
keywords: [{hear: agent, escalate: {}}, {hear: address, say: "12 Harbour St."}, {hear: menu, go_to: ask}]
teams: {desk: {}, experts: {}}
"""

MEANS_NOTHING = Understood(out_of_scope=True)

ACTION = """
ask:
  say: "Which order?"
  answer: {type: number, save: order}
  go_to: look

look:
  say: "One moment."
  call:
    action: action_order_status
    with: {order: "{{ order }}", about: "order {{ order }}", deep: true}
    within: 10s
    save: found
    failed: {say: "No luck.", go_to: ask}
  go_to: told

told:
  say: "It is {{ found.status }}."
  answer: {type: text, save: note}
  end: true
"""

FORM = """
ask:
  say: "Shall we book?"
  answer: {type: yes/no}
  go_to: book

book:
  say: "A few questions."
  form:
    name: appointment_form
    with: {channel: "{{ conversation.channel }}"}
    save: {day: day, time: hour}
    within: 3s
    left: {say: "Another time, then.", go_to: ask}
  rules:
    - {hear: price, say: "It is $80."}
    - {hear: later, go_to: ask}
  no_match: {say: "Please answer.", times: 1, escalate: {team: experts, reason: lost}}
  silence: {after: 30m, say: "Still there?"}
  checks:
    - {if: {equals: {day: sunday}}, say: "We are closed on Sundays.", go_to: ask}
  go_to: booked

booked:
  say: "See you on {{ day }} at {{ hour }}."
  end: true
"""

ANSWERS = """
ask:
  say: "How can we help?"
  bot: {answers: true, save: {topic: topic}, within: 4s}
  rules:
    - {hear: book, go_to: done}
    - {intent: tooth_pain, say: "That sounds painful.", escalate: {team: experts, priority: urgent}}
  no_match: {say: "Sorry?", times: 1, escalate: {team: experts, reason: lost}}
  silence: {after: 30m, say: "Still there?"}

done:
  say: "Bye{% if topic is defined %}, {{ topic }}{% endif %}."
  end: true
"""

SHIPPING = """
parley: 1
brand: {name: Test}
senders: {"+12125550101": {flow: booking}}
flows:
  booking:
    start: book
    states:
      book: {form: appointment_form, end: true}
  shipping:
    on_event: shipped
    start: told
    states:
      told: {say: "Your order is on its way."}
"""


class BotChat(Chat):
    """A chat in which the bot takes its turns when told to, and understands nothing unless told what."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self.answers = lambda _: MEANS_NOTHING

    @property
    def asked(self) -> AskBot:
        return next(effect for effect in self.effects if isinstance(effect, AskBot))

    @property
    def need(self) -> BotTurnNeeded:
        return self.asked.need

    @property
    def deed(self) -> BotDeed:
        return self.need.deed

    def bot(self, result: BotTurn) -> list[str]:
        """The turn that is waited for is over; what the customer is told."""
        assert self.conversation is not None
        return self.happens(CallAnswered(self.conversation.wait, result))

    def knowing(self, **intents: float) -> "BotChat":
        """The bot takes every text for these."""
        likeliest = tuple(Intent(name, sure) for name, sure in intents.items())
        self.answers = lambda need: Understood(likeliest)
        return self


def chat_with(states: str, *texts: str) -> BotChat:
    chat = BotChat(service_of(states, HEAD))
    for text in texts:
        chat.says(text)
    return chat


class TestAnAction:
    def test_is_run_once_the_step_is_kept_and_goes_on_with_what_it_found(self) -> None:
        chat = chat_with(ACTION, "hi")
        assert chat.says("7") == ["One moment."]
        assert chat.need == BotTurnNeeded(
            RunAction("action_order_status"),
            BotMemory({"order": 7, "about": "order 7", "deep": True}),
            "en",
            timedelta(seconds=10),
        )
        found = saying("Found it.", slots={"status": "ready"}, memory=BotMemory({"order": 7, "status": "ready"}))
        assert chat.bot(found) == ["Found it.\nIt is ready."]
        assert (chat.state, chat.rung) == ("told", Rung.CALL)
        assert chat.conversation is not None
        assert chat.conversation.bot == BotMemory({"order": 7, "status": "ready"})

    def test_that_fails_takes_its_way_out(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        assert chat.bot(BotTurn(problem="no answer within 10 s")) == ["No luck.\nWhich order?"]

    def test_keeps_texts_until_it_is_over_and_then_hears_them(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        assert (chat.says("hurry"), chat.rung) == ([], Rung.CALLING)
        assert chat.bot(BotTurn(slots={"status": "late"})) == ["It is late."]
        assert (chat.values["note"], chat.status) == ("hurry", ConversationStatus.CLOSED)

    def test_that_wants_a_human_gets_one(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        assert chat.bot(saying("A colleague takes over.", hands_over=True)) == ["A colleague takes over."]
        assert chat.queued is not None
        assert (chat.queued.team, chat.queued.reason) == ("desk", "the bot asked for a human")

    @pytest.mark.parametrize("result", [saying("It is ready.", slots={"status": "ready"}), BotTurn(problem="down")])
    def test_is_not_heard_while_a_human_has_the_conversation(self, result: BotTurn) -> None:
        chat = chat_with(ACTION, "hi", "7", "agent")
        assert (chat.bot(result), chat.rung) == ([], Rung.STALE)
        chat.happens(ConversationTaken("kim"))
        assert (chat.bot(result), chat.status) == ([], ConversationStatus.ASSIGNED)

    def test_says_nothing_to_whoever_has_opted_out_meanwhile(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        chat.says("STOP", OptOutWord.STOP, answered_by_provider=True)
        assert chat.bot(saying("Found it.")) == []

    def test_opens_no_form_for_there_is_none_to_go_on_with(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        chat.bot(asking("Which day?", "day", status="ready"))
        assert chat.conversation is not None
        assert chat.conversation.bot == BotMemory({"status": "ready"})

    def test_whose_state_is_gone_meanwhile_calls_a_human(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        chat.service = service_of(
            ACTION.replace("action: action_order_status", "post: https://api.example/x").replace(
                'with: {order: "{{ order }}", about: "order {{ order }}", deep: true}', "body: {}"
            ),
            HEAD,
        )
        chat.bot(saying("Found it."))
        assert (chat.rung, chat.status) == (Rung.FAILED, ConversationStatus.QUEUED)

    def test_sends_pictures_and_cuts_what_is_too_long_for_one_text(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        shown = BotMessage("x" * 2000, media=("https://shop.example/a.png", "file:///etc/passwd"))
        assert chat.bot(BotTurn((shown,), slots={"status": "late"})) == ["x" * 1600, "x" * 400 + "\nIt is late."]
        assert [medium.url for medium in chat.messages[1].media] == ["https://shop.example/a.png"]

    def test_may_send_a_picture_without_a_word(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        picture = BotMessage(media=("https://shop.example/a.png",))
        assert chat.bot(BotTurn((picture,), slots={"status": "late"})) == ["It is late."]
        assert [medium.url for medium in chat.messages[0].media] == ["https://shop.example/a.png"]

    @pytest.mark.parametrize(
        "result",
        [BotTurn((BotMessage("Hi"),) * 11), BotTurn(memory=BotMemory({"all": "x" * 20_000}))],
        ids=["many messages", "much to remember"],
    )
    def test_that_says_or_keeps_too_much_calls_a_human(self, result: BotTurn) -> None:
        chat = chat_with(ACTION, "hi", "7")
        chat.bot(result)
        assert (chat.rung, chat.status) == (Rung.FAILED, ConversationStatus.QUEUED)


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
