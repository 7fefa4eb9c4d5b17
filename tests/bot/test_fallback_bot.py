"""Another bot stands in, for what the first provably did not do."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.contract import BotUnavailable, TurnIdentity
from bot.fallback_bot import FallbackBot
from flows.protocol.bot_turns import BotMemory, BotTurn, BotTurnNeeded, Converse
from flows.protocol.needs import Intent, UnderstandingNeeded, Understood

TURN = TurnIdentity("0" * 32, "the key")
NEED = BotTurnNeeded(Converse("hi"), BotMemory({"day": "monday"}, form="booking"), "en", timedelta(seconds=1))
QUESTION = UnderstandingNeeded("hi", "en")


@dataclass
class Known:
    """A bot that answers always so, or never."""

    name: str
    down: BotUnavailable | None = None
    asked: list[object] = field(default_factory=list)
    is_closed: bool = False

    async def understand(self, need: UnderstandingNeeded) -> Understood:
        self._ask(need)
        return Understood((Intent(self.name, 1.0),))

    async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
        self._ask((turn, need))
        return BotTurn(memory=BotMemory({"by": self.name}))

    def _ask(self, what: object) -> None:
        self.asked.append(what)
        if self.down is not None:
            raise self.down

    async def close(self) -> None:
        self.is_closed = True


def understand(first: Known, second: Known) -> str:
    return asyncio.run(FallbackBot(first, second).understand(QUESTION)).intents[0].name


def take_turn(first: Known, second: Known) -> str:
    by: str = asyncio.run(FallbackBot(first, second).take_turn(TURN, NEED)).memory.slots["by"]
    return by


def test_the_first_answers_while_it_can() -> None:
    second = Known("second")
    assert understand(Known("first"), second) == take_turn(Known("first"), second) == "first"
    assert second.asked == []


@pytest.mark.parametrize("done", [False, True])
def test_a_question_is_asked_of_the_second(*, done: bool) -> None:
    assert understand(Known("first", BotUnavailable("down", done=done)), Known("second")) == "second"


def test_a_turn_that_was_not_taken_is_the_seconds_with_all_that_is_remembered() -> None:
    second = Known("second")
    assert take_turn(Known("first", BotUnavailable("down")), second) == "second"
    assert second.asked == [(TURN, NEED)]


def test_a_turn_that_may_have_been_taken_is_nobodys() -> None:
    second = Known("second")
    with pytest.raises(BotUnavailable) as caught:
        take_turn(Known("first", BotUnavailable("no answer within 2 s", done=True)), second)
    assert (caught.value.problem, caught.value.done) == ("no answer within 2 s", True)
    assert second.asked == []


def test_what_is_wrong_with_both_is_said() -> None:
    first, second = Known("first", BotUnavailable("down")), Known("second", BotUnavailable("no model", done=True))
    for ask in (understand, take_turn):
        with pytest.raises(BotUnavailable, match="down; standing in: no model") as caught:
            ask(first, second)
        assert caught.value.done


def test_both_are_closed() -> None:
    first, second = Known("first"), Known("second")
    asyncio.run(FallbackBot(first, second).close())
    assert first.is_closed and second.is_closed
