"""Moves a conversation through its flow until it waits, is handed over, or ends."""

from flows.conversation import ConversationStatus
from flows.effects import QueueConversation, StartSilenceTimer
from flows.flow import Escalation, Rule, State, WayOut
from flows.stepping.turn import Turn

# A customer who let this many nudges pass is gone; the next text finds the conversation where it was.
MOST_SILENCES = 3


def enter(turn: Turn, name: str) -> None:
    """Come into a state from anywhere, and go on from there."""
    turn.flow.machine.enter(name, turn.position)
    arrive(turn, turn.flow.states[name])


def arrive(turn: Turn, state: State) -> None:
    """Say and set what a state says and sets, and go on from there."""
    announce(turn, state)
    go_on(turn, state)


def announce(turn: Turn, state: State) -> None:
    turn.count_entry()
    turn.say(state.say, separate=state.separate)
    say_choices(turn, state)
    turn.set(state.settings)


def say_choices(turn: Turn, state: State) -> None:
    """The choices of a state, numbered, one a line."""
    if state.answer is None or not state.answer.listed:
        return
    language, fallback, names = turn.situation.language, turn.service.language, turn.situation.names()
    labels = (label.render(language, fallback, names) for label in state.answer.listed)
    turn.say_text("\n".join(f"{number} {label}" for number, label in enumerate(labels, start=1)))


def go_on(turn: Turn, state: State) -> None:
    """Pass through states that wait for nothing."""
    while not state.waits:
        following = _pass(turn, state)
        if following is None:
            return
        announce(turn, following)
        state = following
    wait(turn, state)


def _pass(turn: Turn, state: State) -> State | None:
    """Take the one way out of a state that does not wait; None when the flow is left."""
    check = holding_check(turn, state)
    way_out = state.onward if check is None or not check.way_out.leaves else check.way_out
    if check is not None and way_out is state.onward:
        say_and_set(turn, check.way_out)
    say_and_set(turn, way_out)
    return _leave(turn, state, way_out, told=state.say is not None or check is not None)


def holding_check(turn: Turn, state: State) -> Rule | None:
    return next((check for check in state.checks if check.holds(turn.situation)), None)


def take(turn: Turn, state: State, way_out: WayOut) -> None:
    """Take a way out of the state the conversation waits in; one that leads nowhere waits for another text."""
    say_and_set(turn, way_out)
    if not way_out.leaves:
        wait(turn, state)
        return
    following = _leave(turn, state, way_out, told=False)
    if following is not None:
        arrive(turn, following)


def say_and_set(turn: Turn, way_out: WayOut) -> None:
    """What a way out says and sets before it is gone."""
    turn.say(way_out.say)
    turn.set(way_out.settings)


def _leave(turn: Turn, state: State, way_out: WayOut, *, told: bool) -> State | None:
    """Fire the machine; the state it is now in, or None when the flow is left."""
    turn.flow.machine.fire(way_out.name, turn.position)
    if way_out.go_to is not None:
        return turn.flow.states[turn.position.state]
    turn.change(state=state.name)
    leave_flow(turn, way_out, told=told)
    return None


def leave_flow(turn: Turn, way_out: WayOut, *, told: bool) -> None:
    """Hand over to a human, or end."""
    if way_out.escalate is not None:
        escalate(turn, way_out.escalate, told=told or way_out.say is not None)
    else:
        turn.change(status=ConversationStatus.CLOSED, closed_at=turn.now, closed_by_human=False)


def escalate(turn: Turn, escalation: Escalation, *, told: bool) -> None:
    """Queue the conversation, and tell the customer when a human will answer: always, when that is not soon."""
    if not turn.service.is_open(escalation.team, turn.now):
        say_when_open(turn, "handed_over", escalation.team)
    elif not told:
        turn.say_wording("handed_over")
    turn.change(status=ConversationStatus.QUEUED, team=escalation.team, agent=None, acknowledged=False)
    turn.queued = QueueConversation(
        escalation.team, escalation.priority, escalation.reason, escalation.skill, dict(turn.situation.values)
    )


def say_when_open(turn: Turn, wording: str, team: str | None) -> None:
    """The after-hours form of a wording."""
    opening = turn.service.written_opening(team, turn.situation.language, turn.now)
    turn.say_wording(f"{wording}_closed" if opening else f"{wording}_away", opening)


def wait(turn: Turn, state: State, misses: int = 0) -> None:
    """Stay in a state until something happens."""
    turn.change(
        status=ConversationStatus.AUTOMATED,
        state=state.name,
        wait=turn.conversation.wait + 1,
        misses=misses,
        team=None,
        agent=None,
    )
    if state.silence is not None and turn.conversation.silences < MOST_SILENCES:
        turn.timer = StartSilenceTimer(state.silence.after, turn.conversation.wait)
