"""Flows and their states."""

from typing import Annotated

from pydantic import Field

from flows.compiler.grammar.answer_parts import AnswerPart
from flows.compiler.grammar.bot_task_parts import Answering, FormPart
from flows.compiler.grammar.call_parts import CallPart, RunPart
from flows.compiler.grammar.scalar_parts import Count, Duration, DurationOrForever, Flag, Part, Value, Words, named
from flows.compiler.grammar.transition_parts import (
    Escalating,
    EventPart,
    GuardPart,
    RulePart,
    SayingPart,
    TransitionPart,
)


class NoMatchPart(TransitionPart):
    """What to say to a text that nothing takes, how many times, and what to do after that."""

    times: Count = Field(default=2, description="How many times it is said.")


class SilencePart(TransitionPart):
    """What to do when no text comes."""

    after: Duration = Field(description="How long to wait for one.")


class StatePart(SayingPart):
    """A state: it says, sets, calls or runs, waits if it has rules, an answer or a form, checks, and goes on."""

    separate: Flag = Field(default=False, description="Send what it says as a message of its own.")
    settings: dict[str, Value] = Field(
        default_factory=dict, alias="set", description="Names to save with their values."
    )
    call: CallPart | None = Field(default=None, description="A business system to call, or an action of the bot.")
    form: Annotated[FormPart, named("name")] | None = Field(
        default=None, description="A form of the bot to go through."
    )
    run: Annotated[RunPart, named("flow")] | None = Field(default=None, description="Another flow to go through.")
    rules: list[RulePart] = Field(default_factory=list, description="What is heard here, in the order of trial.")
    answer: AnswerPart | None = Field(default=None, description="The answer that is waited for.")
    bot: Answering | None = Field(
        default=None, description="Who answers what nothing here takes: answers lets the bot do it."
    )
    checks: list[GuardPart] = Field(default_factory=list, description="Conditions tried before going on.")
    no_match: Annotated[NoMatchPart, named("say")] | None = Field(
        default=None, description="For a text that nothing takes."
    )
    silence: SilencePart | None = Field(default=None, description="For a text that does not come.")
    reply_within: DurationOrForever | None = Field(
        default=None, description="How long an answer to this question is accepted; off: for ever."
    )
    too_late: Annotated[TransitionPart, named("say")] | None = Field(
        default=None, description="For a text that comes later than that; it starts afresh when left out."
    )
    go_to: str | None = Field(default=None, description="The state to go to.")
    escalate: Escalating | None = Field(default=None, description="Hand over to a human.")
    end: Flag = Field(default=False, description="End the conversation.")


class FlowPart(Part):
    """A flow: its states, and the one it starts in."""

    start: str = Field(description="The state it starts in.")
    takes: Words = Field(default_factory=list, description="What it is given when another flow runs it.")
    gives: Words = Field(default_factory=list, description="What it gives back: names that it saves.")
    on_event: Annotated[EventPart, named("name")] | None = Field(
        default=None, description="The business event that starts it."
    )
    rules: list[RulePart] = Field(
        default_factory=list, description="Heard in every state of the flow, after the state's own rules and answer."
    )
    states: dict[str, StatePart] = Field(min_length=1, description="Its states by name.")
