"""`parley chat`."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.authoring.simulation.simulation import Simulation
from flows.model.service import Service
from flows.types.contact import Contact
from router.cli.chat_session.played_systems import Played
from router.cli.chat_session.quit import Quit
from router.cli.chat_session.terminal_phone import Phone
from router.cli.echo import echo
from router.cli.explain import load, moment, sender_of
from router.providers.twilio.vocabulary import is_keyword

if TYPE_CHECKING:
    from router.cli.chat_session.chat_bot import ChatBot

_PROMPT = "> "


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--at", help='When it begins: "2026-03-02 10:00", "monday 08:00"; now when left out.')
@click.option("--to", "line", help="Which of your senders is texted; the first of the file when left out.")
@click.option("--name", help="The customer's name, if it is known.")
@click.option("--language", help="The customer's language, if it is known.")
@click.option("--live", is_flag=True, help="Really run the bot's actions, and ask business systems on this computer.")
def chat(file: Path, at: str | None, line: str | None, name: str | None, language: str | None, *, live: bool) -> None:
    """Try FILE out: type as the customer, /help for the rest. Nothing is sent, and nothing kept unless you say so.

    The bot beside FILE says what texts mean, and goes through its forms. What business systems answer, and what comes
    of the bot's actions, you are asked for. With --live actions are run, which may change something elsewhere, and
    GETs to this computer are made.
    """
    service = load(file)
    played = Played(_read_line, _tell_aside, is_live=live)
    simulation = Simulation(
        service,
        moment(at, service).replace(second=0, microsecond=0),
        sender_of(service, line),
        contact=Contact(name, language),
        world=played,
        provider_answers=is_keyword,
    )
    echo(_greeting(service, simulation))
    with _bot_beside(file, simulation, played):
        _converse(Phone(simulation, played, echo))


@contextmanager
def _bot_beside(file: Path, simulation: Simulation, played: Played) -> Iterator[None]:
    """Its packages are imported, and it is trained, when a text first needs it."""
    opened: list[ChatBot] = []

    @cache
    def bot() -> "ChatBot | None":
        from router.cli.chat_session.chat_bot import open_bot
        from router.cli.command_setup import bot_beside

        play = None if played.is_live else played.play_action
        asked = open_bot(simulation, bot_beside(file, os.environ), play, played.tell)
        if asked is not None:
            opened.append(asked)
            asked.make_ready()
        return asked

    played.open_bot = bot
    try:
        yield
    finally:
        for each in opened:
            each.close()


def _greeting(service: Service, simulation: Simulation) -> str:
    to = f", {simulation.line}" if simulation.line else ""
    now = f"{simulation.now:%a} {simulation.now.day} {simulation.now:%b %Y %H:%M}"
    return f"{service.brand.name}{to}, {now}. Type as the customer; /help for more."


def _tell_aside(text: str) -> None:
    echo(click.style(f"· {text}", dim=True))


def _converse(phone: Phone) -> None:
    _use_readline()
    while (line := _read_line(_PROMPT)) is not None:
        try:
            phone.type_in(line)
        except Quit:
            return


def _read_line(prompt: str) -> str | None:
    """A line without its end; None when there are no more. What comes by a pipe is shown as if it were typed."""
    try:
        line = input(prompt)
    except (EOFError, KeyboardInterrupt):
        echo()
        return None
    if not sys.stdin.isatty():
        echo(line)
    return line


def _use_readline() -> None:
    """Arrow keys and a history, where the platform has them."""
    if sys.stdin.isatty():
        try:
            import readline  # noqa: F401
        except ImportError:
            return
