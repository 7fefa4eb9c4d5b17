"""Reads what comes of a turn of the bot."""

from collections.abc import Iterator

from flows.authoring.simulation.scenarios.scenario_parts import TurnPart
from flows.protocol.bot_turns import BotMemory, BotMessage, BotTurn, Button


def turn_of(part: TurnPart) -> BotTurn:
    """Of its memory only what it asks for: the rest is what came of all turns before."""
    return BotTurn(
        messages=tuple(_messages(part)),
        memory=BotMemory(asked=part.asks),
        slots=dict(part.slots),
        knew=part.knew,
        hands_over=part.hands_over,
        form_left=part.left,
    )


def _messages(part: TurnPart) -> Iterator[BotMessage]:
    """Its texts; what goes with them goes with the last."""
    *texts, last = part.say or [""]
    yield from map(BotMessage, texts)
    buttons = tuple(Button(each.title, each.payload or each.title) for each in part.buttons)
    if last or part.media or buttons:
        yield BotMessage(last, tuple(part.media), buttons)
