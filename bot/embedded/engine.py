"""The bot of this process: a model for what is meant, an extractor for what is named, a dialogue for its own turns."""

import asyncio
from typing import Protocol

from bot.contract import TurnTaken
from bot.embedded.model import Classified, Model
from flows.bot_turns import BotMemory, BotTurn, BotTurnNeeded, Converse
from flows.needs import Entity, UnderstandingNeeded, Understood


class Extractor(Protocol):
    """Finds what a text names (bot/entities)."""

    def extract(self, text: str, language: str, intent: str = "", asked: str | None = None) -> tuple[Entity, ...]: ...


class Turns(Protocol):
    """Runs actions, fills in forms, answers (bot/acting)."""

    def asked_entity(self, memory: BotMemory) -> str | None: ...

    async def take_turn(self, turn: TurnTaken, need: BotTurnNeeded, understood: Understood | None) -> BotTurn: ...

    async def close(self) -> None: ...


class Embedded:
    """A `Bot` that needs nothing else."""

    def __init__(self, model: Model, extractor: Extractor, dialogue: Turns, *, slow: bool = False) -> None:
        """`slow`: the model takes milliseconds a text, and is asked in a thread."""
        self._model = model
        self._extractor = extractor
        self._dialogue = dialogue
        self._slow = slow

    async def understand(self, need: UnderstandingNeeded) -> Understood:
        """Intents, entities, out of scope or not."""
        classified = await self._classify(need.text, need.language)
        likeliest = classified.intents[0].name
        entities = self._extractor.extract(need.text, need.language, likeliest)
        return Understood(classified.intents, entities, classified.out_of_scope)

    async def _classify(self, text: str, language: str) -> Classified:
        if self._slow:
            return await asyncio.to_thread(self._model.classify, text, language)
        return self._model.classify(text, language)

    async def take_turn(self, turn: TurnTaken, need: BotTurnNeeded) -> BotTurn:
        """What the dialogue makes of it, and of the meaning of a text."""
        deed = need.deed
        if not isinstance(deed, Converse) or deed.payload is not None:
            return await self._dialogue.take_turn(turn, need, None)
        return await self._dialogue.take_turn(turn, need, await self._understood_in_turn(deed, need))

    async def _understood_in_turn(self, deed: Converse, need: BotTurnNeeded) -> Understood:
        """With what the open form asks for, which is looked for all over the text, whoever looked at it before."""
        asked = self._dialogue.asked_entity(need.memory)
        meant = deed.understood or await self._classify(deed.text, need.language)
        intent = meant.intents[0].name if meant.intents else ""
        entities = self._extractor.extract(deed.text, need.language, intent, asked)
        return Understood(meant.intents, entities, meant.out_of_scope)

    async def close(self) -> None:
        """End the processes of the actions."""
        await self._dialogue.close()
