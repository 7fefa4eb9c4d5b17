"""Rung 9: asks the bot what a text means, and judges it."""

from dataclasses import dataclass, replace
from typing import Final

from flows.engine.bot_requests import keep_gist, seen
from flows.engine.intent_selection import NO_SELECTION, IntentSelection, select_intent
from flows.engine.transitions import escalate_or_end, say_and_set_transition
from flows.engine.turn import Turn
from flows.matching.utterance import Utterance
from flows.model.flow import Escalation, Rule, State, Transition
from flows.protocol.needs import UnderstandingNeeded, Understood
from flows.protocol.outcome import Rung

_NOBODY_ASKED: Final = Understood()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the bot understood, and what follows from it."""

    understood: Understood = _NOBODY_ASKED
    verdict: IntentSelection = NO_SELECTION
    asked: bool = False

    @property
    def nobody_answered(self) -> bool:
        """There is no bot, or it is down: it is not asked for an answer of its own right after."""
        return self.asked and not self.understood.intents and not self.understood.out_of_scope


_NO_MEANING: Final = Meaning()


def rules_by_intent(turn: Turn, state: State) -> tuple[Rule, ...]:
    """In the order of trial."""
    return (*state.rules.by_intent, *turn.flow.rules.by_intent)


def meaning_of(turn: Turn, state: State, utterance: Utterance) -> Meaning:
    """Nothing is asked where no rule waits for a meaning, or where there are no words."""
    rules = rules_by_intent(turn, state)
    if not rules or not utterance.text.strip():
        return _NO_MEANING
    understood = turn.meet(_need(turn, state, rules, utterance))
    if not isinstance(understood, Understood):
        return _NO_MEANING
    verdict = select_intent(understood, rules, turn.situation, asks=turn.service.bot.ask_when_unsure)
    turn.trace.understood(understood, rules, turn.situation, verdict)
    keep_gist(turn, utterance.text, understood)
    return Meaning(understood, verdict, asked=True)


def _need(turn: Turn, state: State, rules: tuple[Rule, ...], utterance: Utterance) -> UnderstandingNeeded:
    return UnderstandingNeeded(
        utterance.text,
        turn.situation.language,
        flow=turn.flow.name,
        state=state.name,
        expected=tuple(dict.fromkeys(rule.intent for rule in rules if rule.intent is not None)),
        entities=tuple(dict.fromkeys(name.partition(".")[0] for rule in rules for name in rule.save)),
        sees=seen(turn),
    )


def hand_over_without_bot(turn: Turn, state: State, understood: Understood) -> Rung | None:
    """Hand over to a human where the author wants that while the bot is down; None where texts go on."""
    when_down = turn.service.bot.when_down
    if understood.problem is None or not isinstance(when_down, Escalation):
        return None
    transition = Transition("when_down", escalate=_explained(when_down, state, understood.problem))
    say_and_set_transition(turn, transition)
    turn.change(state=state.name)
    escalate_or_end(turn, transition, told=False)
    return Rung.NO_MATCH


def _explained(escalation: Escalation, state: State, problem: str) -> Escalation:
    return escalation if escalation.reason else replace(escalation, reason=f"{state.name}: {problem}")
