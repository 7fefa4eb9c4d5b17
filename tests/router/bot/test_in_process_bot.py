"""The embedded bot makes itself ready, and again when its project changes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.classifier.training import train
from bot.contract import BotUnavailable
from bot.project.project_reader import read_project
from bot.project_bot import LocaleProvider
from flows.protocol.needs import UnderstandingNeeded, Understood
from router.bot import in_process_bot
from router.bot.in_process_bot import InProcessBot
from router.bot_settings import BotSettings
from tests.router.cli.test_bot_commands import DOMAIN, NLU


@dataclass
class Project:
    """A bot's folder that an author works in."""

    folder: Path
    told: list[str] = field(default_factory=list)

    @property
    def settings(self) -> BotSettings:
        return BotSettings(project=self.folder, model=self.folder.parent / "bot.model")

    def write(self, nlu: str) -> None:
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        (self.folder / "domain.yml").write_text(DOMAIN)
        (self.folder / "data" / "nlu.yml").write_text(nlu)

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[InProcessBot]:
        bot = InProcessBot(self.settings, self.folder, LocaleProvider(), self.told.append)
        running = asyncio.create_task(bot.run())
        try:
            yield bot
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await bot.close()

    async def hears(self, part: str) -> None:
        async with asyncio.timeout(60):
            while not any(part in told for told in self.told):  # noqa: ASYNC110 - a process tells by its work
                await asyncio.sleep(0.02)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(in_process_bot, "PROJECT_CHECK_SECONDS", 0.02)
    project = Project(tmp_path / "bot")
    project.write(NLU)
    return project


@pytest.fixture
def trained(project: Project) -> Project:
    """With a model of its examples as they are."""
    train(read_project(project.folder, {}).data).save(project.settings.model)
    return project


async def meaning(bot: InProcessBot, text: str) -> Understood:
    return await bot.understand(UnderstandingNeeded(text, "en"))


def test_whoever_asks_first_waits_until_it_is_trained_and_an_edit_counts_once_saved(project: Project) -> None:
    async def live() -> None:
        async with project.bot() as bot:
            assert (await meaning(bot, "what are your hours")).intents[0].name == "opening_hours"
            project.told.clear()
            project.write(
                NLU + "  - intent: parking\n    examples: |\n      - where can i park\n      - is there parking\n"
            )
            await project.hears("is trained")
            async with asyncio.timeout(60):
                while (await meaning(bot, "where can i park")).intents[0].name != "parking":  # noqa: ASYNC110
                    await asyncio.sleep(0.02)

    asyncio.run(live())


def test_a_model_of_todays_examples_is_used_as_it_is(trained: Project) -> None:
    async def ask() -> Understood:
        async with trained.bot() as bot:
            return await meaning(bot, "book me in")

    assert asyncio.run(ask()).intents[0].name == "book"
    assert trained.told == []


def test_a_broken_edit_leaves_the_last_good_bot_answering(trained: Project) -> None:
    async def live() -> Understood:
        async with trained.bot() as bot:
            await meaning(bot, "hi")
            trained.write(NLU.replace("- intent: book", "- intent: [book"))
            await trained.hears("nlu.yml:11")
            return await meaning(bot, "book me in")

    assert asyncio.run(live()).intents[0].name == "book"


def test_every_file_that_is_read_is_looked_at_whatever_its_ending(project: Project) -> None:
    nlu = project.folder / "data" / "nlu.yml"
    nlu.rename(nlu.with_suffix(".yaml"))
    (project.folder / "notes.yml").touch()
    looked_at = {path for path, *_ in in_process_bot._project_state(project.folder)}
    assert looked_at == {str(project.folder / "domain.yml"), str(nlu.with_suffix(".yaml"))}


def test_a_project_that_cannot_be_used_is_told_and_nobody_waits(project: Project) -> None:
    project.write("nlu: [")

    async def ask() -> Understood:
        async with project.bot() as bot:
            return await meaning(bot, "hi")

    with pytest.raises(BotUnavailable, match="see the log"):
        asyncio.run(ask())
    assert any("nlu.yml:1" in told for told in project.told)
