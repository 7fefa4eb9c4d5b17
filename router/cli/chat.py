"""`parley chat`."""

import sys
from pathlib import Path

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

_PROMPT = "> "


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--at", help='When it begins: "2026-03-02 10:00", "monday 08:00"; now when left out.')
@click.option("--to", "line", help="Which of your senders is texted; the first of the file when left out.")
@click.option("--name", help="The customer's name, if it is known.")
@click.option("--language", help="The customer's language, if it is known.")
@click.option("--live", is_flag=True, help="Really ask business systems on this computer (GET only).")
def chat(file: Path, at: str | None, line: str | None, name: str | None, language: str | None, *, live: bool) -> None:
    """Try FILE out: type as the customer, /help for the rest. Nothing is sent, and nothing kept unless you say so."""
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
    _converse(Phone(simulation, played, echo))


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
