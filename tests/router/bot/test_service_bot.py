"""The service asks its bot and is never kept waiting, whatever that does."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.contract import Bot, BotUnavailable, TurnIdentity
from flows import load_text
from flows.protocol.bot_turns import BotMemory, BotMessage, BotTurn, BotTurnNeeded, RunAction
from flows.protocol.needs import Intent, UnderstandingNeeded, Understood
from router.active_flows import Current
from router.bot import service_bot
from router.bot.configured_bots import Bots
from router.bot.service_bot import ServiceBot

NEED = UnderstandingNeeded("it throbs", "en", within=timedelta(milliseconds=10))
TURN = BotTurnNeeded(RunAction("action_x"), BotMemory(), "en", timedelta(seconds=1))
PAIN = Understood((Intent("tooth_pain", 0.9),))


@dataclass
class Scripted:
    """Answers, or raises, or never answers."""

    answer: Understood | Exception | None = PAIN
    asked: list[str] = field(default_factory=list)

    async def understand(self, need: UnderstandingNeeded) -> Understood:
        self.asked.append(need.text)
        if self.answer is None:
            await asyncio.Event().wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        assert self.answer is not None
        return self.answer

    async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
        if isinstance(self.answer, Exception):
            raise self.answer
        return BotTurn((BotMessage("done"),))

    async def close(self) -> None: ...


def current(bot: str = "") -> Current:
    text = f"parley: 1\nbrand: {{name: B}}\n{bot}\nflows: {{f: {{start: s, states: {{s: {{say: Hi, end: true}}}}}}}}\n"
    return Current(load_text(text, "flows.yaml", {}))


def asked(bots: Bots, bot: str = "") -> Understood:
    return asyncio.run(ServiceBot(bots, current(bot)).understand(NEED))


@pytest.fixture(autouse=True)
def little_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_bot, "GRACE_SECONDS", 0.01)


def test_without_a_bot_nothing_is_understood_and_nothing_is_wrong() -> None:
    assert asked(Bots()) == Understood()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        pytest.param(BotUnavailable("no connection"), "no connection", id="it is down"),
        pytest.param(None, "the bot did not answer within 0.01 s", id="it never answers"),
        pytest.param(ZeroDivisionError(), "the bot failed: see the log", id="it has a fault"),
    ],
)
def test_why_there_is_no_meaning_is_said_in_words(answer: Exception | None, problem: str) -> None:
    assert asked(Bots(rasa=Scripted(answer))) == Understood(problem=problem)


@pytest.mark.parametrize(
    ("flow", "there", "chosen"),
    [
        pytest.param("", "rasa language_model", "rasa", id="a Rasa server where there is one"),
        pytest.param("bot: {engine: language_model}", "rasa language_model", "language_model", id="as the flows say"),
        pytest.param("bot: {engine: rasa}", "language_model", None, id="not another one than the flows say"),
        pytest.param("", "language_model", None, id="no language model unless the flows say so"),
    ],
)
def test_which_bot_is_asked(flow: str, there: str, chosen: str | None) -> None:
    bots = {name: Scripted() for name in there.split()}
    asked(Bots(rasa=bots.get("rasa"), language_model=bots.get("language_model")), flow)
    assert [name for name, bot in bots.items() if bot.asked] == ([] if chosen is None else [chosen])


def test_a_turn_of_no_bot_says_so() -> None:
    taken = asyncio.run(ServiceBot(Bots(), current()).take_turn(TurnIdentity("0" * 32, "key"), TURN))
    assert taken == BotTurn(problem="there is no bot")


def test_a_turn_that_may_be_taken_again_is_told_from_one_that_may_not() -> None:
    bot: Bot = Scripted(BotUnavailable("no connection", done=True))
    service = ServiceBot(Bots(rasa=bot), current())
    with pytest.raises(BotUnavailable) as raised:
        asyncio.run(service.take_turn(TurnIdentity("0" * 32, "key"), TURN))
    assert raised.value.done
