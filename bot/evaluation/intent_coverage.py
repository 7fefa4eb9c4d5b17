"""Whether the flows and the bot speak of the same intents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.classifier.intent_classifier import is_out_of_scope
from flows import Service
from flows.model.flow import Rules


@dataclass(frozen=True, slots=True)
class IntentCoverage:
    """Intents by name."""

    #: Rules wait for them and no example has them: such a rule is never taken.
    unknown_to_the_bot: tuple[str, ...]
    #: The bot knows them and no rule waits for them; none ever does for what is out of scope.
    unused_by_the_flows: tuple[str, ...]


def coverage(service: Service, intents: Iterable[str]) -> IntentCoverage:
    known, used = set(intents), set(_used(service))
    families = {name.partition("/")[0] for name in known}
    return IntentCoverage(
        tuple(sorted(used - known - families)),
        tuple(sorted(name for name in known if not is_out_of_scope(name) and not _family(name) & used)),
    )


def _family(name: str) -> set[str]:
    return {name, name.partition("/")[0]}


def _used(service: Service) -> Iterator[str]:
    for flow in service.flows.values():
        for rules in (flow.rules, *(state.rules for state in flow.states.values())):
            yield from _intents_of(rules)


def _intents_of(rules: Rules) -> Iterator[str]:
    return (rule.intent for rule in rules.by_intent if rule.intent is not None)
