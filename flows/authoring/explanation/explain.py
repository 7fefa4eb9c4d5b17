"""Explains what a text would meet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from flows.authoring.explanation.explanation_trace import Explanation, Told
from flows.authoring.simulation.simulation import Happened, Simulation
from flows.protocol.bot_turns import BotTurn
from flows.protocol.conversation import Conversation
from flows.protocol.effects import AskBot, CallBusiness
from flows.protocol.needs import Fetched, FetchNeeded, Intent, UnderstandingNeeded, Understood

_UNCALLED = Fetched(problem="nothing is called to explain a text")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A World in which business systems are not called, and the bot has one idea."""

    understood: Understood = field(default_factory=Understood)

    def fetch(self, need: FetchNeeded) -> Fetched:  # noqa: ARG002
        return _UNCALLED

    def understand(self, need: UnderstandingNeeded) -> Understood:  # noqa: ARG002
        return self.understood

    def do(self, call: CallBusiness) -> tuple[Fetched, timedelta]:  # noqa: ARG002
        return _UNCALLED, timedelta()

    def take_turn(self, asked: AskBot) -> tuple[BotTurn, timedelta]:  # noqa: ARG002
        return BotTurn(problem="the bot takes no turn to explain a text"), timedelta()


@dataclass(frozen=True, slots=True)
class Explained:
    """What was tried for a text, and what came of it."""

    told: tuple[Told, ...]
    happened: tuple[Happened, ...]


def explain(simulation: Simulation, text: str) -> Explained:
    """Let a text come in, and say what was tried for it. The simulation goes on from there."""
    explanation = simulation.trace = Explanation()
    happened = simulation.receive(text)
    return Explained(tuple(explanation.told), tuple(happened))


def waiting_in(flow: str, state: str, line: str, values: Mapping[str, Any], now: datetime) -> Conversation:
    """A conversation that waits in a state, since now."""
    waiting = Conversation(flow, state, line=line, wait=1, values=dict(values))
    return replace(waiting, last_text_at=now, last_event_at=now, waiting_since=now)


def meaning(intent: str | None, confidence: float) -> Meaning:
    """A bot that understands every text as this intent, for who asks "what if"."""
    return Meaning() if intent is None else Meaning(Understood((Intent(intent, confidence),)))
