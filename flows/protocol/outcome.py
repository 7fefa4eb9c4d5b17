"""What one step decided."""

from enum import StrEnum

from msgspec import Struct

from flows.protocol.conversation import Conversation
from flows.protocol.effects import Effect


class Rung(StrEnum):
    """What took an event. For a text it is a rung of the ladder, whose order is `flows.engine.ladder`."""

    # Texts
    OPT_OUT = "opt_out"  # an opt-out, opt-in or help word
    SUPPRESSED = "suppressed"  # a suppressed or blocked contact: recorded, nothing said
    REOPENED = "reopened"  # a closed human conversation reopened within its window
    HUMAN = "human"  # held by a human, or queued for one
    BURST = "burst"  # kept until no further text comes close behind it
    KEYWORD = "keyword"  # a keyword of the whole service
    CALLING = "calling"  # kept until a business system has answered, or the bot
    TOO_LATE = "too_late"  # the question is no longer open
    RULE = "rule"  # a rule of the current state or its flow, by words
    ANSWER = "answer"  # the current state's typed answer
    INTENT = "intent"  # a rule by what the bot understood
    BOT = "bot"  # the bot was asked to answer, or to go on with its form
    UNSURE = "unsure"  # the bot was unsure, and the customer is asked what was meant
    ENTERED = "entered"  # the state says its text: the start for an opening text, or one that asks nothing
    NO_MATCH = "no_match"  # retry wording, or the escalation after it

    # Other events
    SILENCE = "silence"  # a timer
    CALL = "call"  # a business system answered, or the bot
    EVENT = "event"  # a business system's event
    AGENT = "agent"  # an agent's action

    # Any event
    FAILED = "failed"  # the fallback after an event could not be handled
    STALE = "stale"  # a timer or action whose time has passed: nothing changes


class Outcome(Struct, frozen=True):
    """The new conversation and what to do. All of it commits, or none of it (DESIGN.md, 4)."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()
    rung: Rung = Rung.STALE
    #: True when `conversation` is a new one; the one handed in, if it was still open, is then over (`ended`).
    opened: bool = False
    #: The final form of the conversation that the new one replaces, when it was still open.
    ended: Conversation | None = None
