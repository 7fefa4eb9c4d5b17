"""Lives one customer's thread through `step`, as the service does: events, timers, calls, suppression.

What production takes from its surroundings is fixed here: messages leave at once, a business system answers when the
scenario says, and time passes when it is told to. After every event the conversation is written to JSON and read again,
as the store does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from flows.authoring.simulation.moment_parser import MAX_MOMENT, MomentTooFar
from flows.authoring.simulation.running_timers import still_due, without_burst
from flows.authoring.simulation.snapshot import Due, Moment
from flows.authoring.simulation.world import Nobody, World
from flows.engine.conversation_opening import awaits_answer
from flows.engine.step import step
from flows.engine.trace import UNTRACED, Trace
from flows.matching.opt_out_words import OptOutWord, acts, classify
from flows.model.service import WHATSAPP, OptOutReplies, Service
from flows.protocol.bot_turns import BotTurn
from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.effects import (
    CallBusiness,
    Deed,
    Effect,
    Purpose,
    QueueConversation,
    SendMessage,
    SetContactAttribute,
    StartBurstTimer,
    StartSilenceTimer,
)
from flows.protocol.events import (
    BurstElapsed,
    BusinessEventReceived,
    CallAnswered,
    Channel,
    Event,
    SilenceElapsed,
    TextReceived,
)
from flows.protocol.needs import Fetched, FetchNeeded, Met, Need, UnderstandingNeeded
from flows.protocol.outcome import Outcome
from flows.types.contact import Contact
from flows.types.location import Location
from flows.types.media import Media

#: Who acts for the business.
AGENT: Final = "agent"

_NOBODY: Final = Contact()


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, and what came of it."""

    at: datetime
    event: Event
    outcome: Outcome
    #: The messages that really leave: nobody is texted who has opted out.
    messages: tuple[SendMessage, ...]
    #: What was asked of business systems on the way, and what they answered.
    fetched: tuple[tuple[FetchNeeded, Fetched], ...] = ()
    done: tuple[Deed, Fetched | BotTurn] | None = None


def any_opt_out_word(text: str) -> bool:
    """Which texts the provider answers itself, where nobody says so more exactly."""
    return classify(text) is not None


class Simulation:
    """One customer, one line, one clock. Everything that happens returns what came of it, in order."""

    def __init__(
        self,
        service: Service,
        at: datetime,
        line: str,
        *,
        contact: Contact = _NOBODY,
        conversation: Conversation | None = None,
        world: World | None = None,
        trace: Trace = UNTRACED,
        provider_answers: Callable[[str], bool] = any_opt_out_word,
    ) -> None:
        self.service = service
        self.line = line
        self.world = world or Nobody()
        self.trace = trace
        self.moment = Moment(at, contact, conversation)
        self._provider_answers = provider_answers
        self._before: list[Moment] = []

    @property
    def now(self) -> datetime:
        """The moment at which its clock stands still."""
        return self.moment.now

    @property
    def conversation(self) -> Conversation | None:
        """The thread's latest conversation; None before the first event."""
        return self.moment.conversation

    def receive(self, text: str, media: tuple[Media, ...] = (), location: Location | None = None) -> list[Happened]:
        """The customer texts. STOP counts at once; START means something only to somebody who has opted out."""
        self._keep()
        word, suppressed = self._acting_word(text), self.moment.contact.suppressed
        event = TextReceived(
            self.line,
            text,
            channel=Channel.WHATSAPP if self.line.startswith(WHATSAPP) else Channel.SMS,
            media=media,
            location=location,
            answered_by_provider=self._is_answered_by_provider(text),
            opt_out=word,
            opted_out_before=word is OptOutWord.STOP and suppressed,
        )
        if word in (OptOutWord.STOP, OptOutWord.START):
            self._suppress(suppressed=word is OptOutWord.STOP)
        return self._happens(event)

    def _acting_word(self, text: str) -> OptOutWord | None:
        word, suppressed = classify(text), self.moment.contact.suppressed
        if word is None or not acts(word, text, suppressed=suppressed, is_asked=self._is_asked):
            return None
        return word

    def _is_asked(self) -> bool:
        return awaits_answer(self.service, self.conversation, self.now)

    def _suppress(self, *, suppressed: bool) -> None:
        contact = self.moment.contact
        consents = tuple(purpose for purpose in contact.consents if purpose != Purpose.PROMOTIONAL)
        self._change(
            contact=msgspec.structs.replace(contact, suppressed=suppressed, consents=consents), consent_withdrawn=True
        )

    def happen(self, event: Event) -> list[Happened]:
        """An agent does something, or a business system reports something."""
        self._keep()
        return self._happens(event)

    def business_event(self, name: str, fields: Mapping[str, Any]) -> list[Happened]:
        """A business system posts an event about this customer."""
        return self.happen(BusinessEventReceived(self.line, name, dict(fields)))

    def wait(self, duration: timedelta) -> list[Happened]:
        """Let time pass: every timer on the way fires at its own moment."""
        return self.wait_until(self.now + duration)

    def wait_until(self, instant: datetime) -> list[Happened]:
        """Time passes: silences, bursts and slow answers come due in their order. Raises MomentTooFar."""
        if instant > MAX_MOMENT:
            raise MomentTooFar
        self._keep()
        happened = self._fire_until(instant)
        self._change(now=max(instant, self.now))
        return happened

    def back(self) -> bool:
        """Take the last thing back; False when there is nothing to take back."""
        if not self._before:
            return False
        self.moment = self._before.pop()
        return True

    def _keep(self) -> None:
        self._before.append(self.moment)

    def _change(self, **fields: Any) -> None:
        self.moment = replace(self.moment, **fields)

    def _is_answered_by_provider(self, text: str) -> bool:
        sender = self.service.sender(self.line)
        answers = sender is None or sender.opt_out_replies is OptOutReplies.PROVIDER
        return answers and not self.line.startswith(WHATSAPP) and self._provider_answers(text)

    def _happens(self, event: Event) -> list[Happened]:
        return [self._stepped(event), *self._fire_until(self.now)]

    def _fire_until(self, instant: datetime) -> list[Happened]:
        happened = []
        while (due := self._next_due(instant)) is not None:
            self._change(now=max(due.at, self.now), due=tuple(each for each in self.moment.due if each is not due))
            happened.append(self._stepped(due.event))
        return happened

    def _next_due(self, instant: datetime) -> Due | None:
        timely = (each for each in self.moment.due if each.at <= instant)
        return min(timely, key=lambda each: each.at, default=None)

    def _stepped(self, event: Event) -> Happened:
        met: dict[str, Met] = {}
        fetched: list[tuple[FetchNeeded, Fetched]] = []
        before, contact = self.moment.conversation, self.moment.contact
        while not isinstance(outcome := step(self.service, before, event, self.now, contact, met, self.trace), Outcome):
            met[outcome.key] = self._meet(outcome, fetched)
        self._commit(before, outcome)
        done = self._do(outcome)
        return Happened(self.now, event, outcome, tuple(self._leaving(outcome.effects)), tuple(fetched), done)

    def _meet(self, need: Need, fetched: list[tuple[FetchNeeded, Fetched]]) -> Met:
        if isinstance(need, UnderstandingNeeded):
            return self.world.understand(need)
        answer = self.world.fetch(need)
        fetched.append((need, answer))
        return answer

    def _commit(self, before: Conversation | None, outcome: Outcome) -> None:
        after = msgspec.json.decode(msgspec.json.encode(outcome.conversation), type=Conversation)
        due = still_due(self.moment.due, before, outcome)
        is_human = after.status not in (ConversationStatus.AUTOMATED, ConversationStatus.CLOSED)
        self._change(conversation=after, due=due, queued=self.moment.queued if is_human else None)
        for effect in outcome.effects:
            self._apply(effect)

    def _apply(self, effect: Effect) -> None:
        match effect:
            case StartSilenceTimer(after, wait):
                self._set(after, SilenceElapsed(wait))
            case StartBurstTimer(after, burst):
                self._change(due=without_burst(self.moment.due))
                self._set(after, BurstElapsed(burst))
            case QueueConversation():
                self._change(queued=effect)
            case SetContactAttribute(name, value):
                self._change(contact=_with_attribute(self.moment.contact, name, value))

    def _set(self, after: timedelta, event: Event) -> None:
        self._change(due=(*self.moment.due, Due(self.now + after, event)))

    def _do(self, outcome: Outcome) -> tuple[Deed, Fetched | BotTurn] | None:
        """A deed is done once its step is kept; the answer comes back as an event."""
        deed = next((effect for effect in outcome.effects if isinstance(effect, Deed)), None)
        if deed is None:
            return None
        result, after = self.world.do(deed) if isinstance(deed, CallBusiness) else self.world.take_turn(deed)
        self._set(after, CallAnswered(deed.wait, result))
        return deed, result

    def _leaving(self, effects: tuple[Effect, ...]) -> list[SendMessage]:
        messages = [effect for effect in effects if isinstance(effect, SendMessage)]
        return [each for each in messages if not self._is_refused(each.purpose)]

    def _is_refused(self, purpose: Purpose) -> bool:
        """As the gate does it."""
        contact = self.moment.contact
        if contact.blocked or (contact.suppressed and purpose is not Purpose.COMPLIANCE):
            return True
        return self.moment.consent_withdrawn and purpose is Purpose.PROMOTIONAL


def _with_attribute(contact: Contact, name: str, value: Any) -> Contact:
    if name in ("name", "language"):
        return msgspec.structs.replace(contact, **{name: str(value)})
    return msgspec.structs.replace(contact, attributes={**contact.attributes, name: value})
