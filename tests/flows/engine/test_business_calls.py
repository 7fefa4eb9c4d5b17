"""Business systems are asked and told, and their answers heard, in whatever order things happen."""

from datetime import timedelta
from typing import Any

import pytest

from flows import ConversationStatus, Rung, load_text
from flows.engine.calls import MAX_CALLS
from flows.protocol.effects import CallBusiness
from flows.protocol.events import BusinessEventReceived, CallAnswered, ConversationTaken
from flows.protocol.needs import Fetched, FetchNeeded, Met, Need
from tests.flows.scenario import SMS_LINE, Chat, service_of

ASKING = """
which_day:
  say: "Which day?"
  answer: {type: text, save: day}
  go_to: look

look:
  call: {get: "https://api.example/slots?day={{ day }}", headers: {X-Key: secret}, within: 3s, save: found}
  checks:
    - {if: {contains: {found: none}}, say: "All taken.", go_to: which_day}
  go_to: offer

offer:
  say: "Free: {{ found.slots | join(', ') }}."
  answer: {type: text, save: time}
  end: true
"""

TELLING = """
ask:
  say: "Shall we book?"
  answer: {type: yes/no}
  go_to: book

book:
  say: "One moment."
  call:
    post: "https://api.example/book"
    body: {name: "{{ contact.name }}", people: 2, when: ["{{ conversation.channel }}", true]}
    within: 10s
    save: booking
    failed: {say: "No luck.", go_to: ask}
  go_to: done

done:
  say: "Booked as {{ booking.id }}."
  answer: {type: text, save: note}
  end: true
"""


SHIPPING = """
parley: 1
brand: {name: Test}
senders: {"+12125550101": {flow: booking}}
keywords: [{hear: menu, go_to: menu}]
flows:
  booking:
    start: book
    states:
      book: {call: {post: "https://api.example/book"}, go_to: menu}
      menu: {say: "The menu.", rules: [{hear: "1", go_to: book}]}
  shipping:
    on_event: shipped
    start: told
    states:
      told: {say: "Your order is on its way.", end: true}
"""


def answering(body: Any, status: int = 200) -> Any:
    def answer(need: Need) -> Met:
        return Fetched(status, body)

    return answer


def call_of(chat: Chat) -> CallBusiness:
    return next(effect for effect in chat.effects if isinstance(effect, CallBusiness))


def booking_chat() -> Chat:
    chat = Chat(service_of(TELLING, 'keywords: [{hear: agent, escalate: {}}, {hear: address, say: "12 Harbour St."}]'))
    chat.says("hi")
    return chat


class TestAQuestion:
    def test_is_asked_before_the_step_is_made_and_what_it_says_is_used_at_once(self) -> None:
        chat = Chat(service_of(ASKING))
        chat.says("hi")
        asked: list[Need] = []
        chat.answers = lambda need: asked.append(need) or Fetched(200, {"slots": ["9:00", "9:30"]})  # type: ignore[func-returns-value]
        assert chat.says("Monday & more") == ["Free: 9:00, 9:30."]
        url = "https://api.example/slots?day=Monday%20%26%20more"
        assert asked[0] == FetchNeeded(url, timedelta(seconds=3), {"X-Key": "secret"})
        assert chat.values["found"] == {"slots": ["9:00", "9:30"]}

    def test_may_be_asked_anew_further_down_the_same_step(self) -> None:
        chat = Chat(service_of(ASKING))
        chat.says("hi")
        chat.answers = answering("none left")
        assert chat.says("Monday") == ["All taken.\nWhich day?"]

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            pytest.param(Fetched(503, "busy"), "look: it answered 503", id="an error"),
            pytest.param(Fetched(302), "look: it answered 302", id="a redirect"),
            pytest.param(Fetched(problem="no answer within 3 s"), "look: no answer within 3 s", id="no answer"),
        ],
    )
    def test_that_fails_calls_a_human_who_sees_why(self, answer: Fetched, reason: str) -> None:
        chat = Chat(service_of(ASKING))
        chat.says("hi")
        chat.answers = lambda need: answer
        assert chat.says("Monday") == ["A person will be with you shortly."]
        assert chat.queued is not None
        assert chat.queued.reason == reason

    def test_with_a_huge_answer_calls_a_human(self) -> None:
        chat = Chat(service_of(ASKING))
        chat.says("hi")
        chat.answers = answering("x" * 20_000)
        chat.says("Monday")
        assert chat.rung is Rung.FAILED
        assert chat.status is ConversationStatus.QUEUED


class TestADeed:
    def test_is_done_after_its_state_was_kept_and_goes_on_with_the_result(self) -> None:
        chat = booking_chat()
        assert chat.says("yes") == ["One moment."]
        call = call_of(chat)
        assert (call.method, call.url) == ("POST", "https://api.example/book")
        assert call.body == {"name": "", "people": 2, "when": ["sms", True]}
        assert chat.happens(CallAnswered(call.wait, Fetched(201, {"id": "B7"}))) == ["Booked as B7."]
        assert (chat.state, chat.rung) == ("done", Rung.CALL)

    def test_that_fails_takes_its_way_out(self) -> None:
        chat = booking_chat()
        chat.says("yes")
        assert chat.happens(CallAnswered(call_of(chat).wait, Fetched(409))) == ["No luck.\nShall we book?"]

    def test_is_heard_of_once(self) -> None:
        chat = booking_chat()
        chat.says("yes")
        answered = CallAnswered(call_of(chat).wait, Fetched(201, {"id": "B7"}))
        chat.happens(answered)
        assert chat.happens(answered) == []
        assert chat.rung is Rung.STALE

    def test_keeps_texts_until_it_is_done_and_then_hears_them_together(self) -> None:
        chat = booking_chat()
        chat.says("yes")
        call = call_of(chat)
        assert (chat.says("and bring"), chat.rung) == ([], Rung.CALLING)
        assert chat.says("my x-rays") == []
        assert chat.happens(CallAnswered(call.wait, Fetched(201, {"id": "B7"}))) == ["Booked as B7."]
        assert chat.values["note"] == "and bring\nmy x-rays"
        assert chat.status is ConversationStatus.CLOSED

    def test_does_not_stand_in_the_way_of_a_keyword(self) -> None:
        chat = booking_chat()
        chat.says("yes")
        call = call_of(chat)
        assert chat.says("address") == ["12 Harbour St."]
        assert chat.happens(CallAnswered(call.wait, Fetched(201, {"id": "B7"}))) == ["Booked as B7."]

    def test_leaves_no_text_that_was_kept_for_it_without_an_answer(self) -> None:
        book = 'book: {say: "One moment.", call: {post: "https://api.example/x"}, go_to: done}'
        chat = Chat(service_of(f"{book}\ndone: {{rules: [{{hear: thanks, end: true}}]}}"))
        assert chat.says("hi") == ["One moment."]
        call = call_of(chat)
        assert chat.says("thanks") == []
        assert chat.happens(CallAnswered(call.wait, Fetched(204))) == ["Thank you, we have your message."]

    def test_that_a_keyword_leaves_takes_no_event_with_it(self) -> None:
        chat = Chat(load_text(SHIPPING, "flows.yaml", {}))
        chat.says("hi")
        chat.happens(BusinessEventReceived(SMS_LINE, "shipped"))
        assert (chat.says("and hurry"), chat.rung) == ([], Rung.CALLING)
        assert chat.says("menu") == ["The menu.\nYour order is on its way."]
        assert chat.rung is Rung.KEYWORD
        assert chat.conversation is not None
        assert (chat.conversation.pending, chat.state) == ((), "menu")

    def test_goes_nowhere_once_a_human_has_taken_over(self) -> None:
        chat = booking_chat()
        chat.says("yes")
        call = call_of(chat)
        chat.says("agent")
        chat.happens(ConversationTaken("kim"))
        assert chat.happens(CallAnswered(call.wait, Fetched(201, {"id": "B7"}))) == []
        assert chat.status is ConversationStatus.ASSIGNED

    def test_that_says_nothing_is_answered_when_it_is_done(self) -> None:
        chat = Chat(service_of('a: {call: {post: "https://api.example/x"}, go_to: b}\nb: {end: true}'))
        assert chat.says("hi") == []
        assert chat.happens(CallAnswered(call_of(chat).wait, Fetched(204))) == ["Thank you, we have your message."]


def test_calls_that_lead_to_each_other_for_ever_call_a_human() -> None:
    chat = Chat(service_of('a: {call: {post: "https://api.example/x", failed: a}, go_to: a}'))
    chat.says("hi")
    for number in range(MAX_CALLS):
        assert chat.rung in (Rung.ENTERED, Rung.CALL), number
        chat.happens(CallAnswered(call_of(chat).wait, Fetched(200 if number % 2 else 500)))
    assert chat.rung is Rung.FAILED
    assert chat.status is ConversationStatus.QUEUED


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param("../admin", "..%2Fadmin", id="another path"),
        pytest.param("1&admin=true", "1%26admin%3Dtrue", id="another parameter"),
        pytest.param("#", "%23", id="a fragment"),
        pytest.param("ä€😀", "%C3%A4%E2%82%AC%F0%9F%98%80", id="other scripts"),
    ],
)
def test_a_text_cannot_break_out_of_its_place_in_an_address(value: str, written: str) -> None:
    chat = Chat(service_of('a: {answer: {type: text, save: x}, go_to: b}\nb: {call: {get: "https://h/{{ x }}/y"}}'))
    chat.says("hi")
    asked: list[str] = []
    chat.answers = lambda need: asked.append(need.key) or Fetched(200)  # type: ignore[func-returns-value]
    chat.says(value)
    assert asked[:1] == [f"get https://h/{written}/y"]


def test_a_picture_goes_with_what_is_said_of_a_failed_call_though_the_team_is_called_by_default() -> None:
    chat = Chat(service_of("look: {call: {get: 'http://h', failed: {say: Ask them., media: 'https://h/card.png'}}}"))
    chat.says("hi")
    said, *_ = chat.messages
    assert (said.text, [each.url for each in said.media]) == ("Ask them.", ["https://h/card.png"])
    assert chat.status is ConversationStatus.QUEUED
