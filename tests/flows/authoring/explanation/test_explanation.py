"""For each rung of the ladder: what took a text, and why the rungs above did not."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from flows import Contact, Service, load_text
from flows.authoring.explanation.explain import Meaning, explain, meaning, waiting_in
from flows.authoring.explanation.explanation_trace import Tried
from flows.authoring.simulation.simulation import Simulation
from flows.engine.conversation_opening import answer_opt_out, find_conversation, ignore_suppressed
from flows.engine.handoff import pass_to_human
from flows.engine.intent_rules import take_intent
from flows.engine.ladder import LADDER
from flows.engine.state_rules import retry, take_flow_rule, take_service_keyword, take_state_rule
from flows.engine.timers import keep_for_burst
from flows.protocol.needs import Intent, Understood

NEW_YORK = ZoneInfo("America/New_York")
#: A Monday.
MORNING = datetime(2026, 3, 2, 10, 0, tzinfo=NEW_YORK)
NIGHT = datetime(2026, 3, 2, 22, 0, tzinfo=NEW_YORK)

FLOWS = """
parley: 1
brand: {name: Test}
timezone: America/New_York
hours: {clinic: {daily: 08:30-17:30}}
keywords:
  - {hear: [agent, human], escalate: everyone}
  - {hear: where, say: Main street., reaches_through: true}
flows:
  main:
    start: menu
    rules: [{hear: back, go_to: menu}]
    states:
      menu:
        say: Hi
        rules:
          - {hear: [book, booking], if: {open: clinic}, go_to: people}
          - {hear: book, say: We are closed.}
          - {if: {known: contact.vip}, go_to: people}
          - {intent: {name: tooth_pain, above: 0.6}, go_to: people}
          - {intent: {name: prices, label: the prices}, say: $120}
      people:
        say: How many?
        answer: {type: number, save: people, from: 1, to: 12}
        checks: [{if: {less: {people: 2}}, say: Two at least., go_to: people}]
        go_to: menu
        reply_within: 1h
        too_late: {say: Too late., go_to: menu}
"""


def service() -> Service:
    return load_text(FLOWS, "flows.yaml", {})


def tried(
    text: str,
    *,
    at: datetime = MORNING,
    state: str | None = None,
    intent: tuple[str, float] | None = None,
    understood: Understood | None = None,
    contact: Contact | None = None,
    line: str = "",
) -> list[Tried]:
    before = None if state is None else waiting_in("main", state, "", {}, at - timedelta(minutes=1))
    world = Meaning(understood) if understood else meaning(*intent) if intent else meaning(None, 0)
    it = Simulation(service(), at, line, conversation=before, world=world, contact=contact or Contact())
    return explain(it, text).told[0].tried


def why(what: str, those: list[Tried]) -> tuple[bool, str]:
    return next((each.took, each.why) for each in those if each.what == what)


NEAR = Understood((Intent("prices", 0.65), Intent("tooth_pain", 0.6)))
OUT_OF_SCOPE = Understood(NEAR.intents, out_of_scope=True)
DOWN = Understood(problem="no answer within 2 s")
VIP = Contact(attributes={"vip": True})
TAKEN = {
    "an opt-out": (tried("stop"), "opt-out", "it means STOP, and the provider answers it itself"),
    "an opt-in of somebody who has opted out": (
        tried("start", contact=Contact(suppressed=True)),
        "opt-out",
        "it means START, and the provider answers it itself",
    ),
    "an opt-out on WhatsApp of somebody who has opted out": (
        tried("stop", contact=Contact(suppressed=True), line="whatsapp:+12125550101"),
        "opt-out",
        "it means STOP, as they did before: it is confirmed once",
    ),
    "suppressed": (tried("hi", contact=Contact(suppressed=True)), "suppressed", "they have opted out: nothing is said"),
    "blocked": (tried("hi", contact=Contact(blocked=True)), "suppressed", "an agent has blocked them: nothing is said"),
    "a keyword": (tried("a human, please"), "keyword 1", "hears human"),
    "a rule": (tried("book me"), "rule 1", "hears book, clinic open: it is open"),
    "a rule of the night": (tried("book me", at=NIGHT), "rule 2", "hears book"),
    "a rule without words": (tried("x", contact=VIP), "rule 3", "contact.vip known: it is yes"),
    "an intent": (tried("ouch", intent=("tooth_pain", 0.7)), "intent tooth_pain", "the bot was 0.70 sure, asks 0.6"),
    "one of two intents, which the customer is asked": (
        tried("ouch", state="menu", understood=NEAR),
        "did you mean",
        "asks whether prices or tooth_pain is meant",
    ),
    "an answer": (tried("for 2", state="people"), "answer", "asks for a number from 1 to 12: it is 2"),
    "a check": (tried("1", state="people"), "check 1", "people < 2: it is 1"),
    "a rule of the flow": (tried("back", state="people"), "flow rule 1", "hears back"),
    "nothing": (tried("x", state="menu"), "no match", "nothing above took it: asks again, 1 of 2 times"),
}
PASSED = {
    "no opt-out": (tried("hi"), "opt-out", "it is no opt-out, opt-in or help word"),
    "an opt-in of somebody who never left": (tried("start"), "opt-out", "it is no opt-out, opt-in or help word"),
    "a keyword that is not heard": (tried("x"), "keyword 1", "hears agent, human: not in the text"),
    "a rule that is not heard": (tried("x", state="menu"), "rule 1", "hears book, booking: not in the text"),
    "a rule by day only": (
        tried("book", at=NIGHT, state="menu"),
        "rule 1",
        "hears book, but clinic open: it is closed, and opens again tomorrow at 8:30 am",
    ),
    "a rule below another": (tried("book"), "rule 2", "hears book, but the one above took it"),
    "a condition": (tried("x", state="menu"), "rule 3", "contact.vip known: there is no value"),
    "a bot that is not sure": (
        tried("ouch", state="menu", intent=("tooth_pain", 0.41)),
        "intent tooth_pain",
        "the bot was 0.41 sure, asks 0.6",
    ),
    "a bot with another idea": (
        tried("ouch", state="menu", intent=("greet", 0.9)),
        "intent tooth_pain",
        "the bot took it for greet (0.90)",
    ),
    "a bot without an idea": (tried("ouch", state="menu"), "intent tooth_pain", "the bot understood nothing"),
    "an intent as likely as another": (
        tried("ouch", state="menu", understood=NEAR),
        "intent prices",
        "the bot was 0.65 sure, asks 0.6, but another is as likely",
    ),
    "an intent that is out of scope": (
        tried("ouch", state="menu", understood=OUT_OF_SCOPE),
        "intent prices",
        "the bot knows that it is something else",
    ),
    "what the bot understood": (
        tried("ouch", state="menu", understood=NEAR),
        "bot",
        "prices 0.65, tooth_pain 0.60",
    ),
    "a text out of scope": (
        tried("ouch", state="menu", understood=OUT_OF_SCOPE),
        "bot",
        "out of scope; nearest prices 0.65, tooth_pain 0.60",
    ),
    "a bot that is down": (
        tried("ouch", state="menu", understood=DOWN),
        "bot",
        "there is no answer: no answer within 2 s",
    ),
    "an answer that is none": (
        tried("x", state="people"),
        "answer",
        "asks for a number from 1 to 12: none in the text",
    ),
    "a check that does not hold": (tried("3", state="people"), "check 1", "people < 2: it is 3"),
    "a first text": (tried("hi"), "window", "it is the first text: a conversation opens"),
}


@pytest.mark.parametrize(("those", "what", "reason"), TAKEN.values(), ids=TAKEN)
def test_what_took_it(those: list[Tried], what: str, reason: str) -> None:
    assert why(what, those) == (True, reason)


@pytest.mark.parametrize(("those", "what", "reason"), PASSED.values(), ids=PASSED)
def test_what_did_not(those: list[Tried], what: str, reason: str) -> None:
    assert why(what, those) == (False, reason)


def test_what_was_tried_is_told_in_the_order_of_the_ladder_with_its_numbers() -> None:
    those = tried("x", state="menu", intent=("greet", 0.9))
    handlers = [handle for _, handle in LADDER.rungs]
    told = [handlers[each.rung - 1] for each in those if each.rung is not None]
    assert list(dict.fromkeys(told)) == [
        answer_opt_out, ignore_suppressed, find_conversation, pass_to_human, keep_for_burst, take_service_keyword,
        take_state_rule, take_flow_rule, take_intent, retry,
    ]  # fmt: skip


def test_a_rung_that_gives_no_reason_is_told_all_the_same() -> None:
    assert why("entered", tried("hello")) == (True, "nothing above took it")


def test_while_a_human_has_it_only_what_reaches_through_is_tried() -> None:
    it = Simulation(service(), MORNING, "")
    it.receive("agent")
    those = explain(it, "agent, where are you?").told[0].tried
    assert why("human", those)[1].startswith("everyone has it (queued)")
    assert why("keyword 1", those) == (False, "it does not reach through to a human's conversation")
    assert why("keyword 2", those) == (True, "hears where")


def test_an_answer_that_comes_too_late() -> None:
    it = Simulation(service(), MORNING, "")
    it.receive("book")
    it.wait(timedelta(hours=2))
    those = explain(it, "2").told[0].tried
    assert why("too late", those) == (True, "an answer to this question is accepted for 1h only")


def test_the_way_that_was_gone_is_told() -> None:
    it = Simulation(service(), MORNING, "")
    assert explain(it, "book").told[0].path == ["main.people"]
    assert explain(it, "agent").told[0].path == ["escalate to everyone"]


OFFERED = {
    "2": (True, "1 the prices, 2 tooth pain: it is 2"),
    "neither": (True, "1 the prices, 2 tooth pain: none of it"),
    "x": (False, "1 the prices, 2 tooth pain: not in the text, which is heard like any other"),
}


@pytest.mark.parametrize(("text", "told"), OFFERED.items(), ids=OFFERED)
def test_an_answer_to_what_the_bot_was_unsure_of(text: str, told: tuple[bool, str]) -> None:
    it = Simulation(service(), MORNING, "", world=Meaning(NEAR))
    it.receive("ouch")
    assert why("did you mean", explain(it, text).told[0].tried) == told


def bot_flow(state: str) -> Service:
    return load_text(f"parley: 1\nbrand: {{name: T}}\nflows: {{f: {{start: a, states: {{a: {state}}}}}}}", "f.yaml", {})


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("{bot: answers}", "the bot is asked whether it has an answer"),
        ("{form: visit, end: true}", "form visit takes what no word takes"),
    ],
)
def test_a_text_that_goes_to_the_bot_which_is_not_asked(state: str, reason: str) -> None:
    waiting = waiting_in("f", "a", "", {}, MORNING)
    explained = explain(Simulation(bot_flow(state), MORNING, "", conversation=waiting, world=meaning(None, 0)), "hm")
    assert why("bot's turn", explained.told[0].tried) == (True, reason)
    assert explained.told[1].path == ["escalate to everyone"]
