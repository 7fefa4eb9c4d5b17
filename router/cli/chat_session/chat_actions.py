"""The bot's actions, played by whoever tries the flow out."""

from collections.abc import Callable, Iterator
from typing import Any

from bot.action_runtime.action_call import ActionCall, ActionFailed, ActionRejected, ActionResult
from bot.dialogue.dialogue_state import REQUESTED_SLOT
from flows.protocol.bot_turns import BotMessage, BotTurn

#: What comes of the action of this name, run with these slots.
Play = Callable[[str, dict[str, Any]], BotTurn]


class PlayedActions:
    """Implements Actions: nothing runs, somebody says what came of it."""

    def __init__(self, play: Play) -> None:
        self._play = play

    def warm_up(self) -> None:
        """There is nothing to start."""

    async def run(self, call: ActionCall) -> ActionResult:
        """Raises ActionFailed."""
        slots = {name: value for name, value in call.tracker["slots"].items() if value is not None}
        turn = self._play(call.name, slots)
        if turn.problem is not None:
            raise ActionFailed(turn.problem)
        if not turn.knew:
            raise ActionRejected(f"{call.name} declined")
        return ActionResult(tuple(_events(turn)), tuple(map(_response, turn.messages)))

    async def close(self) -> None:
        """There is nothing to end."""


def _events(turn: BotTurn) -> Iterator[dict[str, Any]]:
    slots = turn.slots if turn.memory.asked is None else {**turn.slots, REQUESTED_SLOT: turn.memory.asked}
    yield from ({"event": "slot", "name": name, "value": value} for name, value in slots.items())
    if turn.form_left:
        yield {"event": "active_loop", "name": None}
    if turn.hands_over:
        yield {"event": "pause"}


def _response(message: BotMessage) -> dict[str, Any]:
    buttons = [{"title": each.title, "payload": each.payload} for each in message.buttons]
    return {"text": message.text, "image": next(iter(message.media), None), "buttons": buttons}
