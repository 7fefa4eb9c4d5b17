"""Which rung is tried first, wherever two would take the same text: a conversation for each pair.

Each pair is lived twice: on the ladder as it is, and on one where the lower rung stands directly above the upper. What
comes of the text must not be the same: so the order matters, and somebody who changes it hears of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest

from flows import Contact, Conversation, ConversationStatus, Rung, Service, load_text
from flows.engine.bot_texts import answer_bots_question, choose_button, let_bot_answer
from flows.engine.conversation_opening import answer_opt_out, find_conversation, ignore_suppressed
from flows.engine.disambiguation import take_offered_intent
from flows.engine.handoff import pass_to_human
from flows.engine.intent_rules import take_intent
from flows.engine.ladder import LADDER
from flows.engine.resumption import keep_for_call
from flows.engine.state_rules import (
    enter_start,
    reenter_state,
    retry,
    take_answer,
    take_flow_rule,
    take_service_keyword,
    take_state_rule,
    take_too_late,
)
from flows.engine.timers import keep_for_burst
from flows.engine.turn import Handler, Ladder
from flows.matching.opt_out_words import OptOutWord
from flows.protocol.bot_turns import BotMemory, Button
from flows.protocol.needs import Intent, Understood
from flows.protocol.understood_texts import Offer, OfferedIntent
from tests.flows.scenario import MONDAY_MORNING, SMS_LINE, Chat

ROOT: Final = Path(__file__).parents[3]

FILE: Final = """
parley: 1
brand: {name: Test}
teams: {desk: {}}
windows: {burst: %s}
keywords:
  - {hear: [address, opening hours], say: "12 Harbour St."}
  - {hear: where, say: "Main street.", reaches_through: true}
flows:
  test:
    start: menu
    rules: [{hear: [price, parking, friday, "5"], say: "As everywhere: ask us."}]
    states:
      menu:
        say: "What is it?"
        rules:
          - {hear: ["1", price, address], say: "It is $80."}
          - {intent: {name: hours, label: opening hours}, say: "8 to 5."}
          - {intent: {name: parking, label: parking}, say: "Behind the house."}
        answer: {type: number, save: people, from: 1, to: 12}
        bot: {answers: true}
        no_match: {say: "Pardon?", times: 5, escalate: desk}
        go_to: called
      called:
        call: {post: "https://api.example/book"}
        go_to: offer
      offer:
        say: "Keep it for you?"
        rules:
          - {hear: keep, say: "Kept.", end: true}
          - {intent: {name: hours, label: opening hours}, say: "8 to 5."}
        reply_within: 1h
        too_late: {say: "It is gone.", go_to: menu}
"""
Fields = dict[str, Any]

LATE: Final[Fields] = {"waiting_since": MONDAY_MORNING - timedelta(hours=2)}
YESTERDAY: Final[Fields] = {"last_event_at": MONDAY_MORNING - timedelta(hours=25)}
CLOSED_BY_HUMAN: Final[Fields] = {
    "status": ConversationStatus.CLOSED, "team": "desk", "closed_by_human": True, "closed_at": MONDAY_MORNING,
}  # fmt: skip
QUEUED: Final[Fields] = {"status": ConversationStatus.QUEUED, "team": "desk"}
ASSIGNED: Final[Fields] = {"status": ConversationStatus.ASSIGNED, "team": "desk", "agent": "kim"}
SNOOZED: Final[Fields] = {"status": ConversationStatus.SNOOZED, "team": "desk"}
CALLING: Final[Fields] = {"state": "called", "calling": True}
OFFERED: Final[Fields] = {"offered": Offer(1, (OfferedIntent("hours"), OfferedIntent("parking")))}
BUTTONS: Final[Fields] = {"bot": BotMemory(buttons=(Button("Address", "/address"), Button("Other", "/other")))}
FORM: Final[Fields] = {"bot": BotMemory(form="visit", asked="day")}
SUPPRESSED: Final = Contact(suppressed=True)
HOURS: Final = Understood((Intent("hours", 0.9),))
OUT_OF_SCOPE: Final = Understood(out_of_scope=True)


@cache
def service(burst: str) -> Service:
    return load_text(FILE % burst, "flows.yaml", {})


def waiting(state: str = "menu", **fields: Any) -> Conversation:
    """A conversation that waits in a state, but for what a case says."""
    usual = {"line": SMS_LINE, "wait": 1, "last_text_at": MONDAY_MORNING, "last_event_at": MONDAY_MORNING}
    return Conversation("test", fields.pop("state", state), **{**usual, **fields})


IN_MENU: Final = waiting()
NOBODY: Final = Contact()


@dataclass(frozen=True)
class Pair:
    """Two rungs that both would take a text, and what comes of it."""

    upper: Handler
    lower: Handler
    text: str
    rung: Rung
    says: list[str]
    #: None: it is the first text.
    before: Conversation | None = IN_MENU
    contact: Contact = NOBODY
    burst: str = "off"
    word: OptOutWord | None = None
    understood: Understood = OUT_OF_SCOPE

    def live(self, ladder: Ladder) -> Chat:
        chat = Chat(service(self.burst), contact=self.contact)
        chat.conversation, chat.ladder = self.before, ladder
        chat.answers = lambda _: self.understood
        chat.says(self.text, self.word)
        return chat


HELP: Final = ["Test: reply STOP to opt out. Msg&data rates may apply."]
KEYWORD: Final = ["12 Harbour St."]
ACKNOWLEDGED: Final = ["Thank you, we have your message. A person will be with you shortly."]
RULE: Final = ["It is $80."]
FLOW_RULE: Final = ["As everywhere: ask us."]

PAIRS: Final = {
    "help is given to somebody who has opted out": Pair(
        answer_opt_out, ignore_suppressed, "HELP", Rung.OPT_OUT, HELP, contact=SUPPRESSED, word=OptOutWord.HELP
    ),
    "an opt-out word reopens nothing": Pair(
        answer_opt_out, find_conversation, "HELP", Rung.OPT_OUT, HELP, waiting(**CLOSED_BY_HUMAN), word=OptOutWord.HELP
    ),
    "an opt-out word is answered though a human has the conversation": Pair(
        answer_opt_out, pass_to_human, "HELP", Rung.OPT_OUT, HELP, waiting(**ASSIGNED), word=OptOutWord.HELP
    ),
    "whoever has opted out opens no conversation": Pair(
        ignore_suppressed, find_conversation, "hello", Rung.SUPPRESSED, [], waiting(**YESTERDAY), SUPPRESSED
    ),
    "whoever has opted out wakes nobody": Pair(
        ignore_suppressed, pass_to_human, "hello", Rung.SUPPRESSED, [], waiting(**SNOOZED), SUPPRESSED
    ),
    "a burst is gathered in the conversation that it opens": Pair(
        find_conversation, keep_for_burst, "hello", Rung.BURST, [], waiting(**YESTERDAY), burst="3s"
    ),
    "a text that reopens is not kept for a burst": Pair(
        find_conversation, keep_for_burst, "hi", Rung.REOPENED, ACKNOWLEDGED, waiting(**CLOSED_BY_HUMAN), burst="3s"
    ),
    "whoever closed it sees what comes after, keywords too": Pair(
        find_conversation, take_service_keyword, "where", Rung.REOPENED, ACKNOWLEDGED, waiting(**CLOSED_BY_HUMAN)
    ),
    "a keyword a day later is one of a new conversation": Pair(
        find_conversation, take_service_keyword, "address", Rung.KEYWORD, KEYWORD, waiting(**YESTERDAY)
    ),
    "a text to a human is not kept for a burst": Pair(
        pass_to_human, keep_for_burst, "hello", Rung.HUMAN, ACKNOWLEDGED, waiting(**QUEUED), burst="3s"
    ),
    "a keyword that does not reach through goes to the human": Pair(
        pass_to_human, take_service_keyword, "address", Rung.HUMAN, [], waiting(**ASSIGNED)
    ),
    "a human reads what a rule would hear": Pair(
        pass_to_human, take_state_rule, "1", Rung.HUMAN, [], waiting(**ASSIGNED)
    ),
    "a keyword among other words may be part of a burst": Pair(
        keep_for_burst, take_service_keyword, "what is your address", Rung.BURST, [], burst="3s"
    ),
    "so may the words of a rule": Pair(
        keep_for_burst, take_state_rule, "the price please", Rung.BURST, [], burst="3s"
    ),
    "a burst is gathered while a call is under way": Pair(
        keep_for_burst, keep_for_call, "hello", Rung.BURST, [], waiting(**CALLING), burst="3s"
    ),
    "a keyword acts while a call is under way": Pair(
        take_service_keyword, keep_for_call, "address", Rung.KEYWORD, KEYWORD, waiting(**CALLING)
    ),
    "a keyword acts though the question is over": Pair(
        take_service_keyword, take_too_late, "address", Rung.KEYWORD, KEYWORD, waiting("offer", **LATE)
    ),
    "a keyword acts though the state is gone": Pair(
        take_service_keyword, reenter_state, "address", Rung.KEYWORD, KEYWORD, waiting("gone")
    ),
    "a keyword does what it always does, though it is offered under its words": Pair(
        take_service_keyword, take_offered_intent, "opening hours", Rung.KEYWORD, KEYWORD, waiting(**OFFERED)
    ),
    "though a button has its words": Pair(
        take_service_keyword, choose_button, "address", Rung.KEYWORD, KEYWORD, waiting(**BUTTONS)
    ),
    "though a rule of the state hears them": Pair(
        take_service_keyword, take_state_rule, "address", Rung.KEYWORD, KEYWORD
    ),
    "though there is an answer beside it": Pair(
        take_service_keyword, take_answer, "4, what is your address", Rung.KEYWORD, KEYWORD
    ),
    "though a form waits": Pair(
        take_service_keyword, answer_bots_question, "address", Rung.KEYWORD, KEYWORD, waiting(**FORM)
    ),
    "though the bot would understand it": Pair(
        take_service_keyword, take_intent, "address", Rung.KEYWORD, KEYWORD, understood=HOURS
    ),
    "though it is the first text": Pair(
        take_service_keyword, enter_start, "address", Rung.KEYWORD, KEYWORD, None
    ),
    "a text during a call does not make the call again": Pair(
        keep_for_call, reenter_state, "hello", Rung.CALLING, [], waiting(**CALLING)
    ),
    "nor is it taken by a rule of the flow": Pair(
        keep_for_call, take_flow_rule, "price", Rung.CALLING, [], waiting(**CALLING)
    ),
    "a late answer is none": Pair(
        take_too_late, take_state_rule, "keep", Rung.TOO_LATE, ["It is gone.\nWhat is it?"], waiting("offer", **LATE)
    ),
    "a late choice is none": Pair(
        take_too_late, take_offered_intent, "1", Rung.TOO_LATE, ["It is gone.\nWhat is it?"],
        waiting("offer", **LATE, offered=Offer(1, (OfferedIntent("hours"),))),
    ),
    "an offer made in a state that is gone is void": Pair(
        reenter_state, take_offered_intent, "1", Rung.ENTERED, ["What is it?"], waiting("gone", **OFFERED)
    ),
    "rules of the flow are heard in states that wait": Pair(
        reenter_state, take_flow_rule, "friday", Rung.ENTERED, ["What is it?"], waiting("gone")
    ),
    "did-you-mean was asked after the buttons were offered": Pair(
        take_offered_intent, choose_button, "2", Rung.INTENT, ["Behind the house."], waiting(**OFFERED, **BUTTONS)
    ),
    "its numbers come before the state's": Pair(
        take_offered_intent, take_state_rule, "1", Rung.INTENT, ["8 to 5."], waiting(**OFFERED)
    ),
    "its numbers are no answer": Pair(
        take_offered_intent, take_answer, "2", Rung.INTENT, ["Behind the house."], waiting(**OFFERED)
    ),
    "a button's number comes before the state's": Pair(
        choose_button, take_state_rule, "1", Rung.BOT, [], waiting(**BUTTONS)
    ),
    "a button's number is no answer": Pair(
        choose_button, take_answer, "2", Rung.BOT, [], waiting(**BUTTONS)
    ),
    "a rule hears a text that has an answer in it": Pair(
        take_state_rule, take_answer, "what is the price for 2", Rung.RULE, RULE
    ),
    "the state's own rule knows better than the flow's": Pair(
        take_state_rule, take_flow_rule, "price", Rung.RULE, RULE
    ),
    "the state's rules lead out of a form": Pair(
        take_state_rule, answer_bots_question, "price", Rung.RULE, RULE, waiting(**FORM)
    ),
    "words come before meaning": Pair(
        take_state_rule, take_intent, "price", Rung.RULE, RULE, understood=HOURS
    ),
    "a first text that is heard skips the welcome": Pair(
        take_state_rule, enter_start, "price", Rung.RULE, RULE, None
    ),
    "an answer to the question comes before the flow's rules": Pair(
        take_answer, take_flow_rule, "5", Rung.ANSWER, []
    ),
    "an answer to the author's question comes before the bot's": Pair(
        take_answer, answer_bots_question, "4", Rung.ANSWER, [], waiting(**FORM)
    ),
    "an answer is not asked for its meaning": Pair(
        take_answer, take_intent, "4", Rung.ANSWER, [], understood=HOURS
    ),
    "the flow's rules lead out of a form": Pair(
        take_flow_rule, answer_bots_question, "friday", Rung.RULE, FLOW_RULE, waiting(**FORM)
    ),
    "the flow's words come before meaning": Pair(
        take_flow_rule, take_intent, "parking", Rung.RULE, FLOW_RULE, understood=HOURS
    ),
    "what the bot asked is answered before a meaning is looked for": Pair(
        answer_bots_question, take_intent, "monday", Rung.BOT, [], waiting(**FORM), understood=HOURS
    ),
    "an author's rule by intent comes before the bot's own answer": Pair(
        take_intent, let_bot_answer, "when?", Rung.INTENT, ["8 to 5."], understood=HOURS
    ),
    "a first text that is understood skips the welcome": Pair(
        take_intent, enter_start, "when?", Rung.INTENT, ["8 to 5."], None, understood=HOURS
    ),
    "a first text may have an answer of the bot": Pair(
        let_bot_answer, enter_start, "hm", Rung.BOT, [], None
    ),
    "the bot may know what nobody else takes": Pair(
        let_bot_answer, retry, "hm", Rung.BOT, []
    ),
    "a first text that nobody takes is welcomed": Pair(
        enter_start, retry, "hm", Rung.ENTERED, ["What is it?"], None, understood=Understood()
    ),
}  # fmt: skip

#: Neighbours of which never both would take a text, with the reason.
EITHER_WAY: Final = {
    (find_conversation, pass_to_human): "what a human holds neither ends by silence nor is closed",
    (keep_for_call, take_too_late): "while a call is under way no question is open",
    (take_too_late, reenter_state): "a state that asks nothing has no answer that could be late",
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_of_two_rungs_the_upper_is_tried_first(pair: Pair) -> None:
    chat, otherwise = pair.live(LADDER), pair.live(with_lower_first(pair))
    assert (chat.rung, chat.texts) == (pair.rung, pair.says)
    assert chat.outcome != otherwise.outcome, "the order makes no difference"


def with_lower_first(pair: Pair) -> Ladder:
    rungs = [each for each in LADDER.rungs if each[1] is not pair.lower]
    place = [handle for _, handle in rungs].index(pair.upper)
    lower = next(each for each in LADDER.rungs if each[1] is pair.lower)
    return Ladder((*rungs[:place], lower, *rungs[place:]), LADDER.unanswered)


def test_each_rung_and_the_next_are_told_apart() -> None:
    handlers = [handle for _, handle in LADDER.rungs]
    told = {(pair.upper, pair.lower) for pair in PAIRS.values()}
    untold = [pair for pair in pairwise(handlers) if pair not in told and pair not in EITHER_WAY]
    assert [(upper.__name__, lower.__name__) for upper, lower in untold] == []
    assert all(handlers.index(upper) < handlers.index(lower) for upper, lower in told)


def test_the_last_rung_takes_whatever_is_left() -> None:
    pair = Pair(let_bot_answer, retry, "hm", Rung.NO_MATCH, ["Pardon?"], understood=Understood())
    assert pair.live(LADDER).texts == pair.says


@pytest.mark.parametrize("folder", ["flows", "bot", "router", "docs"])
def test_no_rung_has_a_number_of_its_own(folder: str) -> None:
    files = [file for ending in ("py", "md") for file in (ROOT / folder).rglob(f"*.{ending}")]
    assert [file.name for file in files if re.search(r"\brungs? \d", file.read_text("utf-8"), re.IGNORECASE)] == []


def test_the_design_lists_the_rungs_in_their_order() -> None:
    there = [(str(number), rung.value, handle.__name__) for number, (rung, handle) in enumerate(LADDER.rungs, start=1)]
    assert list(listed()) == there


def listed() -> Iterator[tuple[str, ...]]:
    row = re.compile(r"^\| (\d+) \| `(\w+)` \| `(\w+)` \|", re.MULTILINE)
    return (found.groups() for found in row.finditer((ROOT / "docs/DESIGN.md").read_text("utf-8")))
