"""Which values are known in each state, whatever way led there.

A value is known in a state when every way into it has saved it: the intersection over all ways, computed until nothing
changes any more (definite assignment, as compilers do it).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flows.model.flow import Flow, Rule, Rules, Setting, State, Transition
from flows.source.document import Path
from flows.text.localized_text import Text


@dataclass(frozen=True, slots=True)
class Read:
    """A text, where it stands, and what its state has saved by the time it is said."""

    path: Path
    text: Text
    gained: frozenset[str] = frozenset()


def what_is_known(flow: Flow, keywords: Rules) -> dict[str, set[str]]:
    """The values known on entering each state that can be entered."""
    known = {flow.start: _given(flow)}
    for rule in keywords.rules:
        if rule.transition.go_to in flow.states:
            _meet(known, str(rule.transition.go_to), _names(rule.transition.settings))
    waiting = list(known)
    while waiting:
        name = waiting.pop()
        for transition, gained in _ways(flow, flow.states[name]):
            if transition.go_to is not None and _meet(known, transition.go_to, known[name] | gained):
                waiting.append(transition.go_to)
    return known


def _meet(known: dict[str, set[str]], state: str, arriving: set[str]) -> bool:
    """What is known on every way so far; True when that changed."""
    before = known.get(state)
    known[state] = set(arriving) if before is None else before & arriving
    return known[state] != before


def _given(flow: Flow) -> set[str]:
    """What a flow knows from the start."""
    return {*flow.takes, *(() if flow.on_event is None else flow.on_event.fields)}


def _ways(flow: Flow, state: State) -> Iterator[tuple[Transition, set[str]]]:
    """The transitions of a state, and what it has saved when each is taken."""
    entered, done, answered = _stages(state)
    for rule in (*state.rules.rules, *(flow.rules.rules if state.waits else ())):
        yield rule.transition, done | _saved_by(rule)
    for guard in state.guards:
        yield guard.transition, answered | _names(guard.transition.settings)
    yield state.onward, answered
    yield state.no_match.then, done | _names(state.no_match.then.settings)
    if state.silence is not None:
        yield state.silence.then, done | _names(state.silence.then.settings)
    if state.call is not None:
        yield state.call.failed, entered | _names(state.call.failed.settings)
    if state.form is not None:
        yield state.form.left, done | _names(state.form.left.settings)
    if state.talks is not None:
        yield state.talks.failed, done | _names(state.talks.failed.settings)
    if state.reply is not None and state.reply.too_late is not None:
        yield state.reply.too_late, done | _names(state.reply.too_late.settings)


def _stages(state: State) -> tuple[set[str], set[str], set[str]]:
    """What a state has saved on its own: before its call or run, after it, and with its answer."""
    entered = _names(state.settings)
    done = entered | set(_results(state))
    return entered, done, done | set(_answered(state))


def _answered(state: State) -> Iterator[str]:
    if state.answer is not None and state.answer.save is not None:
        yield state.answer.save
    if state.form is not None:
        yield from state.form.save.values()


def _results(state: State) -> Iterator[str]:
    if state.call is not None and state.call.save is not None:
        yield state.call.save
    if state.run is not None:
        yield from state.run.save.values()


def _saved_by(rule: Rule) -> set[str]:
    fields = set() if rule.event is None else set(rule.event.fields)
    return _names(rule.transition.settings) | fields


def _names(settings: Iterable[Setting]) -> set[str]:
    return {setting.name for setting in settings}


def reads_of(state: State) -> Iterator[Read]:
    """The texts of a state, with what it has saved by itself before each is said."""
    _, done, answered = map(frozenset, _stages(state))
    yield from _read(("say",), state.say)
    yield from _read(("no_match", "say"), state.no_match.say, done)
    if state.answer is not None:
        yield from _read(("answer", "retry"), state.answer.retry, done)
    for number, rule in enumerate(state.rules.rules):
        gained = done if rule.event is None else done | frozenset(rule.event.fields)
        yield from _read(("rules", number, "say"), rule.transition.say, gained)
    for number, guard in enumerate(state.guards):
        yield from _read(("checks", number, "say"), guard.transition.say, answered)
    if state.silence is not None:
        yield from _read(("silence", "say"), state.silence.then.say, done)
    if state.call is not None:
        yield from _read(("call", "failed", "say"), state.call.failed.say, frozenset(_names(state.settings)))
    if state.form is not None:
        yield from _read(("form", "left", "say"), state.form.left.say, done)
        yield from _read(("form", "failed", "say"), state.form.failed.say, done)
    if state.bot is not None:
        yield from _read(("bot", "failed", "say"), state.bot.failed.say, done)


def reads_of_keywords(keywords: Rules) -> Iterator[Read]:
    for number, rule in enumerate(keywords.rules):
        yield from _read(("keywords", number, "say"), rule.transition.say)


def _read(path: Path, text: Text | None, gained: frozenset[str] = frozenset()) -> Iterator[Read]:
    if text is not None:
        yield Read(path, text, gained)
