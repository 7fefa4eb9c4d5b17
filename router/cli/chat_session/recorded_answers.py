"""What the bot did in a chat, as a scenario has it."""

from typing import Any

from flows.protocol.bot_turns import BotTurn


def turn_as_stub(turn: BotTurn) -> dict[str, Any]:
    """A turn as a test file has it under `reply`; or `fails`, and why."""
    if turn.problem is not None:
        return {"fails": turn.problem}
    said = [message.text for message in turn.messages if message.text]
    offered = [button for message in turn.messages for button in message.buttons]
    written = {
        "say": said[0] if len(said) == 1 else said,
        "media": [address for message in turn.messages for address in message.media],
        "buttons": [{"title": each.title, "payload": each.payload} for each in offered],
        "slots": turn.slots,
        "asks": turn.memory.asked,
        "hands_over": turn.hands_over,
        "left": turn.form_left,
    }
    return {key: value for key, value in written.items() if value} | ({} if turn.knew else {"knew": False})
