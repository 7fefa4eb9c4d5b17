"""The embedded bot tells what a text means and what it names, and looks again at what answers a form's question."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.classifier.training import train
from bot.contract import TurnIdentity
from bot.entities.entity_extractor import EntityExtractor
from bot.project_bot import LocaleProvider, ProjectBot
from bot.training_data import Annotation, Example, TrainingData
from flows.protocol.bot_turns import BotMemory, BotTurn, BotTurnNeeded, Converse, RunAction
from flows.protocol.needs import Intent, UnderstandingNeeded, Understood

DATA = TrainingData(
    (
        Example("a table in paris", "book", (Annotation("city", 11, 16),)),
        Example("book in rome please", "book", (Annotation("city", 8, 12),)),
        Example("hello", "greet"),
        Example("hi there", "greet"),
    )
)
TURN = TurnIdentity("0" * 32, "key")


class Dialogue:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[Understood | None] = []
        self.closed = False

    def asked_entity(self, memory: BotMemory) -> str | None:
        return memory.asked

    async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded, understood: Understood | None) -> BotTurn:
        self.told.append(understood)
        return BotTurn()

    async def close(self) -> None:
        self.closed = True


@pytest.fixture(params=[False, True], ids=["at once", "in a thread"])
def bot(request: pytest.FixtureRequest) -> ProjectBot:
    return ProjectBot(train(DATA), EntityExtractor(DATA, frozenset({"city"})), Dialogue(), slow=request.param)


def test_a_text_is_understood(bot: ProjectBot) -> None:
    found = asyncio.run(bot.understand(UnderstandingNeeded("book a table in rome", "en")))
    assert found.intents[0].name == "book"
    assert [(entity.name, entity.value) for entity in found.entities] == [("city", "rome")]
    assert not found.out_of_scope


def test_a_text_that_is_none_of_the_intents_is_said_so(bot: ProjectBot) -> None:
    assert asyncio.run(bot.understand(UnderstandingNeeded("zzz", "en"))).out_of_scope


SEEN = Understood((Intent("greet", 0.9),))
DEEDS = {
    "an action has no text": (RunAction("action_x"), None),
    "a button says what it means": (Converse("1", payload="/greet"), None),
    "a text that nobody looked at": (Converse("book a table"), "book"),
    "a text that was looked at before": (Converse("book a table", SEEN), "greet"),
}


@pytest.mark.parametrize(("deed", "intent"), DEEDS.values(), ids=DEEDS)
def test_a_dialogue_is_told_what_is_meant(deed: RunAction | Converse, intent: str | None) -> None:
    dialogue = Dialogue()
    bot = ProjectBot(train(DATA), EntityExtractor(DATA, frozenset()), dialogue)
    asyncio.run(bot.take_turn(TURN, BotTurnNeeded(deed, BotMemory(), "en", timedelta(seconds=1))))
    [told] = dialogue.told
    assert (told.intents[0].name if told else None) == intent


def test_days_are_looked_for_where_a_form_asks_for_one_and_amounts_anywhere() -> None:
    dialogue = Dialogue()
    friday = LocaleProvider(lambda: datetime(2026, 11, 27, 9, tzinfo=UTC), lambda: "US")
    extractor = EntityExtractor(DATA, frozenset({"date", "money"}))
    bot = ProjectBot(train(DATA), extractor, dialogue, friday)
    found = asyncio.run(bot.understand(UnderstandingNeeded("tomorrow, for $30", "en"))).entities
    assert [(entity.name, entity.value) for entity in found] == [("money", {"$money": "30.00 USD"})]
    memory = BotMemory(form="booking", asked="date")
    asyncio.run(bot.take_turn(TURN, BotTurnNeeded(Converse("tomorrow"), memory, "en", timedelta(seconds=1))))
    [told] = dialogue.told
    assert told is not None
    assert [(entity.name, entity.value) for entity in told.entities] == [("date", "2026-11-28")]


def test_closing_it_closes_the_dialogue() -> None:
    dialogue = Dialogue()
    asyncio.run(ProjectBot(train(DATA), EntityExtractor(DATA, frozenset()), dialogue).close())
    assert dialogue.closed
