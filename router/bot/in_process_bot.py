"""The embedded bot: reads its project, has its model trained when that is not of today's examples, answers here."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import structlog

from bot.action_runtime.action_call import ActionRuntime
from bot.action_runtime.action_pool import PoolSize
from bot.action_runtime.runtime_factory import open_action_runtime
from bot.classifier.intent_classifier import IntentClassifier
from bot.classifier.model_errors import ClassifierError
from bot.classifier.model_file import is_up_to_date
from bot.classifier.training import training_hash
from bot.contract import BotUnavailable, TurnIdentity
from bot.dialogue.dialogue import Dialogue
from bot.entities.entity_extractor import EntityExtractor
from bot.file_state import FileState, file_states
from bot.project.project import Project, ProjectInvalid
from bot.project.project_files import files_of
from bot.project.project_reader import read_project
from bot.project_bot import LocaleProvider, ProjectBot
from bot.vectors.text_vectors import TextVectors
from bot.vectors.vector_tiers import VectorsError
from bot.vectors.vectors_package import vectors_for
from flows.protocol.bot_turns import BotTurn, BotTurnNeeded
from flows.protocol.needs import UnderstandingNeeded, Understood
from router.bot_settings import BotSettings

log = structlog.get_logger(__name__)

#: How often the project is looked at for changes.
PROJECT_CHECK_SECONDS = 1.0
#: One is ready, so that the first customer who needs an action does not wait for a process to start.
ACTION_PROCESSES = PoolSize(min_processes=1)
#: No turn may take longer; a bot that another has replaced is kept until then.
MAX_TURN_SECONDS = 30.0
#: 150 intents of 100 examples each take half a minute; beyond this something is wrong.
MAX_TRAINING_SECONDS = 600.0

#: Where a developer reads what becomes of a change.
Tell = Callable[[str], None]
#: Where the actions of a project run.
OpenActions = Callable[[Project], ActionRuntime]


def in_own_processes(project: Project) -> ActionRuntime:
    return open_action_runtime(project, os.environ, ACTION_PROCESSES)


class TrainingFailed(Exception):
    """The process that trains ended badly; its last line says why."""


class InProcessBot:
    """A `Bot`. `run` until cancelled; until it is ready those who ask wait, within their time."""

    def __init__(
        self,
        settings: BotSettings,
        folder: Path,
        locale_provider: LocaleProvider,
        tell: Tell,
        actions: OpenActions = in_own_processes,
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._locale_provider = locale_provider
        self._tell = tell
        self._open_actions = actions
        self._bot: ProjectBot | None = None
        self._settled = asyncio.Event()
        self._problem = ""
        self._seen: tuple[FileState, ...] = ()
        self._leaving: dict[ProjectBot, asyncio.TimerHandle] = {}
        self._closing: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Make ready, and again whenever the project changes. What answered before goes on answering meanwhile."""
        while True:
            seen = await asyncio.to_thread(_project_state, self._folder)
            if seen != self._seen:
                self._seen = seen
                await self._renew()
            await asyncio.sleep(PROJECT_CHECK_SECONDS)

    async def understand(self, need: UnderstandingNeeded) -> Understood:
        """What a text means, by the project as it is now. Raises BotUnavailable while there is no model."""
        return await (await self._ready()).understand(need)

    async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
        """The bot's own turn, by the project as it is now. Raises BotUnavailable while there is no model."""
        return await (await self._ready()).take_turn(turn, need)

    async def close(self) -> None:
        """End the processes of every bot that is or was in use."""
        for timer in self._leaving.values():
            timer.cancel()
        bots = [*self._leaving, *([] if self._bot is None else [self._bot])]
        await asyncio.gather(*(bot.close() for bot in bots), *self._closing)

    async def _ready(self) -> ProjectBot:
        """Waits for the first training; whoever asks has a time of its own."""
        await self._settled.wait()
        if self._bot is None:
            raise BotUnavailable(self._problem)
        return self._bot

    async def _renew(self) -> None:
        before = self._bot
        try:
            self._bot = await self._made()
        except (ProjectInvalid, ClassifierError, VectorsError, TrainingFailed, OSError) as error:
            self._problem = "the bot could not be trained: see the log"
            log.error("bot_not_ready", reason=str(error), still_answers=before is not None)
            self._tell(f"{self._folder}: {error}")
        else:
            if before is not None:
                self._let_finish(before)
        self._settled.set()

    def _let_finish(self, bot: ProjectBot) -> None:
        """Its turns under way go on; it takes no more."""
        loop = asyncio.get_running_loop()
        self._leaving[bot] = loop.call_later(MAX_TURN_SECONDS, self._end, bot)

    def _end(self, bot: ProjectBot) -> None:
        del self._leaving[bot]
        task = asyncio.get_running_loop().create_task(bot.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _made(self) -> ProjectBot:
        project = await asyncio.to_thread(read_project, self._folder, os.environ)
        vectors = await asyncio.to_thread(vectors_for, self._settings.tier)
        if not is_up_to_date(self._settings.model, training_hash(project.data), vectors.name if vectors else ""):
            await self._train(project)
        actions = self._open_actions(project)
        bot = await asyncio.to_thread(self._opened, project, vectors, actions)
        actions.warm_up()
        return bot

    def _opened(self, project: Project, vectors: TextVectors | None, actions: ActionRuntime) -> ProjectBot:
        return ProjectBot(
            IntentClassifier.load(self._settings.model, vectors),
            EntityExtractor(project.data, frozenset(project.domain.entities), project.config.language),
            Dialogue(project, actions),
            self._locale_provider,
            slow=self._settings.tier == "accurate",
        )

    async def _train(self, project: Project) -> None:
        """In a process of its own, whose memory goes with it."""
        self._tell(f"{self._folder}: training the bot from {len(project.data.examples)} examples")
        command = [sys.executable, "-m", "router", "bot", "train", "--quiet"]
        options = [f"--project={self._folder}", f"--model={self._settings.model}", f"--tier={self._settings.tier}"]
        child = await asyncio.create_subprocess_exec(*command, *options, stderr=asyncio.subprocess.PIPE)
        try:
            async with asyncio.timeout(MAX_TRAINING_SECONDS):
                _, told = await child.communicate()
        except TimeoutError:
            raise TrainingFailed(f"the training took longer than {MAX_TRAINING_SECONDS:g} s") from None
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode:
            raise TrainingFailed(told.decode(errors="replace").strip() or f"the training ended with {child.returncode}")
        log.info("bot_trained", examples=len(project.data.examples))
        self._tell(f"{self._folder}: the bot is trained")


def _project_state(folder: Path) -> tuple[FileState, ...]:
    """Changes when a file does that a bot is made of; actions look after themselves."""
    return file_states(files_of(folder))
