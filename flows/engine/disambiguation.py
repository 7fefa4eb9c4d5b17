"""The bot is unsure: the customer is asked what is meant, and answers."""

from collections.abc import Sequence
from typing import Final

from flows.engine.bot_requests import numbered
from flows.engine.intent_selection import rule_for
from flows.engine.saved_values import save_all, set_all
from flows.engine.state_rules import state_asked
from flows.engine.transitions import no_match, run_state, take_transition, wait_for_text
from flows.engine.turn import InboundText, Turn
from flows.matching.utterance import Utterance
from flows.model.answers.choice_answer import ChoiceAnswer
from flows.model.flow import Rule, State
from flows.protocol.needs import Entity
from flows.protocol.outcome import Rung
from flows.protocol.understood_texts import Offer, OfferedIntent
from flows.types.values import stored

#: "No thanks", "none of these". Whoever writes more says what is meant instead.
_MAX_WORDS_OF_NO: Final = 3
_NEITHER: Final = -1


def rules_by_intent(turn: Turn, state: State) -> tuple[Rule, ...]:
    """Of the state and of the flow, in the order of trial."""
    return (*state.rules.by_intent, *turn.flow.rules.by_intent)


def ask_which_is_meant(turn: Turn, state: State, rules: Sequence[Rule], entities: Sequence[Entity]) -> Rung:
    """Ask which is meant. Another doubtful text in place of an answer is a miss, so that there is an end to it."""
    misses = turn.conversation.misses
    if turn.is_opening:
        set_all(turn, state.settings)
    elif turn.offered is not None:
        misses += 1
        turn.trace.missed(turn.flow.name, state.name, misses, state.no_match)
        if misses > state.no_match.times:
            take_transition(turn, state, state.no_match.then)
            return Rung.NO_MATCH
    _ask(turn, state, rules, entities, misses)
    return Rung.UNSURE


def _ask(turn: Turn, state: State, rules: Sequence[Rule], entities: Sequence[Entity], misses: int) -> None:
    labels = [_label(turn, rule, rule.intent or "") for rule in rules]
    if len(labels) == 1:
        turn.say_wording("did_you_mean_one", meant=labels[0])
    else:
        turn.say_wording("did_you_mean", meant="\n".join(numbered(labels)))
    is_opening = turn.is_opening
    wait_for_text(turn, state, misses)
    intents = tuple(OfferedIntent(rule.intent or "", _found_values(rule, entities)) for rule in rules)
    turn.change(offered=Offer(turn.conversation.wait, intents, is_opening))


def _found_values(rule: Rule, entities: Sequence[Entity]) -> dict[str, object]:
    """What would be saved of the text if a rule was meant, as it is stored."""
    return {place: stored(value) for place, value in rule.found(entities).items()}


def _label(turn: Turn, rule: Rule | None, intent: str) -> str:
    if rule is None or rule.label is None:
        return intent.replace("_", " ").replace("/", " ")
    return rule.label.render(turn.situation.language, turn.service.language, {})


def take_offered_intent(turn: Turn, text: InboundText) -> Rung | None:
    """A text that chooses one of what was offered, or says that it is none of it."""
    offered = turn.offered
    if offered is None:
        return None
    state = state_asked(turn)
    rules = rules_by_intent(turn, state)
    meant = [rule_for(each.intent, rules, turn.situation) for each in offered.intents]
    labels = [_label(turn, rule, each.intent) for rule, each in zip(meant, offered.intents, strict=True)]
    chosen = _chosen(turn, labels, text.utterance)
    turn.trace.answered_offer(labels, None if chosen == _NEITHER else chosen, is_neither=chosen == _NEITHER)
    if chosen == _NEITHER:
        return _neither(turn, state, offered)
    rule = None if chosen is None else meant[chosen]
    if chosen is None or rule is None:
        return None
    save_all(turn, offered.intents[chosen].values)
    take_transition(turn, state, rule.transition)
    return Rung.INTENT


def _chosen(turn: Turn, labels: Sequence[str], utterance: Utterance) -> int | None:
    """Counted from 0; None where the text says none of this."""
    choice = ChoiceAnswer.of([str(number) for number in range(len(labels))], [[label] for label in labels])
    whole = choice.whole(utterance)
    said = turn.service.bot.words.read(utterance)
    if whole is not None:
        return whole
    if len(labels) == 1 and said is not None:
        return 0 if said else _no(utterance)
    named = choice.read(utterance, turn.situation)
    if named is not None:
        return int(named)
    return _no(utterance) if said is False else None


def _no(utterance: Utterance) -> int | None:
    return _NEITHER if len(utterance.words) <= _MAX_WORDS_OF_NO else None


def _neither(turn: Turn, state: State, offered: Offer) -> Rung:
    """What was offered in place of the welcome leads back to it."""
    if offered.is_opening:
        run_state(turn, state)
        return Rung.ENTERED
    no_match(turn, state, wording="neither")
    return Rung.NO_MATCH
