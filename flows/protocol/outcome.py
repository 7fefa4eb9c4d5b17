"""What one step decided."""

from enum import StrEnum

from msgspec import Struct

from flows.protocol.conversation import Conversation
from flows.protocol.effects import Effect


class Rung(StrEnum):
    """Which rung of the ladder (DESIGN.md, "The rules' order for an inbound text") took the event."""

    OPT_OUT = "opt_out"  # 2: an opt-out, opt-in or help word
    SUPPRESSED = "suppressed"  # 3: a suppressed or blocked contact: recorded, nothing said
    BURST = "burst"  # 4: kept until no further text comes close behind it
    CALLING = "calling"  # kept until a business system has answered
    HUMAN = "human"  # 5: held by a human, or queued for one
    REOPENED = "reopened"  # 6: a closed human conversation reopened within its window
    KEYWORD = "keyword"  # 7: a keyword of the whole service
    RULE = "rule"  # 8: the current state's own rule
    ANSWER = "answer"  # 8: the current state's typed answer
    INTENT = "intent"  # 9: a rule by what the bot understood
    BOT = "bot"  # 9: the bot was asked to answer, or to go on with its form
    UNSURE = "unsure"  # 9: the bot was unsure, and the customer is asked what was meant
    ENTERED = "entered"  # an opening text that no rule took: the start state says its text
    NO_MATCH = "no_match"  # 10: fallback wording, or the escalation after it
    TOO_LATE = "too_late"  # the question is no longer open
    SILENCE = "silence"  # a timer, not a text
    CALL = "call"  # a business system answered, or the bot, not a text
    EVENT = "event"  # a business system's event, not a text
    AGENT = "agent"  # an agent's action, not a text
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
