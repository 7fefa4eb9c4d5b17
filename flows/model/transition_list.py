"""One list of transitions: whatever a state, a flow or a service may do next, and all that is said.

The machine, the linter, the drawing and coverage are made from it, so that a kind of transition is written down once.
tests/flows/model/test_transition_list.py walks everything that is compiled and finds what is missing here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from flows.model.conditions import Condition
from flows.model.flow import Escalation, Flow, OnFile, Rule, Rules, State, Transition
from flows.model.service import Service
from flows.model.text_list import (
    ListedText,
    Stage,
    TextKind,
    listed_attached,
    listed_text,
    own_texts_of_state,
)
from flows.source.document import Path


class TransitionKind(StrEnum):
    """What takes a transition. Rules are known to the machine, and to coverage, by their kind and number."""

    KEYWORD = "keyword"  # a rule of the service
    FLOW_RULE = "flow rule"  # of a flow: heard in each of its states that waits
    RULE = "rule"  # of a state: words, an intent or a business event
    GUARD = "guard"  # a condition that holds before the state goes on
    NO_MATCH = "no match"  # nothing has taken several texts
    SILENCE = "silence"  # no text has come
    CALL_FAILED = "call failed"  # a call or an action without a result
    FORM_LEFT = "form left"  # unfinished
    FORM_FAILED = "form failed"
    BOT_FAILED = "bot failed"  # where the bot answers by itself
    TOO_LATE = "too late"  # a text after the question was open
    ONWARD = "onward"  # the state is done, or has its answer
    WHEN_DOWN = "when down"  # a text whose meaning no bot tells


_STAGES: Final = {
    TransitionKind.CALL_FAILED: Stage.CALLING,
    TransitionKind.GUARD: Stage.ANSWERED,
    TransitionKind.ONWARD: Stage.ANSWERED,
}


@dataclass(frozen=True, slots=True)
class ListedTransition:
    """A transition, and when it is taken. The transition itself has the target and the settings."""

    kind: TransitionKind
    transition: Transition
    #: Where it is written, or would be: what is left out is at its default.
    path: Path
    #: What must be heard, be understood, have happened or hold.
    rule: Rule | None = None
    #: How long nothing has been heard when it is taken.
    after: timedelta | None = None
    #: Everything that is said before it is taken, or asked by it.
    texts: tuple[ListedText, ...] = ()
    #: False: the compiler has made it, and the state can never take it.
    is_possible: bool = True

    @property
    def condition(self) -> Condition | None:
        return None if self.rule is None else self.rule.condition

    @property
    def stage(self) -> Stage:
        return _stage(self.kind)


def transitions_of_state(state: State, path: Path = ()) -> Iterator[ListedTransition]:
    """Every transition of a state itself, in the order of a file; the paths begin with the state's."""
    yield from _by_rules(TransitionKind.RULE, state.rules.rules, (*path, "rules"))
    yield from _by_rules(TransitionKind.GUARD, state.guards, (*path, "checks"))
    yield _no_match(state, (*path, "no_match"))
    if state.silence is not None:
        yield _listed(TransitionKind.SILENCE, state.silence.then, (*path, "silence"), after=state.silence.after)
    if state.call is not None:
        yield _listed(TransitionKind.CALL_FAILED, state.call.failed, (*path, "call", "failed"))
    if state.form is not None:
        yield _listed(TransitionKind.FORM_LEFT, state.form.left, (*path, "form", "left"))
        yield _listed(TransitionKind.FORM_FAILED, state.form.failed, (*path, "form", "failed"))
    if state.bot is not None:
        yield _listed(TransitionKind.BOT_FAILED, state.bot.failed, (*path, "bot", "failed"))
    if state.reply is not None and state.reply.too_late is not None:
        yield _listed(TransitionKind.TOO_LATE, state.reply.too_late, (*path, "too_late"), after=state.reply.within)
    yield _listed(TransitionKind.ONWARD, state.onward, path, is_possible=state.goes_on)


def transitions_of_flow(flow: Flow, path: Path = ()) -> Iterator[ListedTransition]:
    """Those that each state that waits has besides its own."""
    yield from _by_rules(TransitionKind.FLOW_RULE, flow.rules.rules, (*path, "rules"))


def transitions_in(state: State, flow: Flow) -> Iterator[ListedTransition]:
    """What can really be taken in a state: of its own and, where it waits, of its flow's."""
    yield from (each for each in transitions_of_state(state) if each.is_possible)
    yield from transitions_of_flow(flow) if state.waits else ()


def transitions_of_service(service: Service) -> Iterator[ListedTransition]:
    """Those that belong to no flow."""
    yield from _by_rules(TransitionKind.KEYWORD, service.keywords.rules, ("keywords",))
    if isinstance(service.bot.when_down, Escalation):
        called = Transition("when_down", escalate=service.bot.when_down)
        yield _listed(TransitionKind.WHEN_DOWN, called, ("bot", "when_down"))


def all_transitions(service: Service) -> Iterator[ListedTransition]:
    """Of a service, its flows and their states."""
    yield from transitions_of_service(service)
    for path, flow in _flows(service):
        yield from transitions_of_flow(flow, path)
        for name, state in flow.states.items():
            yield from transitions_of_state(state, (*path, "states", name))


def _flows(service: Service) -> Iterator[tuple[Path, Flow]]:
    return ((("flows", name), flow) for name, flow in service.flows.items())


def _by_rules(kind: TransitionKind, rules: Iterable[Rule], path: Path) -> Iterator[ListedTransition]:
    for number, rule in enumerate(rules):
        yield _listed(kind, rule.transition, (*path, number), rule=rule)


def _no_match(state: State, path: Path) -> ListedTransition:
    """Asking again says its text, and belongs to the transition that follows when nothing ever takes a text."""
    said = listed_text(state.no_match.say, (*path, "say"), _stage(TransitionKind.NO_MATCH))
    return _listed(TransitionKind.NO_MATCH, state.no_match.then, path, said=tuple(said), is_possible=state.waits)


def _listed(
    kind: TransitionKind,
    transition: Transition,
    path: Path,
    *,
    rule: Rule | None = None,
    after: timedelta | None = None,
    said: tuple[ListedText, ...] = (),
    is_possible: bool = True,
) -> ListedTransition:
    stage = _stage(kind)
    label = None if rule is None else rule.label
    texts = (
        *said,
        *listed_text(transition.say, (*path, "say"), stage),
        *listed_attached(transition.attached, path, stage),
        *listed_text(label, (*path, "intent", "label"), stage),
    )
    return ListedTransition(kind, transition, path, rule, after, texts, is_possible)


def _stage(kind: TransitionKind) -> Stage:
    return _STAGES.get(kind, Stage.WAITING)


def all_texts(service: Service) -> Iterator[ListedText]:
    """All that the file of a service says."""
    for each in all_transitions(service):
        yield from each.texts
    for path, flow in _flows(service):
        for name, state in flow.states.items():
            yield from own_texts_of_state(state, (*path, "states", name))
    for name, text in service.own_wordings.items():
        yield ListedText(("brand", "wordings", name), text)
    for name, text in service.bot.language_model.texts.items():
        yield ListedText(("bot", "language_model", "texts", name), text, kind=TextKind.TOLD)


def messages_on_file(service: Service) -> Iterator[OnFile]:
    """The messages that the provider must have on file."""
    states = (state for flow in service.flows.values() for state in flow.states.values())
    attached = (
        *(state.attached for state in states),
        *(each.transition.attached for each in all_transitions(service)),
    )
    yield from (each.template for each in attached if each.template is not None)


def lists_of_rules(service: Service) -> Iterator[tuple[Path, Rules]]:
    """Rules that are tried one after the other, and where they are written."""
    yield ("keywords",), service.keywords
    for path, flow in _flows(service):
        yield (*path, "rules"), flow.rules
        for name, state in flow.states.items():
            yield (*path, "states", name, "rules"), state.rules
