"""Flows within flows: the present one, and the frames of those that wait below it."""

from typing import Any, Final

from msgspec.structs import replace

from flows.engine.bot_requests import end_bots_question
from flows.engine.turn import Turn
from flows.model.state_machine import Position
from flows.protocol.bot_turns import BotMemory
from flows.protocol.conversation import Frame
from flows.types.errors import FlowFailure

#: Deeper than this a flow runs itself.
MAX_STACK_DEPTH: Final = 10


def enter_flow(turn: Turn, name: str, values: dict[str, Any]) -> None:
    """Go on in another flow, outside of its states as yet. FlowFailure where the flow is gone."""
    if name not in turn.service.flows:
        raise FlowFailure(f'there is no flow "{name}" any more')
    turn.flow = turn.service.flows[name]
    turn.change(flow=name, state=turn.flow.start)
    turn.situation.values = values
    turn.position = Position()


def push_frame(turn: Turn, frame: Frame) -> None:
    if len(turn.conversation.stack) >= MAX_STACK_DEPTH:
        raise FlowFailure(f"flows within flows, deeper than {MAX_STACK_DEPTH}")
    turn.change(stack=(*turn.conversation.stack, frame))


def pop_frame(turn: Turn) -> Frame:
    """Back in the flow below, at the state that waits there."""
    *below, frame = turn.conversation.stack
    turn.change(stack=tuple(below))
    enter_flow(turn, frame.flow, dict(frame.values))
    turn.change(state=frame.state)
    turn.position = Position(frame.state)
    _give_back_bots_question(turn, frame.bot)
    return frame


def _give_back_bots_question(turn: Turn, before: BotMemory | None) -> None:
    """What the bot asked in between is over; it goes on asking what it asked when it was interrupted."""
    end_bots_question(turn)
    if before is not None:
        slots = before.slots if turn.conversation.bot is None else turn.conversation.bot.slots
        turn.change(bot=replace(before, slots=slots))
