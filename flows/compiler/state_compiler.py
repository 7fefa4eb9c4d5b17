"""Compiles the states of a flow and the machine that moves between them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from flows.compiler.answer_compiler import compile_answer
from flows.compiler.bot_task_compiler import compile_bot, compile_form
from flows.compiler.call_compiler import compile_call, compile_run
from flows.compiler.grammar.state_parts import FlowPart, NoMatchPart, SilencePart, StatePart
from flows.compiler.scope import Scope
from flows.compiler.text_compiler import compile_settings, compile_text
from flows.compiler.transition_compiler import (
    check_one_way,
    compile_attached,
    compile_escalation,
    compile_event,
    compile_go_to,
    compile_guards,
    compile_rules,
    compile_transition,
)
from flows.model.flow import Escalation, Flow, NoMatch, ReplyWindow, Rules, Silence, State, Transition
from flows.model.state_machine import ENDED, OUTSIDE, FlowMachine, Move
from flows.model.transition_list import TransitionKind, transitions_of_state
from flows.source.document import Path

# Why a conversation is with a human when nobody wrote a reason.
_NOT_UNDERSTOOD = "not understood"
#: What a state cannot do both of; nor run an action and let the bot answer.
_ONE_AT_A_TIME = {("call", "run"), ("call", "form"), ("run", "form"), ("form", "answer"), ("form", "bot")}


def compile_flow(name: str, part: FlowPart, path: Path, scope: Scope) -> Flow:
    """A flow, ready to step through."""
    scope.check_state((*path, "start"), part.start)
    states = {
        state: compile_state(state, state_part, (*path, "states", state), scope)
        for state, state_part in part.states.items()
    }
    rules = compile_rules(part.rules, TransitionKind.FLOW_RULE, (*path, "rules"), scope)
    return Flow(
        name=name,
        start=part.start,
        states=states,
        machine=_machine(states, rules),
        rules=rules,
        takes=tuple(part.takes),
        gives=_gives(part, path, scope),
        on_event=compile_event(part.on_event),
    )


def _gives(part: FlowPart, path: Path, scope: Scope) -> tuple[str, ...]:
    for number, name in enumerate(part.gives):
        scope.check_value((*path, "gives", number), name)
    return tuple(part.gives)


def compile_state(name: str, part: StatePart, path: Path, scope: Scope) -> State:
    """A state of the flow in scope; what is wrong with it is complained of, and left out."""
    _check_name(name, path, scope)
    _check_onward(part, path, scope)
    _check_deeds(part, path, scope)
    check_one_way(part, path, scope)
    no_match = _no_match(part.no_match, (*path, "no_match"), scope)
    return State(
        name=name,
        say=compile_text(part.say, (*path, "say"), scope),
        attached=compile_attached(part, path, scope),
        separate=part.separate,
        settings=compile_settings(part.settings, (*path, "set"), scope),
        call=compile_call(part.call, (*path, "call"), scope),
        run=compile_run(part.run, (*path, "run"), scope),
        form=compile_form(part.form, no_match, (*path, "form"), scope),
        bot=compile_bot(part.bot, (*path, "bot"), scope),
        rules=compile_rules(part.rules, TransitionKind.RULE, (*path, "rules"), scope),
        answer=compile_answer(part.answer, (*path, "answer"), scope),
        guards=compile_guards(part.checks, (*path, "checks"), scope),
        no_match=no_match,
        silence=_silence(part.silence, (*path, "silence"), scope),
        reply=_reply_window(part, path, scope),
        onward=_onward(part, path, scope),
    )


def _reply_window(part: StatePart, path: Path, scope: Scope) -> ReplyWindow | None:
    """As the state says, or as the whole service does."""
    within = scope.reply if part.reply_within is None else part.reply_within
    if part.too_late is not None and not isinstance(within, timedelta):
        scope.complain((*path, "too_late"), 'nothing is too late here: add "reply_within"', "never-reached")
    if not isinstance(within, timedelta):
        return None
    late = None if part.too_late is None else compile_transition(part.too_late, "too_late", (*path, "too_late"), scope)
    if late is not None and not late.leaves:
        late = replace(late, end=True)
    return ReplyWindow(within, late)


def _check_name(name: str, path: Path, scope: Scope) -> None:
    if not name[:1].isalpha():
        scope.document.complain(
            path, f'the name of a state starts with a letter, unlike "{name}"', "bad-name", at_key=True
        )


def _check_onward(part: StatePart, path: Path, scope: Scope) -> None:
    onward = next((key for key in ("go_to", "escalate", "end") if getattr(part, key)), None)
    if part.answer is not None and onward is None:
        problem = 'the state takes an answer and goes nowhere with it: add "go_to", "escalate" or "end"'
        scope.document.complain(path, problem, "no-way-out", at_key=True)
    if part.form is not None and onward is None:
        problem = 'the state has a form and goes nowhere with it: add "go_to", "escalate" or "end"'
        scope.document.complain(path, problem, "no-way-out", at_key=True)
    if part.answer is None and part.form is None and (part.rules or part.bot) and onward is not None:
        leading = "one of its rules" if part.rules else "texts, which the bot answers"
        problem = f'"{onward}" is never reached: the state waits for {leading}'
        scope.document.complain((*path, onward), problem, "never-reached", at_key=True)


def _check_deeds(part: StatePart, path: Path, scope: Scope) -> None:
    deeds = [key for key in ("call", "run", "form", "answer", "bot") if getattr(part, key) is not None]
    for first, second in combinations(deeds, 2):
        is_action = first == "call" and part.call is not None and part.call.action is not None
        if (first, second) in _ONE_AT_A_TIME or (is_action and second == "bot"):
            problem = f'"{first}" and "{second}" exclude each other: use two states'
            scope.complain((*path, second), problem, "one-deed")
    for number, rule in enumerate(part.rules):
        if part.form is not None and rule.intent is not None:
            problem = "the form takes every text that no word takes: no intent is looked for"
            scope.complain((*path, "rules", number, "intent"), problem, "never-reached")


def _onward(part: StatePart, path: Path, scope: Scope) -> Transition:
    """A state that says no transition and waits for nothing ends the conversation; the next text opens another."""
    go_to, escalate = compile_go_to(part.go_to, path, scope), compile_escalation(part.escalate, path, scope)
    return Transition("onward", go_to=go_to, escalate=escalate, end=go_to is None and escalate is None)


def _no_match(part: NoMatchPart | None, path: Path, scope: Scope) -> NoMatch:
    part = NoMatchPart() if part is None else part
    then = compile_transition(part.model_copy(update={"say": None}), "no_match", path, scope)
    if not then.leaves:
        then = Transition(
            "no_match", settings=then.settings, escalate=Escalation(scope.default_team, reason=_NOT_UNDERSTOOD)
        )
    return NoMatch(then, compile_text(part.say, (*path, "say"), scope), part.times)


def _silence(part: SilencePart | None, path: Path, scope: Scope) -> Silence | None:
    if part is None:
        return None
    if not (part.say or part.go_to or part.escalate or part.end):
        scope.complain(path, 'a silence needs something to do: "say", "go_to", "escalate" or "end"', "empty-rule")
    return Silence(part.after, compile_transition(part, "silence", path, scope))


def _machine(states: Mapping[str, State], rules: Rules) -> FlowMachine:
    """The machine whose moves are the transitions."""
    return FlowMachine(states, _moves(states, rules))


def _moves(states: Mapping[str, State], rules: Rules) -> Iterator[Move]:
    """Even those that a state cannot take: a conversation may wait where it did before the file was changed."""
    for name, state in states.items():
        common = tuple(rule.transition for rule in rules.rules) if state.waits else ()
        for transition in (*(each.transition for each in transitions_of_state(state)), *common):
            if transition.leaves and (transition.go_to is None or transition.go_to in states):
                yield Move(transition.name, name, _destination(transition))


def _destination(transition: Transition) -> str:
    """A state, or with a human (outside the flow), or its end."""
    if transition.go_to is not None:
        return transition.go_to
    return ENDED if transition.end else OUTSIDE
