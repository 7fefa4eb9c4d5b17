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
from flows.protocol.outcome import Rung
from flows.types.contact import Contact
from flows.types.values import plain

#: The likeliest intents are told, the others are not.
_MAX_RANKED: Final = 3


@dataclass(frozen=True, slots=True)
class Tried:
    """One thing that might have taken a text."""

    #: Its place on the ladder, counted from 1; None for what no text has led to.
    rung: int | None
    what: str
    took: bool
    why: str


@dataclass(slots=True)
class Told:
    """What was tried for one event, and the states and transitions that followed."""

    event: Event
    #: The rung that is being tried.
    rung: int | None = None
    tried: list[Tried] = field(default_factory=list)
    path: list[str] = field(default_factory=list)


class Explanation(Trace):
    """One `Told` for each event, in their order."""

    __slots__ = ("told",)

    def __init__(self) -> None:
        self.told: list[Told] = []

    def begins(self, event: Event) -> None:
        if self.told and self.told[-1].event is event:
            self.told.pop()
        self.told.append(Told(event))

    def tries(self, number: int) -> None:
        self.told[-1].rung = number

    def taken(self, rung: Rung) -> None:
        told = self.told[-1]
        if not any(each.took for each in told.tried if each.rung == told.rung):
            self._took(rung.replace("_", " "), "nothing above took it")

    def opt_out(self, event: TextReceived) -> None:
        word = event.opt_out
        reason = "it is no opt-out, opt-in or help word" if word is None else f"it means {word.upper()}"
        self._add("opt-out", reason + _unanswered(event), took=word is not None)

    def suppressed(self, contact: Contact) -> None:
        took = contact.suppressed or contact.blocked
        reason = "an agent has blocked them" if contact.blocked else "they have opted out"
        self._add("suppressed", f"{reason}: nothing is said" if took else "they have not opted out", took=took)

    def conversation(self, before: Conversation | None, windows: Windows, now: datetime, *, opened: bool) -> None:
        self._passed("window", _opening(before, windows, now) if opened else "the conversation goes on")

    def holder(self, conversation: Conversation) -> None:
        match conversation.status:
            case ConversationStatus.AUTOMATED:
                self._passed("human", "the flow holds the conversation")
            case ConversationStatus.CLOSED:
                self._took("reopened", "a human closed it not long ago: it goes back to the team")
            case status:
                who = conversation.agent or conversation.team or "a human"
                self._took("human", f"{who} has it ({status}): only keywords that reach through act")

    def burst(self, windows: Windows, *, joined: bool) -> None:
        if windows.burst is None:
            self._passed("burst", "each text is read by itself")
        elif joined:
            self._took("burst", f"it waits for more texts, for {duration_words(windows.burst)}")
        else:
            self._passed("burst", "it is exactly a keyword or a number: it passes at once")

    def calling(self) -> None:
        self._took("call", "a business system is called, or the bot: the text waits for the answer")

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
                self._add(what, reason, took=rule is taken)
            passed = passed or rule is taken

    def understood(
        self, understood: Understood, rules: Sequence[Rule], situation: Situation, selection: IntentSelection
    ) -> None:
        self._passed("bot", understood_words(understood))
        for rule in rules:
            reason = _meant(rule, understood, situation, selection)
            self._add(f"intent {rule.intent}", reason, took=rule is selection.taken)
        if selection.offered:
            names = " or ".join(str(rule.intent) for rule in selection.offered)
            self._took("did you mean", f"asks whether {names} is meant")

    def answered_offer(self, labels: Sequence[str], chosen: int | None, *, is_neither: bool) -> None:
        offered = ", ".join(f"{number} {label}" for number, label in enumerate(labels, start=1))
        if chosen is not None:
            self._took("did you mean", f"{offered}: it is {chosen + 1}")
        elif is_neither:
            self._took("did you mean", f"{offered}: none of it")
        else:
            self._passed("did you mean", f"{offered}: not in the text, which is heard like any other")

    def asked_bot(self, state: State, payload: str | None) -> None:
        if payload is not None:
            reason = "it chooses what the bot offered"
        elif state.form is not None:
            reason = f"form {state.form.name} takes what no word takes"
        else:
            reason = "the bot is asked whether it has an answer"
        self._took("bot's turn", reason)

    def answer(self, answer: Answer, utterance: Utterance, value: object) -> None:  # noqa: ARG002
        _, _, wanted = answer_words(answer, "en").partition(": ")
        reason = f"asks for {wanted}: " + ("none in the text" if value is None else f"it is {shown(plain(value))}")
        self._add("answer", reason, took=value is not None)

    def guards(self, guards: Sequence[Rule], situation: Situation, taken: Rule | None) -> None:
        for number, guard in enumerate(guards, start=1):
            if guard.condition is not None:
                self._add(f"check {number}", why(guard.condition, situation), took=guard is taken)
            if guard is taken:
                return

    def too_late(self, window: ReplyWindow | None, conversation: Conversation, now: datetime) -> None:  # noqa: ARG002
        within = "" if window is None else f" {duration_words(window.within)}"
        self._took("too late", f"an answer to this question is accepted for{within} only")

    def missed(self, flow: str, state: str, misses: int, no_match: NoMatch) -> None:  # noqa: ARG002
        times = no_match.times
        said = f"asks again, {misses} of {times} times" if misses <= times else f"after {times} times, it is enough"
        self._took("no match", f"nothing above took it: {said}")

    def entered(self, flow: str, state: str) -> None:
        self.told[-1].path.append(f"{flow}.{state}")

    def took(self, flow: str, state: str, transition: Transition) -> None:  # noqa: ARG002
        if (words := _way(transition)) is not None:
            self.told[-1].path.append(words)

    def failed(self, reason: str) -> None:
        self._took("fallback", f"the flow failed: {reason}")

    def _took(self, what: str, why: str) -> None:
        self._add(what, why, took=True)

    def _passed(self, what: str, why: str) -> None:
        self._add(what, why, took=False)

    def _add(self, what: str, why: str, *, took: bool) -> None:
        told = self.told[-1]
        new = Tried(told.rung, what, took, why)
        if new not in told.tried:
            told.tried.append(new)


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


def _meant(rule: Rule, understood: Understood, situation: Situation, selection: IntentSelection) -> str:
    if not understood.intents:
        return "the bot understood nothing"
    likeliest = understood.intents[0]
    if understood.out_of_scope:
        return "the bot knows that it is something else"
    if likeliest.name != rule.intent and rule not in selection.offered:
        return f"the bot took it for {likeliest.name} ({likeliest.confidence:.2f})"
    reason = _sureness(rule, understood, selection)
    return reason if rule.condition is None else f"{reason}; {why(rule.condition, situation)}"


def _sureness(rule: Rule, understood: Understood, selection: IntentSelection) -> str:
    intent = next(each for each in understood.intents if each.name == rule.intent)
    reason = f"the bot was {intent.confidence:.2f} sure, asks {rule.above:g}"
    is_doubtful = rule in selection.offered and is_sure(understood.intents[0], rule)
    return f"{reason}, but another is as likely" if is_doubtful else reason


def _unanswered(event: TextReceived) -> str:
    """Why Parley does not answer an opt-out, opt-in or help word."""
    if event.opt_out is not None and event.answered_by_provider:
        return ", and the provider answers it itself"
    return ", as they did before: it is confirmed once" if event.opted_out_before else ""


def _way(transition: Transition) -> str | None:
    """Where a transition leads, if not into a state, which says so itself."""
    if transition.escalate is not None:
        return f"escalate to {transition.escalate.team}"
    return "end" if transition.end else None
