"""Opens the bots that the environment names."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog

from bot.language_model.language_model_bot import LanguageModelBot
from bot.language_model.language_model_settings import LanguageModelSettings
from bot.project.project import ProjectInvalid
from bot.project.project_reader import read_project
from bot.project_bot import LocaleProvider
from bot.rasa_server import RasaServerBot
from bot.training_data import TrainingData
from router.bot.configured_bots import Bots
from router.bot.in_process_bot import InProcessBot, OpenActions, Tell, in_own_processes
from router.bot_settings import BotSettings

log = structlog.get_logger(__name__)


def open_bots(
    settings: BotSettings,
    clock: Callable[[], datetime],
    locale_provider: LocaleProvider,
    tell: Tell | None = None,
    actions: OpenActions = in_own_processes,
) -> Bots:
    """What answers by itself at once, and the embedded bot, whose `run` makes it ready."""
    folder, tell = settings.project, tell or (lambda _: None)
    return Bots(
        embedded=None if folder is None else InProcessBot(settings, folder, locale_provider, tell, actions),
        rasa=RasaServerBot(settings.url, token=settings.token.reveal, clock=clock) if settings.url else None,
        language_model=_language_model(settings, clock) if settings.llm_url else None,
    )


def _language_model(settings: BotSettings, clock: Callable[[], datetime]) -> LanguageModelBot:
    model = LanguageModelSettings(url=settings.llm_url, model=settings.llm_model, key=settings.llm_key.reveal())
    return LanguageModelBot(model, _examples(settings.project), clock)


def _examples(folder: Path | None) -> TrainingData | None:
    """It chooses better with the project's examples; without them the flows' intents must do."""
    if folder is None:
        return None
    try:
        return read_project(folder, os.environ).data
    except ProjectInvalid as invalid:
        log.error("bot_examples_not_read", reason=str(invalid))
        return None
