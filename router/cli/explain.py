"""`parley explain`."""

import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

import flows
from flows.authoring.explanation import explanation_request
from flows.authoring.explanation.explain import Explained, Meaning, meaning
from flows.authoring.explanation.explain import explain as explain_text
from flows.authoring.explanation.explanation_request import UnknownState, conversation_in
from flows.authoring.explanation.explanation_trace import Told
from flows.authoring.simulation.moment_parser import no_moment, parse_when
from flows.authoring.simulation.simulation import Simulation
from flows.authoring.simulation.texted_sender import UnknownSender, sender_texted
from flows.authoring.simulation.whereabouts import whereabouts
from flows.model.service import Service
from flows.protocol.conversation import Conversation
from flows.source.document import Plain, resolve
from router.cli.echo import echo
from router.cli.typed_meanings import OUT_OF_SCOPE, meaning_typed
from router.providers.twilio.vocabulary import is_keyword


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--text", required=True, help="The text that comes in.")
@click.option("--state", help="Where the conversation waits: STATE or FLOW.STATE; a first text when left out.")
@click.option("--at", help='When it comes: "2026-03-02 10:00", "monday 08:00"; now when left out.')
@click.option("--to", "line", help="Which of your senders is texted; the first of the file when left out.")
@click.option("--set", "values", multiple=True, metavar="NAME=VALUE", help="A value that is saved already.")
@click.option("--intent", help='What the bot makes of it: NAME, or "NAME 0.5 NAME 0.45" where it is unsure.')
@click.option("--unknown", is_flag=True, help="The bot says that it is about nothing it knows.")
@click.option("--confidence", type=click.FloatRange(0, 1), default=0.95, show_default=True, help="How sure it is.")
@click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
def explain(
    file: Path,
    text: str,
    state: str | None,
    at: str | None,
    line: str | None,
    values: tuple[str, ...],
    intent: str | None,
    confidence: float,
    *,
    unknown: bool,
    as_json: bool,
) -> None:
    """Say which rule of FILE takes a text, and why those above it do not. Nothing is called."""
    service = load(file)
    now = moment(at, service)
    sender = sender_of(service, line)
    before = None if state is None else _waiting(service, state, sender, values, now)
    simulation = Simulation(
        service,
        now,
        sender,
        conversation=before,
        world=Meaning(OUT_OF_SCOPE) if unknown else _meaning(intent, confidence),
        provider_answers=is_keyword,
    )
    explained = explain_text(simulation, text)
    if as_json:
        echo(json.dumps(explanation_request.as_json(explained), indent=2, ensure_ascii=False, default=str))
        return
    for told in explained.told:
        for each in told_lines(told):
            echo(each)
    for each in _outcome(explained, simulation.conversation):
        echo(each)


def load(file: Path) -> Service:
    """A service, or its complaints and the end."""
    try:
        return flows.load(file, os.environ)
    except flows.FlowsInvalid as invalid:
        echo(str(invalid))
        raise SystemExit(1) from invalid


def moment(at: str | None, service: Service) -> datetime:
    """The moment that `--at` names, in the service's zone; now without one. Raises UsageError."""
    now = datetime.now(UTC)
    parsed = now if at is None else parse_when(at, now, service.zone)
    if parsed is None:
        raise click.BadParameter(no_moment(at or ""), param_hint="--at")
    return parsed.astimezone(service.zone)


def sender_of(service: Service, line: str | None) -> str:
    """The sender that `--line` names; the first of the file without one. Raises UsageError."""
    try:
        return sender_texted(service, line)
    except UnknownSender as unknown:
        raise click.BadParameter(str(unknown), param_hint="--to") from unknown


def _meaning(intent: str | None, confidence: float) -> Meaning:
    if intent is None or len(intent.split()) == 1:
        return meaning(intent, confidence)
    understood = meaning_typed(intent)
    if understood is None:
        raise click.BadParameter(f'"{intent}" is not written NAME 0.5 NAME 0.45', param_hint="--intent")
    return Meaning(understood)


def _waiting(service: Service, state: str, line: str, values: Sequence[str], now: datetime) -> Conversation:
    try:
        return conversation_in(service, state, line, dict(map(named_value, values)), now)
    except UnknownState as unknown:
        raise click.BadParameter(str(unknown), param_hint="--state") from unknown


def named_value(written: str) -> tuple[str, Any]:
    """`people=2`: numbers, true and false are no texts."""
    name, equals, value = written.partition("=")
    if not equals:
        raise click.BadParameter(f'"{written}" is not written NAME=VALUE')
    return name.strip(), resolve(Plain(value.strip()))


def told_lines(told: Told) -> Iterator[str]:
    """What was tried, a line each: the rung of the ladder, what stands there, whether it took the text, and why."""
    width = max((len(tried.what) for tried in told.tried), default=0)
    for tried in told.tried:
        mark = click.style("took it", fg="green", bold=True) if tried.took else "       "
        yield f"{tried.rung or '':>3}  {tried.what:{width}}  {mark}  {tried.why}"
    if told.path:
        yield f"     then: {' → '.join(told.path)}"


def _outcome(explained: Explained, after: Conversation | None) -> Iterator[str]:
    for message in (message for happened in explained.happened for message in happened.messages):
        first, *more = message.text.splitlines()
        yield f"says: {first}"
        yield from (f"      {each}" for each in more)
    yield f"now: {whereabouts(after)}"
