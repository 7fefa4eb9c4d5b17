"""Moves a conversation through its flow until it waits, is handed over, or ends."""

from typing import Any

from flows.engine.bot_requests import begin_form, end_bots_question, numbered, run_action
from flows.engine.calls import make_call, save_call_result, with_reason
from flows.engine.flow_stack import enter_flow, pop_frame, push_frame
from flows.engine.saved_values import gathered, save, set_all, setting_value
from flows.engine.turn import Turn
from flows.model.flow import Action, Call, Escalation, Rule, Run, State, Transition
from flows.protocol.bot_turns import BotTurn
from flows.protocol.conversation import ConversationStatus, Frame
from flows.protocol.effects import QueueConversation, StartSilenceTimer
from flows.protocol.needs import Fetched
from flows.types.errors import FlowFailure

#: A customer who let this many nudges pass is gone; the next text finds the conversation where it was.
MAX_SILENCES = 3
#: RapidPro's engine stops there too; no flow that a person meant to write comes near.
MAX_STATES_WITHOUT_WAIT = 100


def enter_state(turn: Turn, name: str) -> None:
    """Come into a state of the present flow from anywhere, and run it."""
    turn.flow.machine.enter(name, turn.position)
    run_state(turn, turn.flow.states[name])


def enter_state_of_any_flow(turn: Turn, name: str | None) -> None:
    """Into a state of the present flow, of one below it, or of the line's own; into its start if none has it."""
    while name not in turn.flow.states and turn.conversation.stack:
        pop_frame(turn)
    if name not in turn.flow.states:
        enter_flow(turn, turn.service.flow_for(turn.conversation.line).name, {})
    enter_state(turn, name if name is not None and name in turn.flow.states else turn.flow.start)


def run_state(turn: Turn, state: State) -> None:
    """Say, set and do what a state says, sets and does, and go on until something is waited for."""
    pass_through_until_wait(turn, _say_set_and_do(turn, state))


def _say_set_and_do(turn: Turn, state: State) -> State | None:
    """Run a state, but for what follows it: the state to go on from, or None where a call or the bot is waited for."""
    _say_and_set_state(turn, state)
    return _do(turn, state)


def _say_and_set_state(turn: Turn, state: State) -> None:
    _count_entry(turn)
    turn.trace.entered(turn.flow.name, state.name)
    end_bots_question(turn)
    turn.say(state.say, state.attached, separate=state.separate)
    set_all(turn, state.settings)


def _count_entry(turn: Turn) -> None:
    turn.entered += 1
    if turn.entered > MAX_STATES_WITHOUT_WAIT:
        raise FlowFailure(f"more than {MAX_STATES_WITHOUT_WAIT} states without a wait")


def say_choices(turn: Turn, state: State) -> None:
    """The choices of a state, numbered, one a line."""
    if state.answer is None:
        return
    labels = state.answer.labels(turn.situation, turn.service.language)
    turn.say_text("\n".join(numbered(labels)))


def pass_through_until_wait(turn: Turn, state: State | None) -> None:
    """Pass through what waits for nothing, then wait."""
    while state is not None and not state.waits:
        state = take_onward(turn, state, told=state.say is not None)
    if state is not None:
        say_choices(turn, state)
        wait_for_text(turn, state)


def take_onward(turn: Turn, state: State, *, told: bool) -> State | None:
    """Take the transition of a state that waits no longer: that of the guard that holds, or its own.

    `told` says that the customer has just been told something; a hand-over then needs no words of its own.
    """
    guard = holding_guard(turn, state)
    transition = state.onward if guard is None or not guard.transition.leaves else guard.transition
    if guard is not None and transition is state.onward:
        say_and_set_transition(turn, guard.transition)
    say_and_set_transition(turn, transition)
    return _follow(turn, state, transition, told=told or guard is not None)


def _do(turn: Turn, state: State) -> State | None:
    """Make a state's call, begin its form, or go through the flow that it runs."""
    if state.run is not None:
        return _run(turn, state, state.run)
    if state.form is not None:
        begin_form(turn, state, state.form)
        return None
    return state if state.call is None else _call(turn, state, state.call)


def _call(turn: Turn, state: State, made: Call | Action) -> State | None:
    if isinstance(made, Action):
        run_action(turn, state, made)
        return None
    result = make_call(turn, state, made)
    return None if result is None else _use_call_result(turn, state, made, result)


def _use_call_result(turn: Turn, state: State, made: Call, result: Fetched) -> State | None:
    """A business system has answered: keep what it said, or take the transition for a call that failed."""
    if result.is_good:
        save_call_result(turn, made, result)
        return state
    return _follow_failed(turn, state, made.failed, result)


def _follow_failed(turn: Turn, state: State, failed: Transition, result: Fetched | BotTurn) -> State | None:
    say_and_set_transition(turn, failed)
    return _follow(turn, state, with_reason(failed, state.name, result), told=False)


def go_on_after_call(turn: Turn, state: State, made: Call, result: Fetched) -> None:
    """A call that changes something was answered: go on as after a question, whose answer is there at once."""
    pass_through_until_wait(turn, _use_call_result(turn, state, made, result))


def take_failed_transition(turn: Turn, state: State, failed: Transition, result: Fetched | BotTurn) -> None:
    """A call, or the bot's turn, has failed: take the transition that the author wrote for that."""
    pass_through_until_wait(turn, _follow_failed(turn, state, failed, result))


def _run(turn: Turn, state: State, run: Run) -> State | None:
    """Into another flow; the present one waits below it."""
    arguments = {setting.name: setting_value(setting, turn.situation) for setting in run.arguments}
    push_frame(turn, Frame(turn.flow.name, state.name, turn.situation.values, dict(run.save)))
    return _start_flow(turn, run.flow, arguments)


def run_flow_above(turn: Turn, flow: str, values: dict[str, Any]) -> None:
    """Go through a flow that a business event starts, and back to the question that is open, if any."""
    if turn.conversation.wait:
        push_frame(
            turn,
            Frame(
                turn.flow.name,
                turn.conversation.state,
                turn.situation.values,
                interrupted=True,
                bot=turn.conversation.bot,
            ),
        )
    pass_through_until_wait(turn, _start_flow(turn, flow, values))


def _start_flow(turn: Turn, flow: str, values: dict[str, Any]) -> State | None:
    enter_flow(turn, flow, values)
    turn.flow.machine.enter(turn.flow.start, turn.position)
    return _say_set_and_do(turn, turn.flow.states[turn.flow.start])


def _return_to_flow_below(turn: Turn) -> State:
    """A flow that another runs has ended: its results go to that one, which goes on."""
    gained = turn.situation.values
    frame = pop_frame(turn)
    if frame.state not in turn.flow.states:
        raise FlowFailure(f'flow "{frame.flow}" has no state "{frame.state}" to come back to')
    for name, place in frame.save.items():
        save(turn, place, gained.get(name))
    return turn.flow.states[frame.state]


def holding_guard(turn: Turn, state: State) -> Rule | None:
    """The first guard whose condition holds; None where the state's own transition is taken."""
    holding = next((guard for guard in state.guards if guard.holds(turn.situation)), None)
    turn.trace.guards(state.guards, turn.situation, holding)
    return holding


def take_transition(turn: Turn, state: State, transition: Transition) -> None:
    """Take a transition of the state the conversation waits in; one that leads nowhere waits for another text."""
    say_and_set_transition(turn, transition)
    if not transition.leaves:
        wait_for_text(turn, state)
        return
    pass_through_until_wait(turn, _follow(turn, state, transition, told=False))


def say_and_set_transition(turn: Turn, transition: Transition) -> None:
    """Say and set what a transition says and sets; where it leads is not looked at yet."""
    turn.trace.took(turn.flow.name, turn.position.state, transition)
    turn.say(transition.say, transition.attached)
    set_all(turn, transition.settings)


def _follow(turn: Turn, state: State, transition: Transition, *, told: bool) -> State | None:
    """Fire the machine and run the state that it leads to: the state to go on from, or None where nothing goes on."""
    turn.flow.machine.fire(transition.name, turn.position)
    if transition.go_to is not None:
        return _say_set_and_do(turn, turn.flow.states[turn.position.state])
    turn.change(state=state.name)
    if transition.escalate is None and turn.conversation.stack:
        return _return_to_flow_below(turn)
    escalate_or_end(turn, transition, told=told)
    return None


def escalate_or_end(turn: Turn, transition: Transition, *, told: bool) -> None:
    """Hand over to a human, or end."""
    if transition.escalate is not None:
        escalate(turn, transition.escalate, told=told or transition.say is not None)
    else:
        turn.leave(ConversationStatus.CLOSED, closed_at=turn.now, closed_by_human=False)


def escalate(turn: Turn, escalation: Escalation, *, told: bool) -> None:
    """Queue the conversation, and tell the customer when a human will answer: always, when that is not soon."""
    if not turn.service.is_open(escalation.team, turn.now):
        say_when_open(turn, "handed_over", escalation.team)
    elif not told:
        turn.say_wording("handed_over")
    turn.leave(ConversationStatus.QUEUED, team=escalation.team, agent=None, acknowledged=False)
    turn.queued = QueueConversation(
        escalation.team,
        escalation.priority,
        escalation.reason,
        escalation.skill,
        gathered(turn.conversation, turn.situation.values),
        turn.conversation.heard,
    )


def say_when_open(turn: Turn, wording: str, team: str | None) -> None:
    """The after-hours form of a wording."""
    opening = turn.service.written_opening(team, turn.situation.language, turn.now)
    turn.say_wording(f"{wording}_closed" if opening else f"{wording}_away", opening)


def wait_for_text(turn: Turn, state: State, misses: int = 0) -> None:
    """Stay in a state until a text, an event or its silence comes. `misses`: texts in a row that it could not use."""
    turn.change(
        status=ConversationStatus.AUTOMATED,
        state=state.name,
        wait=turn.conversation.wait + 1,
        waiting_since=None if state.reply is None else turn.now,
        misses=misses,
        calling=False,
        calls=0,
        team=None,
        agent=None,
    )
    if state.silence is not None and turn.conversation.silences < MAX_SILENCES:
        turn.timer = StartSilenceTimer(state.silence.after, turn.conversation.wait)


def no_match(turn: Turn, state: State, *, is_answered: bool = False, wording: str | None = None) -> None:
    """A text that the state cannot use: ask again; after so many times take the state's transition for that.

    The bot may have asked again itself (`is_answered`); `wording` is said in place of what the state says.
    """
    misses = turn.conversation.misses + 1
    turn.trace.missed(turn.flow.name, state.name, misses, state.no_match)
    if misses > state.no_match.times:
        take_transition(turn, state, state.no_match.then)
        return
    if wording is not None:
        turn.say_wording(wording)
    elif not is_answered:
        _say_again(turn, state)
    wait_for_text(turn, state, misses)


def _say_again(turn: Turn, state: State) -> None:
    answer = state.answer
    written = (answer.retry if answer is not None else None) or state.no_match.say
    if written is not None:
        turn.say(written)
        return
    turn.say_wording("retry" if answer is None else answer.type.retry)
    say_choices(turn, state)
