"""`parley bot unknown`."""

import json
import shlex
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from msgspec import Struct, to_builtins

from bot.evaluation.text_clusters import clusters, same_texts
from bot.evaluation.text_similarity import similarity_vectors
from bot.vectors.text_vectors import TextVectors
from flows.protocol.outcome import Rung
from flows.types.duration import parse_duration
from router.cli.bot.bot_options import bot_options, open_vectors, read_settings
from router.cli.command_setup import open_database
from router.cli.echo import echo
from router.store.asked_texts import AskedText, asked_since

#: Groups, and texts of each, that the terminal shows; --json has them all.
MAX_SHOWN_GROUPS, MAX_SHOWN_TEXTS = 20, 5
#: The latest of them, at most.
MAX_GROUPS = 2_000
#: The bot was asked, and then nothing took the text, or not without asking back.
UNTAKEN = frozenset({Rung.UNSURE, Rung.NO_MATCH, Rung.ENTERED})


class Group(Struct, frozen=True):
    """Texts about the same, the one that stands for them first."""

    times: int
    #: What the bot found nearest; None where it found nothing.
    nearest: str | None
    texts: tuple[str, ...]


@click.command()
@bot_options
@click.option("--since", default="30d", show_default=True, help="How far back to look: 12h, 30d.")
@click.option("--json", "as_json", is_flag=True, help="Write all of them as JSON.")
def unknown(project: Path | None, tier: str | None, model: Path | None, since: str, *, as_json: bool) -> None:
    """Show texts that the bot was asked about and did not understand, alike ones together.

    Each group is one `parley bot learn` away from being understood.
    """
    vectors = open_vectors(read_settings(project, tier, model))
    earliest = datetime.now(UTC) - _duration(since)
    with open_database() as database:
        asked = database.read_now(lambda connection: asked_since(connection, earliest, MAX_GROUPS))
    groups = _groups([each for each in asked if _is_unknown(each)], vectors)
    if as_json:
        echo(json.dumps(to_builtins(groups), indent=2, ensure_ascii=False))
        return
    for line in _told(groups, len(asked), since):
        echo(line)


def _duration(written: str) -> timedelta:
    duration = parse_duration(written)
    if duration is None:
        raise click.BadParameter(f'"{written}" is no duration, like 12h or 30d', param_hint="--since")
    return duration


def _is_unknown(asked: AskedText) -> bool:
    return asked.understood.out_of_scope or asked.rung in UNTAKEN


def _groups(asked: Sequence[AskedText], vectors: TextVectors | None) -> list[Group]:
    times = same_texts([each.text for each in asked])
    texts = list(times)
    nearest = {" ".join(each.text.split()): each.understood.intents[:1] for each in asked}
    found = (tuple(texts[member] for member in group.members) for group in clusters(similarity_vectors(texts, vectors)))
    groups = [
        Group(sum(times[text] for text in group), next((i.name for i in nearest[group[0]]), None), group)
        for group in found
    ]
    return sorted(groups, key=lambda group: -group.times)


def _told(groups: Sequence[Group], asked: int, since: str) -> Iterator[str]:
    yield f"{sum(group.times for group in groups)} of {asked} texts of the last {since} were not understood."
    for group in groups[:MAX_SHOWN_GROUPS]:
        yield f"\n{group.times:4} ×  {group.texts[0]}"
        yield from (f"        {text}" for text in group.texts[1:MAX_SHOWN_TEXTS])
        if len(group.texts) > MAX_SHOWN_TEXTS:
            yield f"        and {len(group.texts) - MAX_SHOWN_TEXTS} more"
        intent = group.nearest or "INTENT"
        yield click.style(f"        parley bot learn --intent {intent} {shlex.quote(group.texts[0])}", dim=True)
    if len(groups) > MAX_SHOWN_GROUPS:
        yield f"\nand {len(groups) - MAX_SHOWN_GROUPS} more groups (--json has them all)"
