"""Scenarios that a flow lives up to, and what is said of those it does not."""

import pytest

from tests.flows.authoring.simulation.lives import live, problem

MENU = "1 cat, 2 slots, 3 order"
SLOTS = 'calls: [{get: /slots, reply: {json: ["09:00"]}}]'
ORDERED = "calls: [{post: /orders, reply: {status: 201, json: {id: A7}}}]"
ORDER_CALLED = "{called: {post: /orders, body: {size: big}}}"

GOOD = {
    "an exact text": f'[{{in: hi}}, {{out: "{MENU}"}}]',
    "a text and its answer in one step": f'[{{in: hi, out: "{MENU}"}}]',
    "a pattern, found anywhere": "[{in: hi, out: /2 slots/}]",
    "a pattern without case": "[{in: hi, out: /2 SLOTS/i}]",
    "a silence that is due": "[{in: hi, out: /cat/}, {wait: 30m, out: Hello?}]",
    "a silence that is not due yet": "[{in: hi, out: /cat/}, {wait: 29m, out: nothing}]",
    "silence in other words": "[{in: hi, out: /cat/}, {wait: 29m, silent: true}]",
    "a jump to a day": '[{in: hi, out: /cat/}, {at: "tuesday 08:00", out: Hello?}]',
    "an escalation": "[{in: agent, out: /person/}, escalated]",
    "an escalation with all that goes with it": (
        "[{in: agent, out: /person/}, {escalated: {team: experts, priority: high, reason: asked}}]"
    ),
    "an agent who takes, replies and closes": (
        "[{in: agent, out: /person/}, {agent: take}, {in: hi}, {agent: {reply: Hello}}, {agent: close}, ended]"
    ),
    "an agent who hands back at a state": "[{in: agent, out: /person/}, {agent: {hand_back: people}, out: How many?}]",
    "a business event": (
        "[{in: hi, out: /cat/}, {event: {name: cat.found, fields: {colour: red}}, out: /red cat is here/}]"
    ),
    "a state by name": "[{in: hi, out: /cat/}, {state: menu}, {state: main.menu}]",
    "a picture and a place": (
        "[{in: {text: hi, media: [http://a.example/b.png], location: {latitude: 40.7, longitude: -74}}, out: /cat/}]"
    ),
    "an opt-out that the provider answers": "[{in: hi, out: /cat/}, {in: STOP}, ended, {in: hi}, {in: START}]",
}
WORLDS = {
    "a question to a business system": (SLOTS, '[{in: "2", out: [One moment., How many?]}, {called: {get: /slots}}]'),
    "what was saved": (SLOTS, '[{in: "2", out: [/./, /./]}, {saved: {slots: ["09:00"]}}]'),
    "a question that fails": ("calls: [{get: /slots, fails: too slow}]", '[{in: "2", out: [/moment/, /sorry/]}]'),
    "a deed": (ORDERED, f'[{{in: "3", out: "Ordered: A7"}}, {ORDER_CALLED}]'),
    "a deed that takes a while": (
        "calls: [{post: /orders, after: 20s, reply: {json: {id: A7}}}]",
        '[{in: "3"}, {in: hello}, {wait: 20s, out: "Ordered: A7"}, ended]',
    ),
    "a stub for one call, then another": (
        "calls: [{get: /slots, times: 1, reply: 503}, {get: /slots, reply: 200}]",
        '[{in: "2", out: [/moment/, /sorry/]}, {in: "2", out: [/moment/, /many/]}]',
    ),
    "what the bot makes of a text": ("bot: {it hurts!: toothache}", "[{in: It hurts!, out: How many?}]"),
    "a bot that is not sure": ("bot: {it hurts: {intent: toothache, confidence: 0.1}}", "[{in: it hurts, out: /cat/}]"),
    "what is known of a contact": ("contact: {name: Ana}", '[{in: hi, out: /cat/}, {saved: {contact.name: Ana}}]'),
    "another sender, on which Parley answers STOP": ('to: "+12125550102"', "[{in: STOP, out: /unsubscribed/}]"),
    "a customer on WhatsApp": ('from: "whatsapp:+1212"', "[{in: STOP, out: /unsubscribed/}]"),
    "an attribute that outlives the conversation": (
        "bot: {ouch: toothache}",
        '[{in: ouch, out: /many/}, {in: "2", out: /name/}, {in: Bo, out: /Bo/}, {in: hi, out: /cat/},'
        " {saved: {contact.name: Bo}}]",
    ),
}  # fmt: skip


@pytest.mark.parametrize("steps", GOOD.values(), ids=GOOD)
def test_lives_up_to(steps: str) -> None:
    assert problem(steps) is None


@pytest.mark.parametrize(("head", "steps"), WORLDS.values(), ids=WORLDS)
def test_lives_up_to_with(head: str, steps: str) -> None:
    assert problem(steps, head) is None


BAD = {
    "another text": ("[{in: hi, out: Hello}]", ("expected another text", "Hello", MENU)),
    "another text than the pattern": ("[{in: hi, out: /dog/}]", ("expected another text", "/dog/", MENU)),
    "no text at all": (
        "[{in: hi, out: /cat/}, {wait: 1m, out: Hello?}]",
        ("expected a message", "Hello?", "nothing"),
    ),
    "a text where none was expected": ("[{in: hi, out: nothing}]", ("expected nothing to be said", None, MENU)),
    "a text that no step expects": (
        "[{in: hi}, {in: hi}]",
        ("the flow said something that no out step expects", None, MENU),
    ),
    "a text that no step expects, at the end": (
        "[{in: hi}]",
        ("the flow said something that no out step expects", None, MENU),
    ),
    "nobody was called": (
        "[{in: hi, out: /cat/}, escalated]",
        ("expected it to be with humans", None, "the flow holds it, in main.menu"),
    ),
    "another team": (
        "[{in: agent, out: /./}, {escalated: desk}]",
        ("expected another team", "desk", "experts"),
    ),
    "not over": (
        "[{in: hi, out: /cat/}, ended]",
        ("expected the conversation to be over", None, "the flow holds it, in main.menu"),
    ),
    "another state": (
        "[{in: hi, out: /cat/}, {state: people}]",
        ('expected it to be in state "people"', None, "the flow holds it, in main.menu"),
    ),
    "another value": (
        "[{in: hi, out: /cat/}, {saved: {people: 2}}]",
        ('expected another value of "people"', "2", "None"),
    ),
    "no call": ("[{in: hi, out: /cat/}, {called: {get: /slots}}]", ("expected a call", "GET /slots", "no call")),
    "a call that nobody answers": (
        '[{in: "2"}]',
        ("GET http://127.0.0.1:8010/demo/slots?day=monday was called, and no stub under calls: answers it", None, None),
    ),
    "back in time": (
        "[{in: hi, out: /cat/}, {at: 2026-03-01 10:00}]",
        ("2026-03-01 10:00 is over: it is 2026-03-02 10:00", None, None),
    ),
}


@pytest.mark.parametrize(("steps", "wanted"), BAD.values(), ids=BAD)
def test_says_what_is_wrong(steps: str, wanted: tuple[str, str | None, str | None]) -> None:
    assert problem(steps) == wanted


def test_another_body_is_shown_whole() -> None:
    wanted = ("expected another body", "{'size': 'small'}", "{'size': 'big', 'count': 2}")
    assert problem('[{in: "3", out: /A7/}, {called: {post: /orders, body: {size: small}}}]', ORDERED) == wanted


def test_a_sender_that_is_not_there_is_named() -> None:
    said = 'no sender is called "+12125550103" (did you mean "+12125550102"?)'
    assert problem("[{in: hi}]", 'to: "+12125550103"') == (said, None, None)


def test_a_failure_has_the_place_of_its_step_and_what_was_said_before() -> None:
    result = live("[{in: hi, out: /cat/}, {in: agent, out: /dog/}]")
    assert result.failure is not None
    assert (result.failure.mark.line, result.failure.mark.column) == (4, 35)
    assert [(line.voice.value, line.text) for line in result.transcript] == [
        ("customer", "hi"),
        ("flow", MENU),
        ("customer", "agent"),
        ("flow", "A person will be with you shortly."),
        ("·", "queued for experts (high): asked"),
    ]


def test_time_ends_before_the_calendar_does() -> None:
    said = problem("[{in: hi, out: /cat/}, {wait: 99999w, out: Hello?}, {wait: 99999w}]")
    assert said == ("that is after 2199, and time ends there: wait for less", None, None)


BOT_FLOW = """
parley: 1
brand: {name: Test}
teams: {desk: {}}
flows:
  main:
    start: menu
    states:
      menu:
        rules: [{hear: form, go_to: form}, {hear: act, go_to: act}]
        bot: answers
      form: {form: visit, go_to: menu}
      act: {call: {action: look}, go_to: menu}
"""

BOT_BAD = {
    "an action without a stub": (
        "[{in: act}]",
        ("the bot was asked for action look, and no stub under calls: says what comes of it", None, None),
    ),
    "a form that goes on without a stub for that": (
        "[{in: form, out: Day?}, {in: friday}]",
        ("form visit goes on, and its stub under calls: has no more turns", None, None),
    ),
    "no such turn": (
        "[{in: form, out: Day?}, {called: {action: look}}]",
        ("expected a turn of the bot", "action look", "form visit"),
    ),
    "other slots": (
        "[{in: form, out: Day?}, {called: {form: visit, slots: {a: 1}}}]",
        ("expected other slots", "{'a': 1}", "{}"),
    ),
}


@pytest.mark.parametrize(("steps", "wanted"), BOT_BAD.values(), ids=BOT_BAD)
def test_says_what_is_wrong_with_turns_of_the_bot(steps: str, wanted: tuple[str, str | None, str | None]) -> None:
    head = "calls: [{form: visit, reply: {say: Day?, asks: day}}]"
    assert problem(steps, head, BOT_FLOW) == wanted


def test_a_bot_fails_as_a_stub_says() -> None:
    head = (
        "calls: [{action: look, fails: it hangs}, {form: visit, fails: it hangs, times: 0}, {form: visit, fails: gone}]"
    )
    assert problem("[{in: act, out: /person/}, {escalated: {reason: 'act: it hangs'}}]", head, BOT_FLOW) is None
    assert problem("[{in: form, out: /person/}, {escalated: {reason: 'form: gone'}}]", head, BOT_FLOW) is None
