"""Where a conversation can get to, and where it cannot get away from."""

from collections.abc import Iterable, Iterator

from flows.authoring.lint.finding import Finding, Linted
from flows.model.flow import Flow, State
from flows.model.transition_list import TransitionKind, transitions_in, transitions_of_service
from flows.types.errors import Severity


def unreachable_states(linted: Linted) -> Iterator[Finding]:
    """A state that no way leads to. (An agent can still hand a conversation back to it.)"""
    for path, flow in linted.flows():
        reached = _reached(flow, _entrances(flow, linted))
        for name in flow.states:
            if name not in reached:
                problem = f'no way leads to state "{name}" of flow "{flow.name}"'
                yield Finding((*path, "states", name), problem, at_key=True)


def _entrances(flow: Flow, linted: Linted) -> list[str]:
    destinations = (each.transition.go_to for each in transitions_of_service(linted.service))
    return [flow.start, *(name for name in destinations if name is not None and name in flow.states)]


def _reached(flow: Flow, entrances: Iterable[str]) -> set[str]:
    reached, waiting = set[str](), list(entrances)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(_following(flow, flow.states[name]))
    return reached


def _following(flow: Flow, state: State) -> Iterator[str]:
    for each in transitions_in(state, flow):
        if each.transition.go_to is not None:
            yield each.transition.go_to


def unused_flows(linted: Linted) -> Iterator[Finding]:
    """A flow that no sender has, no event starts and no state runs."""
    service = linted.service
    answering = {sender.flow for sender in service.senders.values()} or set(list(service.flows)[:1])
    run = {state.run.flow for flow in service.flows.values() for state in flow.states.values() if state.run}
    for path, flow in linted.flows():
        if flow.name not in answering | run and flow.on_event is None:
            yield Finding(path, f'nothing starts flow "{flow.name}": no sender, no event, no "run"', at_key=True)


def dead_ends(linted: Linted) -> Iterator[Finding]:
    """A state that waits, and whose rules all stay in it."""
    for path, flow in linted.flows():
        for name, state in flow.states.items():
            if not state.goes_on and state.bot is None and not _can_leave(flow, state):
                problem = f'no rule leads out of state "{name}": only being misunderstood or silent does'
                yield Finding((*path, "states", name), problem, at_key=True)


def _can_leave(flow: Flow, state: State) -> bool:
    """By something that is heard or happens; a state without an answer has no use for its guards."""
    by_rules = (TransitionKind.RULE, TransitionKind.FLOW_RULE)
    return any(each.transition.leaves for each in transitions_in(state, flow) if each.kind in by_rules)


def endless_loops(linted: Linted) -> Iterator[Finding]:
    """States that lead to each other for ever, without a wait or an end."""
    for path, flow in linted.flows():
        for name in _without_stop(flow):
            problem = f'from state "{name}" on nothing waits and nothing ends: it goes round for ever'
            yield Finding((*path, "states", name), problem, at_key=True, severity=Severity.ERROR)


def _without_stop(flow: Flow) -> list[str]:
    """The states from which no wait, end or human can be reached; found from those that can."""
    stopping = {name for name, state in flow.states.items() if _stops(flow, state)}
    grown = True
    while grown:
        more = {
            name for name, state in flow.states.items() if stopping.intersection(_following(flow, state))
        } - stopping
        stopping |= more
        grown = bool(more)
    return [name for name in flow.states if name not in stopping]


def _stops(flow: Flow, state: State) -> bool:
    """Waits, or may leave the flow. A flow that it runs is taken to wait."""
    return (
        state.waits
        or state.run is not None
        or any(each.transition.leaves and not each.transition.go_to for each in transitions_in(state, flow))
    )


def events_of_two_flows(linted: Linted) -> Iterator[Finding]:
    """A business event that starts two flows: only the first is ever started."""
    first: dict[str, str] = {}
    for path, flow in linted.flows():
        if flow.on_event is None:
            continue
        if flow.on_event.name in first:
            problem = f'event "{flow.on_event.name}" starts flow "{first[flow.on_event.name]}" already'
            yield Finding((*path, "on_event"), problem, severity=Severity.ERROR)
        first.setdefault(flow.on_event.name, flow.name)
