"""`parley bot train`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import click

from bot.classifier.model_errors import ClassifierError
from bot.classifier.training import train as learn
from router.cli.bot.bot_options import bot_options, open_project, open_vectors, read_settings
from router.cli.echo import echo
from router.store.private_files import make_folder


@click.command()
@bot_options
@click.option("--quiet", is_flag=True, help="Say only what is wrong.")
def train(project: Path | None, tier: str | None, model: Path | None, *, quiet: bool) -> None:
    """Train the bot from its examples, into one file.

    A serving Parley does so by itself when the examples change; this is for doing it ahead, and for looking on.
    """
    settings = read_settings(project, tier, model)
    read = open_project(settings)
    vectors = open_vectors(settings)
    started = monotonic()
    try:
        with progress("Training", quiet=quiet) as on_progress:
            trained = learn(read.data, vectors, on_progress=on_progress)
        make_folder(settings.model.parent)
        trained.save(settings.model)
    except ClassifierError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{settings.model} cannot be written: {error.strerror}") from None
    if not quiet:
        echo(_summary(len(read.data.examples), len(trained.intents), settings.model, monotonic() - started))


def _summary(examples: int, intents: int, model: Path, seconds: float) -> str:
    size = model.stat().st_size / 2**20
    return f"{model}: {intents} intents from {examples} examples, {size:.1f} MiB, trained in {seconds:.1f} s"


@contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Callable[[float], None]]:
    """A bar on a terminal, nothing in a pipe; is told how much is done, from 0 to 1."""
    hidden = quiet or not sys.stderr.isatty()
    with click.progressbar(length=100, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield lambda done: bar.update(round(100 * done) - bar.pos)
