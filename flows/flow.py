"""A compiled flow: states, their rules, and the ways out of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flows.answers import Answer
from flows.conditions import Condition
from flows.effects import Priority
from flows.hearing.heard import Heard
from flows.hearing.keywords import KeywordIndex
from flows.machine import FlowMachine
from flows.situation import Situation
from flows.texts.template import Template
from flows.texts.text import Text


@dataclass(frozen=True, slots=True)
class Escalation:
    """To whom a conversation is handed, and why."""

    team: str
    priority: Priority = Priority.NORMAL
    reason: str = ""
    skill: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """`set: {name: value}`; a name under `contact.` is kept for good."""

    name: str
    value: Template | Any


@dataclass(frozen=True, slots=True)
class WayOut:
    """What happens when a rule, a check, a silence or the state's own end is reached.

    At most one of `go_to`, `escalate` and `end` is there; with none, the conversation stays where it is.
    """

    #: The trigger that the machine knows it by.
    name: str
    say: Text | None = None
    settings: tuple[Setting, ...] = ()
    go_to: str | None = None
    escalate: Escalation | None = None
    end: bool = False

    @property
    def leaves(self) -> bool:
        return self.go_to is not None or self.escalate is not None or self.end


@dataclass(frozen=True, slots=True)
class Rule:
    """A way out, and when it is taken."""

    way_out: WayOut
    condition: Condition | None = None
    reaches_through: bool = False
    #: The keywords as they are written, for people to read; the index of `Rules` finds them.
    hear: tuple[str, ...] = ()

    def holds(self, situation: Situation) -> bool:
        return self.condition is None or self.condition.holds(situation)


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules in the order of trial, with their keywords compiled together."""

    rules: tuple[Rule, ...] = ()
    index: KeywordIndex = field(default_factory=lambda: KeywordIndex([]))
    #: The rules that hear nothing in particular, only ask for their condition.
    wordless: tuple[int, ...] = ()

    def find(self, heard: Heard, situation: Situation) -> Rule | None:
        """The first rule that hears the text and whose condition holds."""
        return next((rule for rule in self._hearing(heard) if rule.holds(situation)), None)

    def find_reaching_through(self, heard: Heard, situation: Situation) -> Rule | None:
        """The same among the rules that act while a human holds the conversation."""
        return next((rule for rule in self._hearing(heard) if rule.reaches_through and rule.holds(situation)), None)

    def _hearing(self, heard: Heard) -> Iterator[Rule]:
        found = self.index.find(heard)
        tried = sorted({*found, *self.wordless}) if self.wordless else found
        return (self.rules[number] for number in tried)


@dataclass(frozen=True, slots=True)
class NoMatch:
    """What to say to a text that nothing takes, how often, and what then."""

    then: WayOut
    say: Text | None = None
    times: int = 2


@dataclass(frozen=True, slots=True)
class Silence:
    """What happens when no text comes."""

    after: timedelta
    then: WayOut


@dataclass(frozen=True, slots=True)
class State:
    """One place in a flow."""

    name: str
    no_match: NoMatch
    #: Where it goes when it need not wait, or once its answer is there.
    onward: WayOut
    say: Text | None = None
    separate: bool = False
    settings: tuple[Setting, ...] = ()
    rules: Rules = field(default_factory=Rules)
    answer: Answer | None = None
    checks: tuple[Rule, ...] = ()
    silence: Silence | None = None

    @property
    def waits(self) -> bool:
        return bool(self.rules.rules) or self.answer is not None

    def ways_out(self) -> tuple[WayOut, ...]:
        """Every way out of it, whichever is taken."""
        ruled = tuple(rule.way_out for rule in (*self.rules.rules, *self.checks))
        silent = () if self.silence is None else (self.silence.then,)
        return (*ruled, self.no_match.then, *silent, self.onward)


@dataclass(frozen=True, slots=True)
class Flow:
    """States and the machine that moves between them."""

    name: str
    start: str
    states: Mapping[str, State]
    machine: FlowMachine
