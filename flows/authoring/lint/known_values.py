"""Which values are known in each state, whatever way led there.

A value is known in a state when every way into it has saved it: the intersection over all ways, computed until nothing
changes any more (definite assignment, as compilers do it).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flows.model.flow import Flow, Setting, State
from flows.model.text_list import ListedText, Stage, own_texts_of_state
from flows.model.transition_list import (
    ListedTransition,
    transitions_in,
    transitions_of_flow,
    transitions_of_state,
)
from flows.source.document import Path


@dataclass(frozen=True, slots=True)
class Read:
    """A text, and what is known by the time it is said."""

    said: ListedText
    known: frozenset[str] = frozenset()


def what_is_known(flow: Flow, keywords: Iterable[ListedTransition]) -> dict[str, set[str]]:
    """The values known on entering each state that can be entered."""
    known = {flow.start: _given(flow)}
    for each in keywords:
        if each.transition.go_to in flow.states:
            _meet(known, str(each.transition.go_to), _saved_by(each))
    waiting = list(known)
    while waiting:
        name = waiting.pop()
        state = flow.states[name]
        for each in transitions_in(state, flow):
            arriving = known[name] | _saved_in(state, each.stage) | _saved_by(each)
            if each.transition.go_to is not None and _meet(known, each.transition.go_to, arriving):
                waiting.append(each.transition.go_to)
    return known


def _meet(known: dict[str, set[str]], state: str, arriving: set[str]) -> bool:
    """What is known on every way so far; True when that changed."""
    before = known.get(state)
    known[state] = set(arriving) if before is None else before & arriving
    return known[state] != before


def _given(flow: Flow) -> set[str]:
    """What a flow knows from the start."""
    return {*flow.takes, *(() if flow.on_event is None else flow.on_event.fields)}


def _saved_in(state: State, stage: Stage) -> set[str]:
    """What a state has saved on its own by the time it has come so far."""
    saved = {
        Stage.ENTERED: (),
        Stage.CALLING: _names(state.settings),
        Stage.WAITING: _results(state),
        Stage.ANSWERED: _answered(state),
    }
    return {name for reached, names in saved.items() if reached <= stage for name in names}


def _results(state: State) -> Iterator[str]:
    if state.call is not None and state.call.save is not None:
        yield state.call.save
    if state.run is not None:
        yield from state.run.save.values()


def _answered(state: State) -> Iterator[str]:
    if state.answer is not None and state.answer.save is not None:
        yield state.answer.save
    if state.form is not None:
        yield from state.form.save.values()


def _saved_by(each: ListedTransition) -> set[str]:
    return _names(each.transition.settings) | _fields(each)


def _names(settings: Iterable[Setting]) -> set[str]:
    return {setting.name for setting in settings}


def _fields(each: ListedTransition) -> set[str]:
    """What a business event brings with it."""
    return set() if each.rule is None or each.rule.event is None else set(each.rule.event.fields)


def reads_of_flow(flow: Flow, path: Path, known: Mapping[str, set[str]]) -> Iterator[Read]:
    """Every text of a flow; states that cannot be entered say nothing."""
    yield from _reads(
        transitions_of_flow(flow, path), _known_in_all([(flow.states[name], known[name]) for name in known])
    )
    for name, state in flow.states.items():
        if name in known:
            yield from _reads_of_state(state, (*path, "states", name), known[name])


def _known_in_all(states: Iterable[tuple[State, set[str]]]) -> set[str]:
    """What is known in each state that waits: there the flow's own rules are heard."""
    waiting = [known | _saved_in(state, Stage.WAITING) for state, known in states if state.waits]
    return set.intersection(*waiting) if waiting else set()


def _reads_of_state(state: State, path: Path, known: set[str]) -> Iterator[Read]:
    for said in own_texts_of_state(state, path):
        yield Read(said, frozenset(known | _saved_in(state, said.stage)))
    for each in transitions_of_state(state, path):
        yield from _reads([each], known | _saved_in(state, each.stage))


def _reads(transitions: Iterable[ListedTransition], known: set[str]) -> Iterator[Read]:
    for each in transitions:
        yield from (Read(said, frozenset(known | _fields(each))) for said in each.texts)


def reads_of_keywords(keywords: Iterable[ListedTransition]) -> Iterator[Read]:
    """Heard everywhere, so that nothing is known."""
    return _reads(keywords, set())
