"""Flows and their states."""

from typing import Annotated

from pydantic import Field

from flows.loading.grammar.answers import AnswerPart
from flows.loading.grammar.scalars import Count, Duration, Flag, Part, TextPart, Value, named
from flows.loading.grammar.ways_out import CheckPart, Escalating, RulePart, WayOutPart


class NoMatchPart(WayOutPart):
    """What to say to a text that nothing takes, how many times, and what to do after that."""

    times: Count = Field(default=2, description="How many times it is said.")


class SilencePart(WayOutPart):
    """What to do when no text comes."""

    after: Duration = Field(description="How long to wait for one.")


class StatePart(Part):
    """A state: it says, sets, waits if it has rules or an answer, checks, and goes on."""

    say: TextPart | None = Field(default=None, description="What the customer is told on entering.")
    separate: Flag = Field(default=False, description="Send what it says as a message of its own.")
    settings: dict[str, Value] = Field(
        default_factory=dict, alias="set", description="Names to save with their values."
    )
    rules: list[RulePart] = Field(default_factory=list, description="What is heard here, in the order of trial.")
    answer: AnswerPart | None = Field(default=None, description="The answer that is waited for.")
    checks: list[CheckPart] = Field(default_factory=list, description="Conditions tried before going on.")
    no_match: Annotated[NoMatchPart, named("say")] | None = Field(
        default=None, description="For a text that nothing takes."
    )
    silence: SilencePart | None = Field(default=None, description="For a text that does not come.")
    go_to: str | None = Field(default=None, description="The state to go to.")
    escalate: Escalating | None = Field(default=None, description="Hand over to a human.")
    end: Flag = Field(default=False, description="End the conversation.")


class FlowPart(Part):
    """A flow: its states, and the one it starts in."""

    start: str = Field(description="The state it starts in.")
    states: dict[str, StatePart] = Field(min_length=1, description="Its states by name.")
