"""A whole service, compiled: what `load` returns and `step` reads. Immutable, and shared by every conversation."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from flows.model.bot_use import BotUse
from flows.model.flow import BusinessEvent, Flow, Rules
from flows.model.opening_hours import Hours
from flows.model.situation import Brand, written_opening
from flows.protocol.effects import Purpose
from flows.text.localized_text import Text
from flows.text.wording.calendar_format import Calendar, calendar_for
from flows.types.errors import FlowFailure

WHATSAPP: Final = "whatsapp:"


class OptOutReplies(StrEnum):
    """Who answers STOP, START and HELP on a line."""

    PROVIDER = "provider"  # the provider does, by itself
    PARLEY = "parley"  # Parley does; the provider stays silent


class Assignment(StrEnum):
    """How a queued conversation finds its agent."""

    LEAST_BUSY = "least_busy"  # the one with the fewest conversations
    ROUND_ROBIN = "round_robin"  # each in turn
    MANUAL = "manual"  # whoever takes it


@dataclass(frozen=True, slots=True)
class Sender:
    """One of our lines."""

    line: str
    flow: str
    purpose: Purpose = Purpose.TRANSACTIONAL
    opt_out_replies: OptOutReplies = OptOutReplies.PROVIDER


@dataclass(frozen=True, slots=True)
class Team:
    """Humans who answer. Without hours they are always there."""

    name: str
    hours: Hours | None = None
    assign: Assignment = Assignment.LEAST_BUSY
    first_reply_within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Windows:
    """How long silences may be."""

    #: An automated conversation silent for longer is over; None: it never ends by silence.
    conversation: timedelta | None = timedelta(hours=24)
    #: Texts this close together are read as one; None: each is read by itself.
    burst: timedelta | None = None
    #: A text this soon after a human closed it goes back to the human; None: never.
    reopen: timedelta | None = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Service:
    """Everything one file says."""

    brand: Brand
    language: str
    #: Of the hours that name none, and of days and times that customers write.
    zone: ZoneInfo
    senders: Mapping[str, Sender]
    hours: Mapping[str, Hours]
    windows: Windows
    teams: Mapping[str, Team]
    bot: BotUse
    keywords: Rules
    flows: Mapping[str, Flow]
    #: What Parley says by itself, by key; first as the brand says it, then as Parley brings it along.
    own_wordings: Mapping[str, Text]
    wordings: Mapping[str, Text]
    calendars: Mapping[str, Calendar]

    def sender(self, line: str) -> Sender | None:
        """The sender for a line; None when the file names none."""
        return self.senders.get(line)

    def purpose(self, line: str) -> Purpose:
        """Why the flow texts from a line."""
        sender = self.senders.get(line)
        return Purpose.TRANSACTIONAL if sender is None else sender.purpose

    def flow_for(self, line: str) -> Flow:
        """The flow that answers a line; an unknown line gets the first flow, since a customer must get an answer."""
        sender = self.senders.get(line)
        return next(iter(self.flows.values())) if sender is None else self.flows[sender.flow]

    def business_event(self, name: str) -> BusinessEvent | None:
        """A business event that a flow or one of its states knows; None when none does."""
        return next((event for event in self.business_events() if event.name == name), None)

    def business_events(self) -> Iterator[BusinessEvent]:
        """Every event that some flow knows, of flows and of rules."""
        for flow in self.flows.values():
            if flow.on_event is not None:
                yield flow.on_event
            for state in flow.states.values():
                yield from (rule.event for rule in state.rules.by_event if rule.event is not None)

    def flow_of_event(self, name: str) -> Flow | None:
        """The flow that a business event starts; None when no flow knows it."""
        return next((flow for flow in self.flows.values() if flow.on_event and flow.on_event.name == name), None)

    @property
    def default_team(self) -> Team:
        """Where a conversation goes when nobody is named: the first team of the file."""
        return next(iter(self.teams.values()))

    def team(self, name: str | None) -> Team:
        """A team by name; the default one when it is not there (any more)."""
        return self.teams.get(name or "") or self.default_team

    def is_open(self, team: str | None, now: datetime) -> bool:
        """True while somebody of the team is there."""
        hours = self.team(team).hours
        return hours is None or hours.is_open(now)

    def next_opening(self, team: str | None, now: datetime) -> datetime | None:
        """When somebody of the team is there again, in the zone of its hours."""
        hours = self.team(team).hours
        return None if hours is None else hours.next_opening(now)

    def answer_by(self, team: str | None, now: datetime) -> datetime | None:
        """When a human should have answered what is queued now: outside the team's hours, from the next opening on."""
        within = self.team(team).first_reply_within
        opening = now if self.is_open(team, now) else self.next_opening(team, now)
        return None if within is None or opening is None else opening + within

    def calendar(self, language: str) -> Calendar:
        """How times are written in a language."""
        return calendar_for(language, self.calendars)

    def written_opening(self, team: str | None, language: str, now: datetime) -> str | None:
        """When somebody of the team is there again, in words."""
        hours = self.team(team).hours
        return None if hours is None else written_opening(hours, self.calendar(language), now)

    def wording(self, key: str, language: str | None = None, opening: str | None = None, meant: str = "") -> str:
        """A text that Parley says by itself: the brand's own if there is one that renders."""
        names = {"brand": self.brand, "opening": opening, "meant": meant}
        language = language or self.language
        own = self.own_wordings.get(key)
        if own is not None:
            with suppress(FlowFailure):
                return own.render(language, self.language, names)
        return self.wordings[key].render(language, self.language, names)
