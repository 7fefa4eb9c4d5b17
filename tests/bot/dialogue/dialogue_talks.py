"""Talks with a project's dialogue as a phone would: says a text with what it means, hears the answers."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.action_runtime.action_pool import PoolSize
from bot.action_runtime.runtime_factory import open_action_runtime
from bot.contract import TurnIdentity
from bot.dialogue.dialogue import Dialogue
from bot.project.project_reader import read_project
from flows.protocol.bot_turns import BeginForm, BotDeed, BotMemory, BotTurn, BotTurnNeeded, Converse, RunAction
from flows.protocol.needs import Entity, Intent, Understood

Begin = Callable[..., "Talk"]
CONVERSATION = "0af7651916cd43dd8448eb211c80319c"


class Talk:
    """One conversation; what the bot must remember is kept here, as the service keeps it."""

    def __init__(
        self, dialogue: Dialogue, loop: asyncio.Runner, slots: Mapping[str, Any], language: str = "en"
    ) -> None:
        self.memory = BotMemory(dict(slots))
        self.turn = BotTurn()
        self._dialogue = dialogue
        self._loop = loop
        self._language = language
        self._keys = count(1)

    def hears(self, text: str, intent: str = "", **entities: Any) -> list[str]:
        """What the bot answers to a text that means this; without an intent: to one that means nothing it knows."""
        intents = (Intent(intent, 0.9),) if intent else (Intent("greet", 0.2),)
        named = tuple(Entity(name, value) for name, value in entities.items())
        return self.takes(Converse(text), Understood(intents, named, out_of_scope=not intent))

    def chooses(self, number: int) -> list[str]:
        """The button with this number."""
        button = self.memory.buttons[number - 1]
        return self.takes(Converse(str(number), payload=button.payload))

    def begins(self, form: str) -> list[str]:
        return self.takes(BeginForm(form))

    def runs(self, action: str) -> list[str]:
        return self.takes(RunAction(action))

    def takes(self, deed: BotDeed, understood: Understood | None = None, key: str | None = None) -> list[str]:
        need = BotTurnNeeded(deed, self.memory, self._language, timedelta(seconds=10))
        taken = TurnIdentity(CONVERSATION, key or f"key-{next(self._keys)}")
        self.turn = self._loop.run(self._dialogue.take_turn(taken, need, understood))
        self.memory = self.turn.memory
        return [_written(message.text, [button.title for button in message.buttons]) for message in self.turn.messages]


def _written(text: str, buttons: list[str]) -> str:
    return " ".join([text, *(f"[{button}]" for button in buttons)])


@contextmanager
def talks(folder: Path, environment: Mapping[str, str]) -> Iterator[Begin]:
    """Begins conversations with one project's dialogue, whose actions run for real."""
    project = read_project(folder, environment)
    with asyncio.Runner() as loop:
        dialogue = Dialogue(project, open_action_runtime(project, environment, PoolSize(min_processes=1)))

        def begin(language: str = "en", **slots: Any) -> Talk:
            return Talk(dialogue, loop, slots, language)

        yield begin
        loop.run(dialogue.close())
