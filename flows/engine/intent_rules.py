"""Rules by what the bot understood: it is asked what a text means, and the meaning is judged."""

from dataclasses import replace

from flows.engine.bot_requests import keep_gist, visible_values
from flows.engine.disambiguation import ask_which_is_meant, rules_by_intent
from flows.engine.intent_selection import select_intent
from flows.engine.state_rules import state_asked, take_rule
from flows.engine.transitions import escalate_or_end, say_and_set_transition
from flows.engine.turn import InboundText, Turn
from flows.model.flow import Escalation, Rule, State, Transition
from flows.protocol.needs import UnderstandingNeeded, Understood
from flows.protocol.outcome import Rung


def take_intent(turn: Turn, text: InboundText) -> Rung | None:
    """The rule whose intent is meant for sure; where the bot is unsure, the customer is asked.

    The bot is asked only where a rule waits for a meaning, and where there are words.
    """
    state = state_asked(turn)
    rules = rules_by_intent(turn, state)
    if not rules or text.is_wordless:
        return None
    understood = turn.meet(_need(turn, state, rules, text.utterance.text))
    return _follow(turn, state, rules, text, understood) if isinstance(understood, Understood) else None


def _need(turn: Turn, state: State, rules: tuple[Rule, ...], text: str) -> UnderstandingNeeded:
    return UnderstandingNeeded(
        text,
        turn.situation.language,
        flow=turn.flow.name,
        state=state.name,
        expected=tuple(dict.fromkeys(rule.intent for rule in rules if rule.intent is not None)),
        entities=tuple(dict.fromkeys(name.partition(".")[0] for rule in rules for name in rule.save)),
        sees=visible_values(turn),
    )


def _follow(
    turn: Turn, state: State, rules: tuple[Rule, ...], text: InboundText, understood: Understood
) -> Rung | None:
    selection = select_intent(understood, rules, turn.situation, asks=turn.service.bot.ask_when_unsure)
    turn.trace.understood(understood, rules, turn.situation, selection)
    keep_gist(turn, text.utterance.text, understood)
    if selection.taken is not None:
        take_rule(turn, state, selection.taken, selection.taken.found(understood.entities))
        return Rung.INTENT
    if selection.offered and _may_ask(turn, state):
        return ask_which_is_meant(turn, state, selection.offered, understood.entities)
    return None if turn.is_opening else _escalate_while_down(turn, state, understood)


def _may_ask(turn: Turn, state: State) -> bool:
    """An opening text is asked about in place of the welcome, unless the start does something first."""
    return state.only_waits or not turn.is_opening


def _escalate_while_down(turn: Turn, state: State, understood: Understood) -> Rung | None:
    """Hand over to a human where the author wants that while the bot is down; None where texts go on."""
    when_down = turn.service.bot.when_down
    if understood.problem is None or not isinstance(when_down, Escalation):
        return None
    transition = Transition("when_down", escalate=_with_reason(when_down, state, understood.problem))
    say_and_set_transition(turn, transition)
    turn.change(state=state.name)
    escalate_or_end(turn, transition, told=False)
    return Rung.NO_MATCH


def _with_reason(escalation: Escalation, state: State, problem: str) -> Escalation:
    return escalation if escalation.reason else replace(escalation, reason=f"{state.name}: {problem}")
