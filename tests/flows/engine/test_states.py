"""What a state does, in order, and every way out of it."""

import pytest

from flows import Contact, ConversationStatus, Rung
from flows.protocol.effects import SetContactAttribute
from tests.flows.scenario import MONDAY_MORNING, SUNDAY_NIGHT, WHATSAPP_LINE, Chat, service_of

CLINIC = "timezone: America/New_York\nhours: {clinic: {mon-fri: 08:30-17:30}}"


def test_texts_on_the_way_to_a_wait_leave_as_one_message() -> None:
    chat = Chat(
        service_of(
            "a: {say: One, go_to: b}\nb: {say: Two, go_to: c}\nc: {say: Three?, answer: {type: text}, end: true}"
        )
    )
    assert chat.says("hi") == ["One\nTwo\nThree?"]


def test_a_separate_text_leaves_alone() -> None:
    states = """
a: {say: One, go_to: b}
b: {say: Two, separate: true, go_to: c}
c: {say: Three, go_to: d}
d: {say: Four?, answer: {type: text}, end: true}
"""
    assert Chat(service_of(states)).says("hi") == ["One", "Two", "Three\nFour?"]


def test_texts_that_are_too_long_together_leave_apart() -> None:
    long = "x" * 1000
    states = f"a: {{say: {long}, go_to: b}}\nb: {{say: {long}, answer: {{type: text}}, end: true}}"
    assert Chat(service_of(states)).says("hi") == [long, long]


def test_what_is_said_comes_before_what_is_set() -> None:
    states = """
a: {say: "{{ contact.mood }}", set: {contact.mood: glad}, go_to: b}
b: {say: "Now {{ contact.mood }}", answer: {type: text}, end: true}
"""
    chat = Chat(service_of(states), contact=Contact(attributes={"mood": "sad"}))
    assert chat.says("hi") == ["sad\nNow glad"]
    assert SetContactAttribute("mood", "glad") in chat.effects
    assert chat.values == {}


def test_values_keep_their_types_and_are_read_by_texts() -> None:
    states = """
a: {set: {count: 2, price: 1.5, vip: true, zip: "01234", line: "{{ count }} x {{ price }}"}, go_to: b}
b: {say: "{{ line }} {{ count * price }} {{ zip }}", answer: {type: text, save: said}, end: true}
"""
    chat = Chat(service_of(states))
    assert chat.says("hi") == ["2 x 1.5 3.0 01234"]
    chat.says("  fine ")
    assert chat.values == {
        "count": 2, "price": 1.5, "vip": True, "zip": "01234", "line": "2 x 1.5", "said": "fine",
    }  # fmt: skip


def test_values_end_with_the_conversation_but_the_contact_stays() -> None:
    chat = Chat(
        service_of('a: {say: "{{ contact.name }}?", answer: {type: text, save: x}, end: true}'), contact=Contact("Ana")
    )
    assert chat.says("hi") == ["Ana?"]
    chat.says("something")
    assert chat.values == {"x": "something"}
    assert chat.says("hi") == ["Ana?"]
    assert chat.values == {}


def test_a_language_that_is_set_is_spoken_at_once() -> None:
    states = """
a: {say: {en: Hello, es: Hola}, set: {contact.language: es}, go_to: b}
b: {say: {en: Bye, es: Adiós}, answer: {type: yes/no}, end: true}
"""
    chat = Chat(service_of(states))
    assert chat.says("hi") == ["Hello\nAdiós"]
    chat.contact = Contact(language="es-MX")
    assert chat.says("hm") == ["Perdón, no le he entendido. Responda sí o no."]
    assert chat.says("Sí") == ["Gracias, hemos recibido su mensaje."]


class TestOpening:
    STATES = """
start: {say: Welcome, rules: [{hear: yes, go_to: yes_state}], no_match: {say: Eh?, times: 1}}
yes_state: {say: You said yes, end: true}
"""

    def test_no_rule_takes_it_and_the_start_says_its_text(self) -> None:
        chat = Chat(service_of(self.STATES))
        assert (chat.says("blah"), chat.rung) == (["Welcome"], Rung.ENTERED)
        assert chat.conversation is not None
        assert chat.conversation.misses == 0

    def test_a_rule_takes_it_and_the_welcome_is_not_said(self) -> None:
        chat = Chat(service_of(self.STATES))
        assert (chat.says("yes"), chat.rung) == (["You said yes"], Rung.RULE)

    def test_it_is_no_answer(self) -> None:
        chat = Chat(service_of("a: {say: Your name?, answer: {type: text, save: name}, end: true}"))
        assert chat.says("Ana") == ["Your name?"]
        assert chat.values == {}


class TestRules:
    def test_the_first_rule_that_holds_is_taken(self) -> None:
        states = """
a:
  say: Go
  rules:
    - {hear: [red, blue], if: {equals: {contact.plan: Gold}}, say: first}
    - {hear: blue, say: second}
    - {hear: red, say: third}
    - {if: {channel: whatsapp}, say: any text on WhatsApp}
"""
        assert Chat(service_of(states)).says("blue or red") == ["second"]
        assert Chat(service_of(states), contact=Contact(attributes={"plan": "GOLD"})).says("red") == ["first"]
        assert Chat(service_of(states), line=WHATSAPP_LINE).says("green") == ["any text on WhatsApp"]

    def test_a_rule_comes_before_the_answer(self) -> None:
        states = (
            "a: {say: Q, rules: [{hear: skip, end: true}], answer: {type: text, save: x}, go_to: b}\nb: {say: Thanks}"
        )
        chat = Chat(service_of(states))
        chat.says("hi")
        chat.says("skip")
        assert (chat.rung, chat.values) == (Rung.RULE, {})

    @pytest.mark.parametrize(
        ("condition", "holds"),
        [
            ("{open: clinic}", True),
            ("{closed: clinic}", False),
            ("{equals: {contact.age: 17}}", True),
            ("{equals: {contact.age: '17'}}", False),
            ("{equals: {contact.city: sao paulo}}", True),
            ("{equals: {contact.unknown: x}}", False),
            ("{less: {contact.age: 18}}", True),
            ("{less: {contact.age: 17}}", False),
            ("{less: {contact.city: 18}}", False),
            ("{contains: {contact.note: [ache, PAIN]}}", True),
            ("{contains: {contact.note: pai}}", False),
            ("{known: contact.age}", True),
            ("{known: [contact.age, contact.unknown]}", False),
            ("{channel: sms}", True),
            ("{language: pt}", True),
            ("{language: en}", False),
            ("{all: [{open: clinic}, {channel: sms}]}", True),
            ("{all: [{open: clinic}, {channel: whatsapp}]}", False),
            ("{any: [{closed: clinic}, {channel: sms}]}", True),
            ("{any: [{closed: clinic}, {channel: whatsapp}]}", False),
            ("{not: {open: clinic}}", False),
            ("{open: clinic, channel: whatsapp}", False),
        ],
    )
    def test_conditions(self, condition: str, holds: bool) -> None:
        contact = Contact(language="pt-BR", attributes={"age": 17, "city": "São Paulo", "note": "some pain, I think"})
        chat = Chat(
            service_of(f"a: {{say: Welcome, rules: [{{if: {condition}, say: It holds}}]}}", CLINIC), contact=contact
        )
        assert chat.says("hi") == ["It holds" if holds else "Welcome"]


class TestAnswers:
    @pytest.mark.parametrize(
        ("answer", "text", "value"),
        [
            ("{type: number, save: x}", "for 4 people", 4),
            ("{type: number, save: x}", "３", 3),
            ("{type: number, save: x}", "1,200.50", 1200.5),
            ("{type: number, save: x}", "3 or 4", None),
            ("{type: number, save: x, from: 1, to: 8}", "9", None),
            ("{type: number, save: x, from: 1, to: 8}", "8", 8),
            ("{type: yes/no, save: x}", "Yep!", True),
            ("{type: yes/no, save: x}", "no thanks", False),
            ("{type: yes/no, save: x}", "N", False),
            ("{type: yes/no, save: x}", "👍🏽", True),
            ("{type: yes/no, save: x}", "yes and no", None),
            ("{type: yes/no, save: x}", "maybe", None),
            ("{type: choice, save: x, choices: [Red, Dark blue, Blue]}", "2", "Dark blue"),
            ("{type: choice, save: x, choices: [Red, Dark blue, Blue]}", "the red one", "Red"),
            ("{type: choice, save: x, choices: [Red, Dark blue, Blue]}", "dark BLUE", "Dark blue"),
            ("{type: choice, save: x, choices: [Red, Dark blue, Blue]}", "blue.", "Blue"),
            ("{type: choice, save: x, choices: [Red, Dark blue, Blue]}", "red and blue", None),
            ("{type: choice, save: x, choices: [Red, Dark blue, Blue]}", "4", None),
            ("{type: choice, save: x, choices: [{label: Red, value: r, hear: [scarlet]}]}", "scarlet", "r"),
            ("{type: choice, save: x, choices: [2, 1]}", "2", "2"),
            ("{type: text, save: x}", " anything ", "anything"),
            ("{type: text, save: x}", " ", None),
        ],
    )
    def test_an_answer_is_read_or_asked_again(self, answer: str, text: str, value: object) -> None:
        chat = Chat(service_of(f"a: {{say: Q, answer: {answer}, go_to: b}}\nb: {{say: Thanks, end: true}}"))
        chat.says("hi")
        said = chat.says(text)
        assert chat.values.get("x") == value
        assert (said == ["Thanks"]) is (value is not None)

    def test_choices_are_listed_unless_the_author_lists_them(self) -> None:
        states = "a: {say: 'Red or blue?', answer: {type: choice, choices: [Red, Blue]LIST}, end: true}"
        assert Chat(service_of(states.replace("LIST", ""))).says("hi") == ["Red or blue?\n1 Red\n2 Blue"]
        assert Chat(service_of(states.replace("LIST", ", list: false"))).says("hi") == ["Red or blue?"]

    def test_choices_are_listed_again_below_the_built_in_retry(self) -> None:
        chat = Chat(service_of("a: {say: Q, answer: {type: choice, choices: [Red, Blue]}, end: true}"))
        chat.says("hi")
        assert chat.says("green") == ["Sorry, I did not get that. Please reply with one of these:\n1 Red\n2 Blue"]

    def test_a_check_that_only_says_asks_for_another_answer(self) -> None:
        states = """
a:
  say: How old?
  answer: {type: number, save: age}
  checks: [{if: {less: {age: 18}}, say: Adults only. How old?}]
  go_to: b
b: {say: Welcome, end: true}
"""
        chat = Chat(service_of(states))
        chat.says("hi")
        assert chat.says("17") == ["Adults only. How old?"]
        assert chat.says("18") == ["Welcome"]


class TestPassingThrough:
    STATES = """
a:
  checks:
    - {if: {closed: clinic}, say: Closed., go_to: b}
  go_to: c
b: {say: Leave a note., answer: {type: text}, end: true}
c: {say: We are here., answer: {type: text}, end: true}
"""

    def test_a_state_that_waits_for_nothing_checks_at_once(self) -> None:
        assert Chat(service_of(self.STATES, CLINIC), at=SUNDAY_NIGHT).says("hi") == ["Closed.\nLeave a note."]
        assert Chat(service_of(self.STATES, CLINIC), at=MONDAY_MORNING).says("hi") == ["We are here."]

    def test_a_check_that_only_says_is_passed_by(self) -> None:
        states = "a: {checks: [{if: {channel: sms}, say: Over SMS.}], go_to: b}\nb: {say: Bye}"
        assert Chat(service_of(states)).says("hi") == ["Over SMS.\nBye"]

    def test_a_state_without_a_way_out_ends_the_conversation(self) -> None:
        chat = Chat(service_of("a: {say: That was all}"))
        assert chat.says("hi") == ["That was all"]
        assert chat.status is ConversationStatus.CLOSED

    def test_a_state_that_says_nothing_is_answered_all_the_same(self) -> None:
        assert Chat(service_of("a: {end: true}")).says("hi") == ["Thank you, we have your message."]


class TestNoMatch:
    def test_by_default_it_asks_again_twice_and_then_calls_a_human(self) -> None:
        chat = Chat(service_of("a: {say: Q, answer: {type: number}, end: true}"))
        chat.says("hi")
        retry = ["Sorry, I need a number. Please reply with digits, like 2."]
        assert [chat.says("x"), chat.says("x")] == [retry, retry]
        assert chat.says("x") == ["A person will be with you shortly."]
        assert chat.queued is not None
        assert (chat.queued.team, chat.queued.reason) == ("everyone", "not understood")

    def test_an_understood_text_starts_the_count_afresh(self) -> None:
        chat = Chat(
            service_of("a: {say: Q, rules: [{hear: help me, say: Just a number.}], answer: {type: number}, end: true}")
        )
        chat.says("hi")
        for text in ("x", "x", "help me", "x", "x"):
            chat.says(text)
        assert chat.status is ConversationStatus.AUTOMATED

    @pytest.mark.parametrize(
        ("no_match", "said"),
        [
            ("{say: Eh?, times: 1, go_to: b}", [["Eh?"], ["B"]]),
            ("{say: Eh?, times: 0, go_to: b}", [["B"]]),
            ("Eh?", [["Eh?"], ["Eh?"], ["A person will be with you shortly."]]),
            ("{times: 0, escalate: desk}", [["A person will be with you shortly."]]),
            ("{times: 0, say: Eh?, end: true}", [["Thank you, we have your message."]]),
        ],
    )
    def test_it_can_be_said_otherwise(self, no_match: str, said: list[list[str]]) -> None:
        teams = "teams: {desk: }"
        chat = Chat(
            service_of(f"a: {{say: A, rules: [{{hear: x, end: true}}], no_match: {no_match}}}\nb: {{say: B}}", teams)
        )
        chat.says("hi")
        assert [chat.says("y") for _ in said] == said

    def test_the_answers_own_retry_comes_first(self) -> None:
        chat = Chat(service_of("a: {say: Q, answer: {type: number, retry: Digits!}, no_match: Eh?, end: true}"))
        chat.says("hi")
        assert chat.says("x") == ["Digits!"]


class TestSilence:
    def test_a_nudge_that_only_says_comes_once_and_the_question_stays_open(self) -> None:
        chat = Chat(
            service_of("a: {say: Q, answer: {type: number, save: x}, end: true, silence: {after: 10m, say: Hello?}}")
        )
        chat.says("hi")
        assert chat.silence() == ["Hello?"]
        assert chat.timer is None
        chat.says("5")
        assert chat.values == {"x": 5}

    def test_it_may_escalate(self) -> None:
        chat = Chat(
            service_of(
                "a: {say: Q, answer: {type: number}, end: true, silence: {after: 10m, escalate: {reason: quiet}}}"
            )
        )
        chat.says("hi")
        chat.silence()
        assert chat.queued is not None
        assert chat.queued.reason == "quiet"

    def test_every_text_starts_the_time_afresh(self) -> None:
        chat = Chat(service_of("a: {say: Q, answer: {type: number}, end: true, silence: {after: 10m, end: true}}"))
        chat.says("hi")
        first = chat.timer
        chat.says("x")
        assert (first, chat.timer) != (None, first)

    def test_a_flow_that_would_nudge_for_ever_stops(self) -> None:
        chat = Chat(service_of("a: {say: Q, answer: {type: number}, end: true, silence: {after: 10m, go_to: a}}"))
        chat.says("hi")
        nudges = 0
        while chat.timer is not None:
            assert chat.silence() == ["Q"]
            nudges += 1
        assert nudges == 3
        chat.says("x")
        assert chat.timer is not None


FALLBACK = ["Sorry, something went wrong on our side.\nA person will be with you shortly."]


class TestFailures:
    def test_a_loop_without_a_wait_is_stopped_and_a_human_called(self) -> None:
        chat = Chat(service_of("a: {say: A, go_to: b}\nb: {say: B, set: {contact.x: 1}, go_to: a}"))
        assert chat.says("hi") == FALLBACK
        assert chat.rung is Rung.FAILED
        assert chat.queued is not None
        assert chat.queued.reason == "more than 100 states without a wait"
        assert len(chat.effects) == 2

    def test_what_the_flow_had_changed_before_it_failed_is_undone(self) -> None:
        states = """
a: {say: Q, answer: {type: text, save: x}, go_to: b}
b: {say: B, set: {contact.language: es, y: 1}, go_to: c}
c: {say: "{{ 1 / 0 }}"}
"""
        chat = Chat(service_of(states))
        chat.says("hi")
        assert chat.says("text") == FALLBACK
        assert chat.values == {}
        assert len(chat.effects) == 2

    def test_a_hundred_states_are_no_loop(self) -> None:
        states = "\n".join(f"s{n}: {{say: '{n}', go_to: s{n + 1}}}" for n in range(99))
        chat = Chat(service_of(f"{states}\ns99: {{say: end}}"))
        assert chat.says("hi")[0].endswith("98\nend")

    @pytest.mark.parametrize("text", ["{{ 1 / 0 }}", "{{ later }}", "{{ contact.name * 9 }}", "{{ contact.name + 1 }}"])
    def test_a_text_that_does_not_render_brings_the_fallback_and_a_human(self, text: str) -> None:
        states = f"a: {{say: Q, rules: [{{hear: go, say: '{text}'}}], answer: {{type: text, save: later}}, end: true}}"
        chat = Chat(service_of(states), contact=Contact(name="Ana"))
        chat.says("hi")
        assert chat.says("go") == FALLBACK
        assert (chat.status, chat.state) == (ConversationStatus.QUEUED, "a")

    def test_a_text_that_grows_too_long_is_a_failure_too(self) -> None:
        states = "a: {say: Q, answer: {type: text, save: x}, go_to: b}\nb: {say: '{{ x }}{{ x }}'}"
        chat = Chat(service_of(states))
        chat.says("hi")
        assert chat.says("x" * 900) == FALLBACK
