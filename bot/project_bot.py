"""The bot that a Rasa project describes, run in this process: intent classifier, entity extractor, dialogue."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec

from bot.classifier.intent_classifier import Classification, IntentClassifier
from bot.contract import TurnIdentity
from bot.entities.entity_extractor import EntityExtractor
from flows.protocol.bot_turns import BotMemory, BotTurn, BotTurnNeeded, Converse
from flows.protocol.needs import Entity, UnderstandingNeeded, Understood
from flows.types.values import plain, stored


class TurnTaker(Protocol):
    """Runs actions, fills in forms, answers (bot/dialogue)."""

    def asked_entity(self, memory: BotMemory) -> str | None: ...

    async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded, understood: Understood | None) -> BotTurn: ...

    async def close(self) -> None: ...


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _no_country() -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class LocaleProvider:
    """Time and country of the service, read anew for each text."""

    #: In the zone of the service: which day "tomorrow" is.
    now: Callable[[], datetime] = _utc_now
    #: Where a phone number without its country belongs, and an amount in dollars.
    country: Callable[[], str | None] = _no_country


class ProjectBot:
    """A `Bot` that needs nothing else."""

    def __init__(
        self,
        model: IntentClassifier,
        extractor: EntityExtractor,
        dialogue: TurnTaker,
        locale_provider: LocaleProvider | None = None,
        *,
        slow: bool = False,
    ) -> None:
        """`slow`: the model takes milliseconds a text, and is asked in a thread."""
        self._model = model
        self._extractor = extractor
        self._dialogue = dialogue
        self._locale_provider = locale_provider or LocaleProvider()
        self._slow = slow

    async def understand(self, need: UnderstandingNeeded) -> Understood:
        """Intents, entities, out of scope or not."""
        classified = await self._classify(need.text, need.language)
        likeliest = classified.intents[0].name
        found = self._extractor.extract(need.text, need.language, likeliest, country=self._locale_provider.country())
        return Understood(classified.intents, _with_values(found, stored), classified.out_of_scope)

    async def _classify(self, text: str, language: str) -> Classification:
        if self._slow:
            return await asyncio.to_thread(self._model.classify, text, language)
        return self._model.classify(text, language)

    async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
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
        now, country = self._locale_provider.now(), self._locale_provider.country()
        found = self._extractor.extract(deed.text, need.language, intent, asked, now=now, country=country)
        return Understood(meant.intents, _with_values(found, plain), meant.out_of_scope)

    async def close(self) -> None:
        """End the processes of the actions."""
        await self._dialogue.close()


def _with_values(found: tuple[Entity, ...], written: Callable[[Any], Any]) -> tuple[Entity, ...]:
    """Values that survive JSON: kept as a flow keeps them, or plain as slots and actions know them."""
    return tuple(msgspec.structs.replace(entity, value=written(entity.value)) for entity in found)
