"""Judges what the bot understood: which rule takes the text, or what the customer must be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flows.model.flow import Rule
from flows.model.situation import Situation
from flows.protocol.needs import Intent, Understood

#: Nobody reads more on a phone.
MAX_OFFERED: Final = 3
#: What is less likely than this is not worth a question: four times in five the answer is no.
MIN_OFFERED_CONFIDENCE: Final = 0.2
#: Rasa's `ambiguity_threshold`: two intents this near to each other are as good as equally likely.
AMBIGUITY_THRESHOLD: Final = 0.1


@dataclass(frozen=True, slots=True)
class IntentSelection:
    """What follows from what the bot understood."""

    #: Is meant for sure.
    taken: Rule | None = None
    #: May be meant, the likeliest first.
    offered: tuple[Rule, ...] = ()


NO_SELECTION: Final = IntentSelection()


def select_intent(
    understood: Understood, rules: Sequence[Rule], situation: Situation, *, asks: bool
) -> IntentSelection:
    """`rules` are those by intent, in the order of trial. Without `asks` a doubt is no question, but no match."""
    if understood.problem is not None or understood.out_of_scope or not understood.intents:
        return NO_SELECTION
    waiting = [rule for rule in rules if rule.holds(situation)]
    likeliest = understood.intents[0]
    sure = next((rule for rule in waiting if is_sure(likeliest, rule)), None)
    if not asks:
        return IntentSelection(sure)
    likely = tuple(_likely(understood, waiting))
    if sure is not None and not (len(likely) > 1 and _are_near(understood, likely)):
        return IntentSelection(sure)
    return IntentSelection(offered=likely[:MAX_OFFERED])


def rule_for(intent: str, rules: Sequence[Rule], situation: Situation) -> Rule | None:
    """The rule that takes an intent which is meant for sure."""
    return next((rule for rule in rules if rule.intent == intent and rule.holds(situation)), None)


def is_sure(intent: Intent, rule: Rule) -> bool:
    return rule.intent == intent.name and intent.confidence >= rule.above


def _likely(understood: Understood, waiting: Sequence[Rule]) -> list[Rule]:
    """One rule for each intent that is worth a question."""
    by_name: dict[str | None, Rule] = {}
    for rule in waiting:
        by_name.setdefault(rule.intent, rule)
    worth = (intent.name for intent in understood.intents if intent.confidence >= MIN_OFFERED_CONFIDENCE)
    return [by_name[name] for name in dict.fromkeys(worth) if name in by_name]


def _are_near(understood: Understood, likely: Sequence[Rule]) -> bool:
    """Whether the two likeliest of all intents are these, and one as likely as the other."""
    first, second = understood.intents[:2]
    is_doubtful = round(first.confidence - second.confidence, 3) <= AMBIGUITY_THRESHOLD
    return is_doubtful and [first.name, second.name] == [rule.intent for rule in likely[:2]]
