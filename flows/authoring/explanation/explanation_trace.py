"""A trace that remembers what was tried, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from flows.authoring.diagram.labels import answer_words, duration_words
from flows.authoring.explanation.condition_reasons import shown, why
from flows.engine.intent_selection import IntentSelection, is_sure
from flows.engine.trace import Trace
from flows.matching.utterance import Utterance
from flows.model.answer_type import Answer
from flows.model.flow import NoMatch, ReplyWindow, Rule, Rules, State, Transition
from flows.model.service import Windows
from flows.model.situation import Situation
from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.events import Event, TextReceived
from flows.protocol.needs import Understood
from flows.types.contact import Contact
from flows.types.values import plain

#: The likeliest intents are told, the others are not.
_MAX_RANKED: Final = 3
#: The rungs of the ladder that a kind of rules stands on.
_RUNGS: Final = {"keyword": 7, "reaching keyword": 5, "rule": 8, "flow rule": 8}


@dataclass(frozen=True, slots=True)
class Tried:
    """One thing that might have taken a text."""

    #: Of the ladder, from 2 (opt-out words) to 10 (no match).
    rung: int
    what: str
    took: bool
    why: str


@dataclass(slots=True)
class Told:
    """What was tried for one event, and the states and transitions that followed."""

    event: Event
    tried: list[Tried] = field(default_factory=list)
    path: list[str] = field(default_factory=list)


class Explanation(Trace):
    """One `Told` for each event, in their order."""

    __slots__ = ("told",)

    def __init__(self) -> None:
        self.told: list[Told] = []

    def begins(self, event: Event, contact: Contact) -> None:
        if self.told and self.told[-1].event is event:
            self.told.pop()
        self.told.append(Told(event))
        if isinstance(event, TextReceived):
            self._opt_out(event)
            if event.opt_out is None:
                self._suppressed(contact)

    def _opt_out(self, event: TextReceived) -> None:
        word = event.opt_out
        reason = "it is no opt-out, opt-in or help word" if word is None else f"it means {word.upper()}"
        answered = ", and the provider answers it itself" if event.answered_by_provider and word is not None else ""
        self._add(2, "opt-out", reason + answered, took=word is not None)

    def _suppressed(self, contact: Contact) -> None:
        took = contact.suppressed or contact.blocked
        reason = "an agent has blocked them" if contact.blocked else "they have opted out"
        self._add(3, "suppressed", f"{reason}: nothing is said" if took else "they have not opted out", took=took)

    def holder(self, conversation: Conversation) -> None:
        held = conversation.status not in (ConversationStatus.AUTOMATED, ConversationStatus.CLOSED)
        if conversation.status is ConversationStatus.CLOSED:
            self._took(6, "reopened", "a human closed it not long ago: it goes back to the team")
        elif held:
            who = conversation.agent or conversation.team or "a human"
            self._took(5, "human", f"{who} has it ({conversation.status}): only keywords that reach through act")
        elif conversation.calling:
            self._took(5, "call", "a business system is called, or the bot: the text waits, unless a keyword takes it")
        else:
            self._passed(5, "human", "the flow holds the conversation")

    def conversation(self, before: Conversation | None, windows: Windows, now: datetime, *, opened: bool) -> None:
        self._passed(6, "window", _opening(before, windows, now) if opened else "the conversation goes on")

    def burst(self, windows: Windows, *, joined: bool) -> None:
        if windows.burst is None:
            self._passed(4, "burst", "each text is read by itself")
        elif joined:
            self._took(4, "burst", f"it waits for more texts, for {duration_words(windows.burst)}")
        else:
            self._passed(4, "burst", "it is exactly a keyword or a number: it passes at once")

    def rules(self, kind: str, rules: Rules, utterance: Utterance, situation: Situation, taken: Rule | None) -> None:
        found: dict[int, list[str]] = {}
        for number, keyword in rules.index.reasons(utterance):
            found.setdefault(number, []).append(keyword)
        passed = False
        for number, rule in enumerate(rules.rules):
            if rule.intent is None and rule.event is None:
                reason = _reason(rule, found.get(number), situation)
                if kind == "reaching keyword" and not rule.reaches_through:
                    reason = "it does not reach through to a human's conversation"
                elif passed and number in found:
                    reason += ", but the one above took it"
                what = f"{kind.removeprefix('reaching ')} {number + 1}"
                self._add(_RUNGS[kind], what, reason, took=rule is taken)
            passed = passed or rule is taken

    def understood(
        self, understood: Understood, rules: Sequence[Rule], situation: Situation, verdict: IntentSelection
    ) -> None:
        self._passed(9, "bot", understood_words(understood))
        for rule in rules:
            reason = _meant(rule, understood, situation, verdict)
            self._add(9, f"intent {rule.intent}", reason, took=rule is verdict.taken)
        if verdict.offered:
            names = " or ".join(str(rule.intent) for rule in verdict.offered)
            self._took(9, "did you mean", f"asks whether {names} is meant")

    def answered_offer(self, labels: Sequence[str], chosen: int | None, *, is_neither: bool) -> None:
        offered = ", ".join(f"{number} {label}" for number, label in enumerate(labels, start=1))
        if chosen is not None:
            self._took(9, "did you mean", f"{offered}: it is {chosen + 1}")
        elif is_neither:
            self._took(9, "did you mean", f"{offered}: none of it")
        else:
            self._passed(9, "did you mean", f"{offered}: not in the text, which is heard like any other")

    def asked_bot(self, state: State, payload: str | None) -> None:
        if payload is not None:
            reason = "it chooses what the bot offered"
        elif state.form is not None:
            reason = f"form {state.form.name} takes what no word takes"
        else:
            reason = "the bot is asked whether it has an answer"
        self._took(9, "bot's turn", reason)

    def answer(self, answer: Answer, utterance: Utterance, value: object) -> None:  # noqa: ARG002
        _, _, wanted = answer_words(answer, "en").partition(": ")
        reason = f"asks for {wanted}: " + ("none in the text" if value is None else f"it is {shown(plain(value))}")
        self._add(8, "answer", reason, took=value is not None)

    def guards(self, guards: Sequence[Rule], situation: Situation, taken: Rule | None) -> None:
        for number, guard in enumerate(guards, start=1):
            if guard.condition is not None:
                self._add(8, f"check {number}", why(guard.condition, situation), took=guard is taken)
            if guard is taken:
                return

    def too_late(self, window: ReplyWindow | None, conversation: Conversation, now: datetime) -> None:  # noqa: ARG002
        within = "" if window is None else f" {duration_words(window.within)}"
        self._took(8, "too late", f"an answer to this question is accepted for{within} only")

    def missed(self, flow: str, state: str, misses: int, no_match: NoMatch) -> None:  # noqa: ARG002
        times = no_match.times
        said = f"asks again, {misses} of {times} times" if misses <= times else f"after {times} times, it is enough"
        self._took(10, "no match", f"nothing above took it: {said}")

    def entered(self, flow: str, state: str) -> None:
        self.told[-1].path.append(f"{flow}.{state}")

    def took(self, flow: str, state: str, transition: Transition) -> None:  # noqa: ARG002
        if (words := _way(transition)) is not None:
            self.told[-1].path.append(words)

    def failed(self, reason: str) -> None:
        self._took(10, "fallback", f"the flow failed: {reason}")

    def _took(self, rung: int, what: str, why: str) -> None:
        self._add(rung, what, why, took=True)

    def _passed(self, rung: int, what: str, why: str) -> None:
        self._add(rung, what, why, took=False)

    def _add(self, rung: int, what: str, why: str, *, took: bool) -> None:
        tried, new = self.told[-1].tried, Tried(rung, what, took, why)
        if new not in tried:
            tried.append(new)


def _opening(before: Conversation | None, windows: Windows, now: datetime) -> str:
    if before is None:
        return "it is the first text: a conversation opens"
    if before.status is ConversationStatus.CLOSED:
        return "the last conversation is over: another one opens"
    window, last = windows.conversation, before.last_event_at
    if window is not None and last is not None and now - last > window:
        return f"nothing happened for more than {duration_words(window)}: another conversation opens"
    return "the question is no longer open: another conversation opens"


def _reason(rule: Rule, found: list[str] | None, situation: Situation) -> str:
    parts = [*_heard(rule, found)]
    if rule.condition is not None and (found or not rule.hear):
        words = why(rule.condition, situation)
        parts.append(words if rule.condition.holds(situation) else f"but {words}" if parts else words)
    return ", ".join(parts)


def _heard(rule: Rule, found: list[str] | None) -> Iterator[str]:
    if found:
        yield f"hears {', '.join(found)}"
    elif rule.hear:
        yield f"hears {', '.join(map(str, rule.hear))}: not in the text"


def understood_words(understood: Understood) -> str:
    """What the bot made of a text: "book 0.45, hours 0.40"."""
    if understood.problem is not None:
        return f"there is no answer: {understood.problem}"
    ranked = ", ".join(f"{each.name} {each.confidence:.2f}" for each in understood.intents[:_MAX_RANKED])
    if understood.out_of_scope:
        return f"out of scope; nearest {ranked}" if ranked else "out of scope"
    return ranked or "it understood nothing"


def _meant(rule: Rule, understood: Understood, situation: Situation, verdict: IntentSelection) -> str:
    if not understood.intents:
        return "the bot understood nothing"
    likeliest = understood.intents[0]
    if understood.out_of_scope:
        return "the bot knows that it is something else"
    if likeliest.name != rule.intent and rule not in verdict.offered:
        return f"the bot took it for {likeliest.name} ({likeliest.confidence:.2f})"
    reason = _sureness(rule, understood, verdict)
    return reason if rule.condition is None else f"{reason}; {why(rule.condition, situation)}"


def _sureness(rule: Rule, understood: Understood, verdict: IntentSelection) -> str:
    intent = next(each for each in understood.intents if each.name == rule.intent)
    reason = f"the bot was {intent.confidence:.2f} sure, asks {rule.above:g}"
    is_doubtful = rule in verdict.offered and is_sure(understood.intents[0], rule)
    return f"{reason}, but another is as likely" if is_doubtful else reason


def _way(transition: Transition) -> str | None:
    """Where a transition leads, if not into a state, which says so itself."""
    if transition.escalate is not None:
        return f"escalate to {transition.escalate.team}"
    return "end" if transition.end else None
