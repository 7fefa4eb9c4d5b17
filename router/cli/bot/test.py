"""`parley bot test TEXT`."""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import click
import msgspec

from bot.contract import Bot, BotUnavailable
from bot.project_bot import LocaleProvider
from flows.model.bot_use import Engine
from flows.protocol.needs import UnderstandingNeeded, Understood
from router import logs
from router.bot.bot_factory import open_bots
from router.bot_settings import BotSettings
from router.cli.bot.bot_options import bot_options, flows_if_valid, read_settings
from router.cli.echo import echo

#: What must be there for each.
MISSING_SETTINGS = {
    Engine.EMBEDDED: "there is no bot/domain.yml",
    Engine.RASA: "PARLEY_BOT_URL is not set",
    Engine.LANGUAGE_MODEL: "PARLEY_LLM_URL is not set",
}
#: Of the bar that stands for certainty.
BAR_WIDTH = 20


@click.command()
@click.argument("texts", metavar="TEXT", nargs=-1, required=True)
@bot_options
@click.option("--language", default="en", show_default=True, help="The customer's.")
@click.option(
    "--expect", "expected", multiple=True, metavar="INTENT", help="For a language model: an intent to choose from."
)
@click.option("--json", "as_json", is_flag=True, help="Write it as JSON, a line for each text.")
def test(
    texts: tuple[str, ...],
    project: Path | None,
    tier: str | None,
    model: Path | None,
    language: str,
    expected: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """Say what the bot makes of a text: the one that would answer customers, which the flows may name.

    The embedded bot is trained first if its examples have changed.
    """
    logs.configure(for_terminal=sys.stderr.isatty(), level=logs.WARNING)
    settings = read_settings(project, tier, model)
    needs = [UnderstandingNeeded(text, language, expected=expected) for text in texts]
    for need, (understood, seconds) in zip(needs, asyncio.run(_ask(settings, needs)), strict=True):
        if as_json:
            echo(json.dumps({"text": need.text, **msgspec.to_builtins(understood)}, ensure_ascii=False, default=str))
            continue
        echo(f'"{need.text}"  ({seconds * 1000:.1f} ms)')
        for line in _told(understood):
            echo(line)


async def _ask(settings: BotSettings, needs: Sequence[UnderstandingNeeded]) -> list[tuple[Understood, float]]:
    bots = open_bots(settings, lambda: datetime.now(UTC), LocaleProvider(), lambda told: echo(told, err=True))
    name, bot = bots.chosen(_engine(), embedded_stands_in=False)
    if bot is None:
        raise click.ClickException(f"there is no {name} bot here: {MISSING_SETTINGS[Engine(name)]}")
    running = [asyncio.ensure_future(run()) for run in bots.runs()]
    try:
        if name == Engine.EMBEDDED:  # until it is trained and has looked up what it looks up once
            await bot.understand(needs[0])
        return [await _timed(bot, need) for need in needs]
    except BotUnavailable as unavailable:
        raise click.ClickException(unavailable.problem) from None
    finally:
        for each in running:
            each.cancel()
        await bots.close()


def _engine() -> str | None:
    service = flows_if_valid()
    return None if service is None else service.bot.engine


async def _timed(bot: Bot, need: UnderstandingNeeded) -> tuple[Understood, float]:
    started = perf_counter()
    return await bot.understand(need), perf_counter() - started


def _told(understood: Understood) -> Iterator[str]:
    if understood.out_of_scope:
        yield click.style("  out of scope: none of its intents; the nearest are", fg="yellow")
    width = max((len(each.name) for each in understood.intents), default=0)
    for each in understood.intents:
        yield f"  {each.name:{width}}  {each.confidence:4.0%}  {'█' * round(BAR_WIDTH * each.confidence)}"
    for entity in understood.entities:
        kind = ".".join(part for part in (entity.name, entity.role) if part)
        yield f"  {kind}: {entity.value}"
