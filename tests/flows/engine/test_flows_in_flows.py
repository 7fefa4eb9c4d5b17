"""Flows run other flows and come back; business events start flows in between."""

from flows import ConversationStatus, Rung, Service, load_text
from flows.protocol.conversation import Conversation
from flows.protocol.events import BusinessEventReceived, ConversationReturned, ConversationTaken
from tests.flows.scenario import SMS_LINE, Chat

TEXT = """
parley: 1
brand: {name: Test}
senders: {"+12125550101": {flow: desk}}
keywords:
  - {hear: agent, escalate: {}}
  - {hear: menu, go_to: welcome}
flows:
  desk:
    start: welcome
    rules:
      - {hear: price, say: "80 dollars."}
    states:
      welcome:
        say: "1 book, 2 deep"
        set: {name: Ana}
        rules:
          - {hear: "1", go_to: when}
          - {hear: "2", go_to: deep}
          - {event: {name: paid, fields: {amount: number}}, say: "Paid {{ amount }}, thank you.", go_to: welcome}
      when:
        say: "Let us see."
        run: {flow: day, with: {thing: a visit}, save: chosen}
        checks:
          - {if: {equals: {chosen: never}}, say: "As you like.", end: true}
        go_to: done
      done: {say: "{{ name }}: {{ chosen }}", end: true}
      deep: {run: endless}
  day:
    takes: [thing]
    gives: [day]
    start: ask
    states:
      ask:
        say: "Which day for {{ thing }}?"
        answer: {type: text, save: day}
        set: {name: inner, conversation.asked: true}
        end: true
  endless:
    start: again
    states:
      again: {run: endless}
  shipped:
    on_event: {name: order.shipped, fields: {order: text}}
    start: tell
    states:
      tell:
        say: "Order {{ order }} is on its way. Was it quick? Yes or no."
        answer: {type: yes/no, save: quick}
        go_to: thanks
      thanks: {say: "Noted.", end: true}
"""
SERVICE: Service = load_text(TEXT, "flows.yaml", {})


def test_a_flow_runs_another_and_goes_on_with_its_results() -> None:
    chat = Chat(SERVICE)
    chat.says("hi")
    assert chat.says("1") == ["Let us see.\nWhich day for a visit?"]
    assert (chat.conversation and chat.conversation.flow, chat.state) == ("day", "ask")
    assert chat.says("Monday") == ["Ana: Monday"]
    assert chat.status is ConversationStatus.CLOSED


def test_its_checks_are_tried_once_it_is_back() -> None:
    chat = Chat(SERVICE)
    chat.says("hi")
    chat.says("1")
    assert chat.says("never") == ["As you like."]


def test_what_is_shared_is_known_everywhere_and_told_to_humans() -> None:
    chat = Chat(SERVICE)
    chat.says("hi")
    chat.says("1")
    assert chat.conversation is not None
    assert chat.conversation.shared == {"asked": True}
    chat.says("agent")
    assert chat.queued is not None
    assert chat.queued.summary == {"name": "inner", "asked": True, "thing": "a visit"}


def test_a_keyword_leads_out_of_the_inner_flow() -> None:
    chat = Chat(SERVICE)
    chat.says("hi")
    chat.says("1")
    assert chat.says("menu") == ["1 book, 2 deep"]
    assert chat.conversation is not None
    assert (chat.conversation.flow, chat.conversation.stack) == ("desk", ())


def test_an_agent_hands_back_to_a_state_of_the_outer_flow() -> None:
    chat = Chat(SERVICE)
    chat.says("hi")
    chat.says("1")
    chat.happens(ConversationTaken("kim"))
    assert chat.happens(ConversationReturned("kim", "welcome")) == ["1 book, 2 deep"]


def test_flows_within_flows_without_end_call_a_human() -> None:
    chat = Chat(SERVICE)
    chat.says("hi")
    assert chat.says("2") == ["Sorry, something went wrong on our side.\nA person will be with you shortly."]
    assert chat.rung is Rung.FAILED
    assert chat.conversation is not None
    assert chat.conversation.stack == ()


def test_a_flow_that_is_gone_to_come_back_to_calls_a_human() -> None:
    chat = Chat(SERVICE)
    chat.says("hi")
    chat.says("1")
    chat.service = load_text(TEXT.replace("when:", "later:").replace("go_to: when", "go_to: later"), "flows.yaml", {})
    chat.says("Monday")
    assert chat.rung is Rung.FAILED


def test_a_rule_of_the_whole_flow_is_heard_in_its_states() -> None:
    chat = Chat(SERVICE)
    chat.says("hi")
    assert chat.says("what is the price?") == ["80 dollars."]
    assert chat.says("1") == ["Let us see.\nWhich day for a visit?"]


SHIPPED = BusinessEventReceived(SMS_LINE, "order.shipped", {"order": "A1"})


class TestAnEvent:
    def test_starts_its_flow_for_somebody_who_never_texted(self) -> None:
        chat = Chat(SERVICE)
        assert chat.happens(SHIPPED) == ["Order A1 is on its way. Was it quick? Yes or no."]
        assert chat.rung is Rung.EVENT
        assert chat.says("yes") == ["Noted."]
        assert chat.status is ConversationStatus.CLOSED

    def test_comes_between_a_question_and_its_answer(self) -> None:
        chat = Chat(SERVICE)
        chat.says("hi")
        chat.says("1")
        assert chat.happens(SHIPPED) == ["Order A1 is on its way. Was it quick? Yes or no."]
        assert chat.says("no") == ["Noted."]
        assert chat.state == "ask"
        assert chat.says("Monday") == ["Ana: Monday"]

    def test_that_a_state_waits_for_is_taken_there(self) -> None:
        chat = Chat(SERVICE)
        chat.says("hi")
        assert chat.happens(BusinessEventReceived(SMS_LINE, "paid", {"amount": 80})) == [
            "Paid 80, thank you.\n1 book, 2 deep"
        ]

    def test_that_nobody_waits_for_changes_nothing(self) -> None:
        chat = Chat(SERVICE)
        chat.says("hi")
        assert chat.happens(BusinessEventReceived(SMS_LINE, "weather.changed")) == []
        assert chat.rung is Rung.STALE

    def test_leaves_a_human_alone(self) -> None:
        chat = Chat(SERVICE)
        chat.says("hi")
        chat.says("agent")
        assert chat.happens(SHIPPED) == []
        assert (chat.rung, chat.status) == (Rung.HUMAN, ConversationStatus.QUEUED)

    def test_opens_a_new_conversation_after_one_that_is_over(self) -> None:
        chat = Chat(SERVICE)
        chat.conversation = Conversation("desk", "welcome", line=SMS_LINE, wait=3, last_event_at=chat.now)
        chat.passes(days=3)
        chat.happens(SHIPPED)
        assert chat.outcome is not None
        assert chat.outcome.ended is not None
        assert chat.outcome.opened


def test_a_date_of_an_event_is_written_out() -> None:
    text = TEXT.replace("{order: text}", "{order: date}")
    chat = Chat(load_text(text, "flows.yaml", {}))
    event = BusinessEventReceived(SMS_LINE, "order.shipped", {"order": "2026-03-03"})
    assert chat.happens(event) == ["Order Tuesday, March 3 is on its way. Was it quick? Yes or no."]
