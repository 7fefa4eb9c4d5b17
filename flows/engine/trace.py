"""Who is told what a step tries and takes: nobody in production; explanations and coverage are written from it.

Each method gets values as they are, so that production pays for an empty call and for no words.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from flows.engine.intent_selection import IntentSelection
from flows.matching.utterance import Utterance
from flows.model.answer_type import Answer
from flows.model.flow import NoMatch, ReplyWindow, Rule, Rules, State, Transition
from flows.model.service import Windows
from flows.model.situation import Situation
from flows.protocol.conversation import Conversation
from flows.protocol.events import Event, TextReceived
from flows.protocol.needs import Understood
from flows.protocol.outcome import Rung
from flows.types.contact import Contact


class Trace:
    """Is told everything and keeps nothing."""

    __slots__ = ()

    def begins(self, event: Event) -> None:
        """A step begins, or begins again now that a need is met: what was told of it before does not count."""

    def tries(self, number: int) -> None:
        """A rung of the ladder is tried, counted from 1; what is told until the next one is told of this one."""

    def taken(self, rung: Rung) -> None:
        """The rung that is being tried has taken the text."""

    def opt_out(self, event: TextReceived) -> None:
        """A text was looked at for opt-out, opt-in and help words."""

    def suppressed(self, contact: Contact) -> None:
        """Whether anything may be said to whoever texted."""

    def conversation(self, before: Conversation | None, windows: Windows, now: datetime, *, opened: bool) -> None:
        """A text goes on with the latest conversation, or opens another."""

    def holder(self, conversation: Conversation) -> None:
        """Who holds the conversation that a text belongs to."""

    def burst(self, windows: Windows, *, joined: bool) -> None:
        """A text is kept for its burst, or passes at once."""

    def calling(self) -> None:
        """A text waits for the answer to a call."""

    def rules(self, kind: str, rules: Rules, utterance: Utterance, situation: Situation, taken: Rule | None) -> None:
        """Rules were tried by words. The kind is "keyword", "reaching keyword", "rule" or "flow rule"."""

    def understood(
        self, understood: Understood, rules: Sequence[Rule], situation: Situation, selection: IntentSelection
    ) -> None:
        """Rules were tried by what the bot understood."""

    def answered_offer(self, labels: Sequence[str], chosen: int | None, *, is_neither: bool) -> None:
        """A text was read as a choice of what may have been meant; None is none, or none of it."""

    def asked_bot(self, state: State, payload: str | None) -> None:
        """A text goes to the bot: for its form, for an answer of its own, or as one of its buttons."""

    def answer(self, answer: Answer, utterance: Utterance, value: object) -> None:
        """A text was read as an answer; None is none."""

    def guards(self, guards: Sequence[Rule], situation: Situation, taken: Rule | None) -> None:
        """The guards of a state were tried before going on: what its author writes as `checks:`."""

    def too_late(self, window: ReplyWindow | None, conversation: Conversation, now: datetime) -> None:
        """The question is no longer open."""

    def missed(self, flow: str, state: str, misses: int, no_match: NoMatch) -> None:
        """Nothing took a text."""

    def entered(self, flow: str, state: str) -> None:
        """A state says and does its part."""

    def took(self, flow: str, state: str, transition: Transition) -> None:
        """A transition was taken."""

    def failed(self, reason: str) -> None:
        """The flow could not go on."""


UNTRACED: Final = Trace()
