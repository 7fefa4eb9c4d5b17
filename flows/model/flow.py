"""A compiled flow: states, their rules, and the transitions of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from flows.matching.keyword_index import KeywordIndex
from flows.matching.keyword_types import Keyword, Matching
from flows.matching.utterance import Utterance
from flows.model.answer_type import Answer
from flows.model.conditions import Condition
from flows.model.situation import Situation
from flows.model.state_machine import FlowMachine
from flows.protocol.effects import Priority
from flows.protocol.needs import Entity
from flows.text.localized_text import Text
from flows.text.template import Template

#: How sure the bot must be where a rule does not say.
DEFAULT_CONFIDENCE: Final = 0.6


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
class OnFile:
    """A message that the provider has on file; the gaps by their names."""

    id: str
    values: Mapping[str, Template]


@dataclass(frozen=True, slots=True)
class Attached:
    """What goes with a text: addresses of media, or a message on file that takes its place on WhatsApp."""

    media: tuple[Template, ...] = ()
    template: OnFile | None = None


NOTHING_ATTACHED: Final = Attached()


@dataclass(frozen=True, slots=True)
class Transition:
    """What happens when a rule, a guard, a silence or the state's own end is reached.

    At most one of `go_to`, `escalate` and `end` is there; with none, the conversation stays where it is.
    """

    #: The trigger that the machine knows it by.
    name: str
    say: Text | None = None
    attached: Attached = NOTHING_ATTACHED
    settings: tuple[Setting, ...] = ()
    go_to: str | None = None
    escalate: Escalation | None = None
    end: bool = False

    @property
    def leaves(self) -> bool:
        """False where the conversation stays in its state and waits for another text."""
        return self.go_to is not None or self.escalate is not None or self.end


@dataclass(frozen=True, slots=True)
class BusinessEvent:
    """What happens in a business system, with the types of its fields."""

    name: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """A transition, and when it is taken."""

    transition: Transition
    condition: Condition | None = None
    reaches_through: bool = False
    #: What the bot must have understood, and how surely.
    intent: str | None = None
    above: float = DEFAULT_CONFIDENCE
    #: What the customer is asked whether they mean it by; None: the intent's name.
    label: Text | None = None
    #: Which entity is kept under which name: `city`, or `city.from` with its role.
    save: Mapping[str, str] = field(default_factory=dict)
    #: The business event that must have happened.
    event: BusinessEvent | None = None
    #: What it hears; the index of `Rules` finds them.
    keywords: tuple[Keyword, ...] = ()

    @property
    def hear(self) -> tuple[str, ...]:
        """The keywords as they are written, for people to read."""
        return tuple(dict.fromkeys(str(keyword) for keyword in self.keywords))

    def captured(self, utterance: Utterance) -> Mapping[str, str]:
        """What the named groups of its patterns have found."""
        patterns = (keyword.pattern for keyword in self.keywords if isinstance(keyword, Matching))
        return {name: found for pattern in patterns for name, found in pattern.groups(utterance).items()}

    def found(self, entities: Sequence[Entity]) -> Mapping[str, Any]:
        """What the bot found in a text, by the names to keep it under. Of several of a kind the first counts."""
        named = (
            (place, next((each for each in entities if each.is_called(name)), None))
            for name, place in self.save.items()
        )
        return {place: entity.value for place, entity in named if entity is not None}

    def holds(self, situation: Situation) -> bool:
        """Whether its condition does; a rule without one always holds."""
        return self.condition is None or self.condition.holds(situation)


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules in the order of trial, with their keywords compiled together."""

    rules: tuple[Rule, ...] = ()
    index: KeywordIndex = field(default_factory=lambda: KeywordIndex([]))
    #: The rules that hear nothing in particular, only ask for their condition.
    wordless: tuple[int, ...] = ()
    #: The rules that the bot decides, and those that a business event does.
    by_intent: tuple[Rule, ...] = ()
    by_event: tuple[Rule, ...] = ()
    #: The keywords as words: a text that is exactly one of them.
    exact: frozenset[tuple[str, ...]] = frozenset()

    def find(self, utterance: Utterance, situation: Situation) -> Rule | None:
        """The first rule that hears the text and whose condition holds."""
        for number in self._heard(utterance):
            rule = self.rules[number]
            if rule.holds(situation):
                return rule
        return None

    def find_reaching_through(self, utterance: Utterance, situation: Situation) -> Rule | None:
        """The same among the rules that act while a human holds the conversation."""
        heard = (self.rules[number] for number in self._heard(utterance))
        return next((rule for rule in heard if rule.reaches_through and rule.holds(situation)), None)

    def find_by_event(self, name: str, situation: Situation) -> Rule | None:
        """The first rule that waits for a business event."""
        return next(
            (rule for rule in self.by_event if rule.event and rule.event.name == name and rule.holds(situation)), None
        )

    def _heard(self, utterance: Utterance) -> Sequence[int]:
        found = self.index.find(utterance)
        return sorted({*found, *self.wordless}) if self.wordless else found


@dataclass(frozen=True, slots=True)
class NoMatch:
    """What to say to a text that nothing takes, how often, and what then."""

    then: Transition
    say: Text | None = None
    times: int = 2


@dataclass(frozen=True, slots=True)
class Silence:
    """What happens when no text comes."""

    after: timedelta
    then: Transition


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a business system. A GET is a question, anything else a deed."""

    method: str
    address: Template
    within: timedelta
    failed: Transition
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    save: str | None = None

    @property
    def is_question(self) -> bool:
        """Whether it only asks, so that it may be made again at any time."""
        return self.method == "GET"


@dataclass(frozen=True, slots=True)
class Action:
    """One action of the bot; the slots that it sets are kept together, by their names."""

    name: str
    within: timedelta
    failed: Transition
    #: Slots to set before.
    arguments: tuple[Setting, ...] = ()
    save: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the bot: it asks, and takes each text, until it has all that it wants."""

    name: str
    within: timedelta
    #: Left unfinished; and no result.
    left: Transition
    failed: Transition
    arguments: tuple[Setting, ...] = ()
    #: Which slot is kept under which name.
    save: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BotAnswers:
    """A text that nothing in the state takes is answered by the bot itself."""

    within: timedelta
    failed: Transition
    #: Which slot is kept under which name, whenever a turn sets it.
    save: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """Another flow to go through; its results are kept under the names of `save`, by the names it gives them."""

    flow: str
    arguments: tuple[Setting, ...] = ()
    save: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReplyWindow:
    """How long the answer to a question is accepted, and what a later text meets; None: it starts afresh."""

    within: timedelta
    too_late: Transition | None = None


@dataclass(frozen=True, slots=True)
class State:
    """One place in a flow."""

    name: str
    no_match: NoMatch
    #: Where it goes when it need not wait, or once its answer is there.
    onward: Transition
    say: Text | None = None
    attached: Attached = NOTHING_ATTACHED
    separate: bool = False
    settings: tuple[Setting, ...] = ()
    call: Call | Action | None = None
    run: Run | None = None
    form: Form | None = None
    bot: BotAnswers | None = None
    rules: Rules = field(default_factory=Rules)
    answer: Answer | None = None
    #: Tried in order before it goes on; "checks" in the file.
    guards: tuple[Rule, ...] = ()
    silence: Silence | None = None
    reply: ReplyWindow | None = None

    @property
    def waits(self) -> bool:
        """Whether the conversation stays here until the customer sends something, or the bot has done its part."""
        return bool(self.rules.rules) or self.answer is not None or self.talks is not None

    @property
    def only_waits(self) -> bool:
        """It does nothing first that a text would have to wait for."""
        return self.waits and self.call is None and self.run is None and self.form is None

    @property
    def talks(self) -> Form | BotAnswers | None:
        """Where texts go to the bot."""
        return self.form or self.bot

    @property
    def goes_on(self) -> bool:
        """Whether it ever takes its own transition: once it has what it waits for, or at once."""
        return not self.waits or self.answer is not None or self.form is not None


@dataclass(frozen=True, slots=True)
class Flow:
    """States and the machine that moves between them."""

    name: str
    start: str
    states: Mapping[str, State]
    machine: FlowMachine
    #: Heard in every state that waits, after its own rules and answer.
    rules: Rules = field(default_factory=Rules)
    #: What it is given when another flow runs it, and what it gives back.
    takes: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    on_event: BusinessEvent | None = None
