"""Texts that come close together are one; late answers; what the bot understands; what goes with a text."""

from datetime import timedelta

from flows import Rung
from flows.protocol.effects import MessageTemplate, StartBurstTimer
from flows.protocol.events import BurstElapsed, CallAnswered, SilenceElapsed
from flows.protocol.needs import Fetched, Intent, Met, Need, Understood
from tests.flows.scenario import WHATSAPP_LINE, Chat, service_of

STATES = """
ask:
  say: "What is it?"
  rules:
    - {hear: "1", say: "One."}
    - {hear: call me, escalate: {}}
  answer: {type: text, save: note}
  go_to: thanks
  silence: {after: 30m, say: "Hello?"}

thanks: {say: "Noted: {{ note }}", end: true}
"""


def bursting() -> Chat:
    chat = Chat(service_of(STATES, "windows: {burst: 3s}\nkeywords: [{hear: menu, go_to: ask}]"))
    chat.says("menu")
    return chat


def over(chat: Chat) -> list[str]:
    """Nobody texts any more: the last timer fires."""
    timer = burst_timer(chat)
    chat.now += timer.after
    return chat.happens(BurstElapsed(timer.burst))


def burst_timer(chat: Chat) -> StartBurstTimer:
    return next(effect for effect in chat.effects if isinstance(effect, StartBurstTimer))


class TestABurst:
    def test_is_heard_as_one_text(self) -> None:
        chat = bursting()
        assert chat.says("my tooth") == []
        assert chat.rung is Rung.BURST
        assert chat.passes(seconds=2).says("hurts") == []
        assert over(chat) == ["Noted: my tooth\nhurts"]

    def test_has_one_timer_that_counts(self) -> None:
        chat = bursting()
        chat.says("my tooth")
        first = burst_timer(chat)
        chat.passes(seconds=2).says("hurts")
        second = burst_timer(chat)
        assert chat.happens(BurstElapsed(first.burst)) == []
        assert chat.rung is Rung.STALE
        assert chat.happens(BurstElapsed(second.burst)) == ["Noted: my tooth\nhurts"]

    def test_opens_a_conversation(self) -> None:
        chat = Chat(service_of(STATES, "windows: {burst: 3s}"))
        assert chat.says("hi") == []
        assert chat.says("there") == []
        assert over(chat) == ["What is it?"]

    def test_lets_a_keyword_and_a_number_pass_at_once(self) -> None:
        chat = bursting()
        assert chat.says("1") == ["One."]
        assert chat.says("menu") == ["What is it?"]
        chat.says("please")
        assert chat.says("Call me!") == ["A person will be with you shortly."]
        assert chat.conversation is not None
        assert chat.conversation.pending == ()

    def test_is_bounded_in_number_and_time(self) -> None:
        chat = bursting()
        for number in range(9):
            assert chat.says(f"text {number}") == []
        assert chat.says("text 9")[0].startswith("Noted: text 0\ntext 1\n")
        chat = bursting()
        answered = [chat.passes(seconds=2.9).says(f"text {number}") for number in range(7)]
        assert [bool(texts) for texts in answered] == [False] * 6 + [True]

    def test_is_no_silence(self) -> None:
        chat = bursting()
        timer = chat.timer
        assert timer is not None
        chat.says("my tooth")
        assert chat.happens(SilenceElapsed(timer.wait)) == []
        assert chat.rung is Rung.STALE


CALLING = """
ask: {say: "Shall we book?", answer: {type: yes/no}, go_to: book}
book: {say: "One moment.", call: {post: "https://api.example/book"}, go_to: done}
done: {say: "Booked.", answer: {type: text, save: note}, go_to: noted}
noted: {say: "Noted: {{ note }}", end: true}
"""


class TestABurstDuringACall:
    def booking(self) -> Chat:
        head = "windows: {burst: 3s}\nkeywords: [{hear: address, say: 12 Harbour St.}]"
        chat = Chat(service_of(CALLING, head))
        chat.says("hi")
        over(chat)
        chat.says("yes")
        assert over(chat) == ["One moment."]
        return chat

    def answered(self, chat: Chat) -> list[str]:
        assert chat.conversation is not None
        return chat.happens(CallAnswered(chat.conversation.wait, Fetched(201)))

    def test_is_not_cut_in_two_by_the_answer(self) -> None:
        chat = self.booking()
        assert (chat.says("and bring"), chat.rung) == ([], Rung.BURST)
        assert self.answered(chat.passes(seconds=1)) == ["Booked."]
        assert (chat.passes(seconds=1).says("my x-rays"), chat.rung) == ([], Rung.BURST)
        assert over(chat) == ["Noted: and bring\nmy x-rays"]

    def test_waits_for_the_answer_once_it_is_over(self) -> None:
        chat = self.booking()
        chat.says("and bring")
        chat.passes(seconds=1).says("my x-rays")
        assert (over(chat), chat.rung) == ([], Rung.CALLING)
        assert self.answered(chat) == ["Booked.\nNoted: and bring\nmy x-rays"]

    def test_is_looked_at_for_keywords_once_it_is_over(self) -> None:
        chat = self.booking()
        chat.says("oh, and")
        assert chat.passes(seconds=1).says("what was your address") == []
        assert (over(chat), chat.rung) == (["12 Harbour St."], Rung.KEYWORD)
        assert self.answered(chat) == ["Booked."]

    def test_is_not_waited_for_by_a_keyword_alone(self) -> None:
        chat = self.booking()
        chat.says("bring x-rays")
        assert (chat.says("address"), chat.rung) == (["12 Harbour St."], Rung.KEYWORD)
        assert chat.conversation is not None
        assert chat.passes(seconds=3).happens(BurstElapsed(chat.conversation.burst)) == []
        assert self.answered(chat) == ["Booked.\nNoted: bring x-rays"]


LATE = """
offer:
  say: "Keep it for you?"
  rules:
    - {hear: ["yes"], say: "Kept.", end: true}
  reply_within: 1h
  %s
other: {say: "Anything else?", answer: {type: text, save: x}, end: true}
"""


class TestALateAnswer:
    def test_takes_the_way_out_for_it(self) -> None:
        chat = Chat(service_of(LATE % 'too_late: {say: "Gone.", go_to: other}'))
        chat.says("hi")
        assert chat.passes(minutes=61).says("yes") == ["Gone.\nAnything else?"]
        assert chat.rung is Rung.TOO_LATE

    def test_starts_afresh_where_none_is_written(self) -> None:
        chat = Chat(service_of(LATE % ""))
        chat.says("hi")
        assert chat.passes(minutes=61).says("hello") == ["Keep it for you?"]
        assert chat.outcome is not None
        assert chat.outcome.opened

    def test_in_time_is_an_answer(self) -> None:
        chat = Chat(service_of(LATE % ""))
        chat.says("hi")
        assert chat.passes(minutes=60).says("yes") == ["Kept."]

    def test_is_not_given_more_time_by_a_keyword(self) -> None:
        chat = Chat(
            service_of(LATE % 'too_late: {say: "Gone.", go_to: other}', "keywords: [{hear: hours, say: 9 to 5}]")
        )
        chat.says("hi")
        assert chat.passes(minutes=50).says("hours") == ["9 to 5"]
        assert chat.passes(minutes=9).says("hours") == ["9 to 5"]
        assert chat.passes(minutes=2).says("hours") == ["9 to 5"]
        assert chat.says("yes") == ["Gone.\nAnything else?"]

    def test_may_be_too_late_everywhere(self) -> None:
        chat = Chat(service_of("a: {say: Q, answer: {type: text, save: x}, end: true}", "windows: {reply: 10m}"))
        chat.says("hi")
        assert chat.passes(minutes=11).says("answer") == ["Q"]


INTENTS = """
ask:
  say: "Tell us."
  rules:
    - {intent: {name: pain, above: 0.8}, say: "Ouch.", end: true}
    - {intent: book, say: "Which day?"}
    - {hear: pain, say: "By word."}
"""


def understanding(*intents: tuple[str, float]) -> Chat:
    def answer(need: Need) -> Met:
        return Understood(tuple(Intent(name, confidence) for name, confidence in intents))

    chat = Chat(service_of(INTENTS))
    chat.says("hi")
    chat.answers = answer
    return chat


class TestAnIntent:
    def test_is_taken_when_the_bot_is_sure_enough(self) -> None:
        chat = understanding(("pain", 0.85), ("book", 0.1))
        assert chat.says("it aches") == ["Ouch."]
        assert chat.rung is Rung.INTENT

    def test_comes_after_words_whatever_the_order_in_the_file(self) -> None:
        assert understanding(("pain", 0.99)).says("pain") == ["By word."]

    def test_opens_a_conversation(self) -> None:
        chat = Chat(service_of(INTENTS))
        chat.answers = lambda need: Understood((Intent("book", 0.9),))
        assert chat.says("I would like to come by") == ["Which day?"]


ATTACHED = """
door:
  say: "The blue door."
  media: ["https://h.example/{{ conversation.channel }}.jpg"]
  go_to: more
more:
  say: "See you tomorrow?"
  template: {id: HX1, values: {"1": "{{ brand }}"}}
  answer: {type: yes/no}
  end: true
"""


def test_media_travel_with_the_text_and_join_what_follows() -> None:
    chat = Chat(service_of(ATTACHED))
    assert chat.says("hi") == ["The blue door.\nSee you tomorrow?"]
    assert [media.url for media in chat.messages[0].media] == ["https://h.example/sms.jpg"]
    assert chat.messages[0].template is None


def test_on_whatsapp_the_message_on_file_takes_the_place_of_the_text() -> None:
    chat = Chat(service_of(ATTACHED), line=WHATSAPP_LINE)
    assert chat.says("hi") == ["The blue door.", "See you tomorrow?"]
    assert chat.messages[1].template == MessageTemplate("HX1", {"1": "Test"})


def test_the_burst_window_is_counted_from_the_last_text() -> None:
    chat = bursting()
    chat.says("well")
    assert chat.effects == (StartBurstTimer(timedelta(seconds=3), 1),)
