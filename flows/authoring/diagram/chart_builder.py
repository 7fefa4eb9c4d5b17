"""Makes the chart of a flow."""

from collections.abc import Iterable

from flows.authoring.diagram.chart import EVENT, EVERYWHERE, START, Chart, Edge, Node, NodeKind
from flows.authoring.diagram.labels import (
    asked_words,
    done_words,
    no_match_words,
    rule_words,
    spoken,
    transition_words,
)
from flows.model.flow import Escalation, Flow, NoMatch, State, Transition
from flows.model.service import Service
from flows.model.transition_list import ListedTransition, TransitionKind, transitions_of_state
from flows.protocol.effects import Priority
from flows.text.localized_text import Text


def chart_of(flow: Flow, service: Service) -> Chart:
    """The chart of one flow of a service, in the service's language."""
    return _Charting(flow, service).chart()


class _Charting:
    """Collects nodes and edges in the order in which the flow is written."""

    def __init__(self, flow: Flow, service: Service) -> None:
        self._flow = flow
        self._flows = tuple(service.flows.values())
        self._language = service.language
        self._heard_everywhere = (*service.keywords.rules, *flow.rules.rules)
        self._usual = _usual_no_match(flow.states.values())
        self._nodes: dict[str, Node] = {}
        self._edges: list[Edge] = []

    def chart(self) -> Chart:
        self._add_start()
        self._add_everywhere()
        for state in self._flow.states.values():
            self._add_state(state)
        return Chart(self._flow.name, tuple(self._nodes.values()), tuple(self._edges))

    def _add_start(self) -> None:
        given = f" with {', '.join(self._flow.takes)}" if self._flow.takes else ""
        self._add(Node(START, NodeKind.START, f"Start{given}"))
        self._edges.append(Edge(START, self._flow.start))
        if self._flow.on_event is not None:
            self._add(Node(EVENT, NodeKind.EVENT, f"Event {self._flow.on_event.name}"))
            self._edges.append(Edge(EVENT, self._flow.start))

    def _add_everywhere(self) -> None:
        if self._heard_everywhere or self._usual is not None:
            self._add(Node(EVERYWHERE, NodeKind.EVERYWHERE, "In every state"))
        for rule in self._heard_everywhere:
            self._add_edge(EVERYWHERE, rule.transition, rule_words(rule))
        if self._usual is not None:
            self._add_edge(EVERYWHERE, self._usual.then, no_match_words(self._usual))

    def _add_state(self, state: State) -> None:
        asks = asked_words(state, self._language)
        self._add(Node(state.name, NodeKind.STATE, state.name, self._spoken(state.say), done_words(state), asks))
        for each in transitions_of_state(state):
            if each.is_possible and not self._is_usual(each, state):
                words = transition_words(each, state)
                self._add_edge(state.name, each.transition, words, is_timed=each.after is not None)

    def _is_usual(self, each: ListedTransition, state: State) -> bool:
        return each.kind is TransitionKind.NO_MATCH and self._usual == state.no_match

    def _add_edge(self, source: str, out: Transition, label: str, *, is_timed: bool = False) -> None:
        target = self._target(source, out)
        self._edges.append(Edge(source, target, label, self._spoken(out.say), is_timed))

    def _target(self, source: str, out: Transition) -> str:
        if out.go_to is not None:
            return out.go_to if out.go_to in self._flow.states else self._add(self._elsewhere(out.go_to))
        if out.escalate is not None:
            return self._add(_team(source, out.escalate))
        return self._add(Node(f"(end) {source}", NodeKind.END, "End")) if out.end else source

    def _elsewhere(self, state: str) -> Node:
        """A keyword leads to a state of whichever flow has it."""
        flow = next((flow.name for flow in self._flows if state in flow.states), "?")
        return Node(f"(elsewhere) {state}", NodeKind.END, f"{flow}: {state}")

    def _add(self, node: Node) -> str:
        self._nodes.setdefault(node.id, node)
        return node.id

    def _spoken(self, text: Text | None) -> str:
        return "" if text is None else spoken(text, self._language)


def _team(source: str, escalation: Escalation) -> Node:
    """A team beside each state that calls it: one for all would tie the whole picture together."""
    team, priority = escalation.team, escalation.priority
    title = team if priority is Priority.NORMAL else f"{team}, {priority}"
    return Node(f"({priority} for {team!r}) {source}", NodeKind.TEAM, title)


def _usual_no_match(states: Iterable[State]) -> NoMatch | None:
    """What several states do alike with a text that nothing takes, without words of their own: it is drawn once."""
    alike: list[NoMatch] = []
    for state in states:
        no_match = state.no_match
        if state.waits and no_match.say is None and no_match.then.escalate is not None:
            alike.append(no_match)
    several = [no_match for no_match in alike if alike.count(no_match) > 1]
    return max(several, key=alike.count, default=None)
