"""Makes the chart of a flow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flows.authoring.diagram.chart import EVENT, EVERYWHERE, START, Chart, Edge, Node, NodeKind
from flows.authoring.diagram.labels import asked_words, done_words, duration_words, rule_words, spoken
from flows.model.flow import Escalation, Flow, NoMatch, Rule, State, Transition
from flows.model.service import Service
from flows.protocol.effects import Priority
from flows.text.localized_text import Text


@dataclass(frozen=True, slots=True)
class _Way:
    """A transition with the words for when it is taken."""

    out: Transition
    label: str
    is_timed: bool = False


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
        usual = [] if self._usual is None else [_of_no_match(self._usual)]
        if self._heard_everywhere or usual:
            self._add(Node(EVERYWHERE, NodeKind.EVERYWHERE, "In every state"))
            self._add_edges(EVERYWHERE, [*map(_of_rule, self._heard_everywhere), *usual])

    def _add_state(self, state: State) -> None:
        asks = asked_words(state, self._language)
        self._add(Node(state.name, NodeKind.STATE, state.name, self._spoken(state.say), done_words(state), asks))
        self._add_edges(state.name, (way for way in _ways(state) if not self._is_usual(way, state)))

    def _is_usual(self, way: _Way, state: State) -> bool:
        return way.out is state.no_match.then and self._usual == state.no_match

    def _add_edges(self, source: str, ways: Iterable[_Way]) -> None:
        for way in ways:
            target = self._target(source, way.out)
            self._edges.append(Edge(source, target, way.label, self._spoken(way.out.say), way.is_timed))

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


def _ways(state: State) -> Iterator[_Way]:
    """Every transition of a state that can be taken; those without words of their own here have the machine's name."""
    worded = {id(way.out): way for way in _worded(state)}
    for out in state.transitions():
        if out is state.no_match.then and not state.waits:
            continue
        if out is state.onward and not state.goes_on:
            continue
        yield worded.get(id(out)) or _Way(out, out.name.replace("_", " "))


def _worded(state: State) -> Iterator[_Way]:
    yield from map(_of_rule, (*state.rules.rules, *state.guards))
    yield _of_no_match(state.no_match)
    if state.silence is not None:
        yield _Way(state.silence.then, f"silent for {duration_words(state.silence.after)}", is_timed=True)
    if state.call is not None:
        yield _Way(state.call.failed, "if the call fails")
    if state.form is not None:
        yield _Way(state.form.left, "if the form is left")
    if state.talks is not None:
        yield _Way(state.talks.failed, "if the bot fails")
    if state.reply is not None and state.reply.too_late is not None:
        yield _Way(state.reply.too_late, f"later than {duration_words(state.reply.within)}", is_timed=True)
    yield _Way(state.onward, _onward_label(state))


def _of_rule(rule: Rule) -> _Way:
    return _Way(rule.transition, rule_words(rule))


def _of_no_match(no_match: NoMatch) -> _Way:
    return _Way(no_match.then, f"no match, {no_match.times} times" if no_match.times > 1 else "no match")


def _onward_label(state: State) -> str:
    if state.guards:
        return "otherwise"
    if state.form is not None:
        return "filled in"
    return "" if state.answer is None else "answered"
