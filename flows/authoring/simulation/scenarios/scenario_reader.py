"""Reads a test file into scenarios, or names every mistake in it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flows.authoring.simulation.moment_parser import no_moment, parse_when
from flows.authoring.simulation.scenarios.bot_stubs import BotStub
from flows.authoring.simulation.scenarios.bot_turn_reader import turn_of
from flows.authoring.simulation.scenarios.call_stubs import Stub
from flows.authoring.simulation.scenarios.scenario import Scenario, Step
from flows.authoring.simulation.scenarios.scenario_parts import (
    ACTIONS,
    METHODS,
    TURNS,
    CalledPart,
    CallPart,
    ContactPart,
    MeaningPart,
    ScenarioPart,
    StepPart,
    TestFilePart,
    TurnPart,
)
from flows.compiler.grammar_errors import read_as
from flows.protocol.bot_turns import BotTurn
from flows.protocol.needs import Entity, Fetched, Intent, Understood
from flows.source.did_you_mean import did_you_mean
from flows.source.document import Document, Map, Path
from flows.source.yaml_reader import read_document
from flows.types.contact import Contact
from flows.types.errors import Complaint

_ANY_TIME: Final = datetime(2026, 3, 2, tzinfo=UTC)


def read_scenarios(
    text: str, file: str, environ: Mapping[str, str]
) -> tuple[tuple[Scenario, ...], tuple[Complaint, ...]]:
    """The scenarios of a file and what is wrong with it; no scenario where something is."""
    document = read_document(text, file, environ)
    if not isinstance(document.root, Map):
        document.complain((), 'a test file starts with "scenarios:"', "bad-value")
        return (), _sorted(document)
    part = None if document.complaints else read_as(document, TestFilePart)
    scenarios = () if part is None else tuple(_scenarios(part, document))
    complaints = _sorted(document)
    return (() if complaints else scenarios), complaints


def _sorted(document: Document) -> tuple[Complaint, ...]:
    return tuple(sorted(set(document.complaints)))


def _scenarios(part: TestFilePart, document: Document) -> Iterator[Scenario]:
    shared = tuple(_stubs(part.calls, ("calls",), document))
    for name, scenario in part.scenarios.items():
        yield _scenario(name, scenario, shared, part.bot, document)


def _scenario(
    name: str,
    part: ScenarioPart,
    shared: tuple[Stub | BotStub, ...],
    bot: Mapping[str, MeaningPart],
    document: Document,
) -> Scenario:
    path: Path = ("scenarios", name)
    _check_when(part.at, (*path, "at"), document)
    return Scenario(
        name=name,
        mark=document.mark(path, at_key=True),
        at=part.at,
        customer=part.customer,
        line=part.line,
        steps=tuple(_step(step, (*path, "steps", number), document) for number, step in enumerate(part.steps)),
        contact=_contact(part.contact),
        stubs=(*_stubs(part.calls, (*path, "calls"), document), *shared),
        meanings={
            **{text: _meaning(each, ("bot", text), document) for text, each in bot.items()},
            **{text: _meaning(each, (*path, "bot", text), document) for text, each in part.bot.items()},
        },
    )


def _contact(part: ContactPart) -> Contact:
    return Contact(part.name, part.language, part.suppressed, part.blocked, dict(part.attributes), tuple(part.consents))


def _meaning(part: MeaningPart, path: Path, document: Document) -> Understood:
    if not part.model_fields_set & {"intent", "intents", "out_of_scope", "fails", "entities"}:
        document.complain(
            path, 'say what the bot makes of it: "intent", "intents", "out_of_scope" or "fails"', "bad-stub"
        )
    if part.intent is not None and part.intents:
        document.complain((*path, "intents"), '"intent" and "intents" exclude each other: keep one', "bad-stub")
    single = [] if part.intent is None else [Intent(part.intent, float(part.confidence))]
    several = [Intent(each.intent, float(each.confidence)) for each in part.intents]
    ranked = sorted(single + several, key=lambda intent: -intent.confidence)
    entities = tuple(_entity(name, value) for name, value in part.entities.items())
    return Understood(tuple(ranked), entities, part.out_of_scope, part.fails)


def _entity(written: str, value: object) -> Entity:
    name, _, role = written.partition(".")
    return Entity(name, value, role=role or None)


def _stubs(parts: list[CallPart], path: Path, document: Document) -> Iterator[Stub | BotStub]:
    for number, part in enumerate(parts):
        method, address = called(part, (*path, number), document)
        _check_stub(part, method, (*path, number), document)
        if method in TURNS:
            yield BotStub(method, address, tuple(_turns(part)), part.times, part.after or timedelta())
            continue
        if part.reply is not None and part.fails is not None:
            document.complain((*path, number, "fails"), '"reply" and "fails" exclude each other: keep one', "bad-stub")
        stub = Stub(method, address, _answer(part), part.times)
        yield stub if part.after is None else Stub(method, address, _answer(part), part.times, part.after)


def called(part: CallPart | CalledPart, path: Path, document: Document) -> tuple[str, str]:
    """The one method of a call, and its address; or the kind of a turn, and what it is for."""
    written = [method for method in (*METHODS, *TURNS) if getattr(part, method) is not None]
    if not written:
        problem = f"name the call by its method: {', '.join(METHODS)}; or the bot's turn: {', '.join(TURNS)}"
        document.complain(path, problem, "bad-stub")
        return "GET", ""
    for extra in written[1:]:
        document.complain((*path, extra), f'"{written[0]}" and "{extra}" are two calls: write one for each', "bad-stub")
    named = written[0] if written[0] in TURNS else written[0].upper()
    return named, str(getattr(part, written[0]))


def _check_stub(part: CallPart, method: str, path: Path, document: Document) -> None:
    """What only a business system answers, and what only the bot does."""
    if part.turns is not None and method != "form":
        document.complain((*path, "turns"), '"turns" are for a form', "bad-stub")
    if part.reply is None:
        return
    misplaced = ("status", "json", "text") if method in TURNS else tuple(TurnPart.model_fields)
    for key in part.reply.model_dump(exclude_unset=True, by_alias=True):
        if key in misplaced:
            whose = "business system" if method in TURNS else "bot"
            document.complain((*path, "reply", key), f'"{key}" is what a {whose} answers', "bad-stub")


def _turns(part: CallPart) -> Iterator[BotTurn]:
    if part.fails is not None:
        yield BotTurn(problem=part.fails)
        return
    replied = [TurnPart() if part.reply is None else part.reply]
    yield from map(turn_of, part.turns or replied)


def _answer(part: CallPart) -> Fetched:
    if part.fails is not None:
        return Fetched(problem=part.fails)
    reply = part.reply
    return Fetched(200) if reply is None else Fetched(reply.status, reply.content if reply.text is None else reply.text)


def _step(part: StepPart, path: Path, document: Document) -> Step:
    written = [key for key in ACTIONS if getattr(part, "received" if key == "in" else key) is not None]
    for extra in written[1:]:
        problem = f'"{written[0]}" and "{extra}" happen one after the other: write two steps'
        document.complain((*path, extra), problem, "bad-step")
    if not part.model_fields_set:
        document.complain(path, "the step is empty", "bad-step")
    _check_when(part.at, (*path, "at"), document)
    _check_agent(part, (*path, "agent"), document)
    if part.called is not None:
        called(part.called, (*path, "called"), document)
    return Step(part, path, document.mark(path))


def _check_when(at: str | None, path: Path, document: Document) -> None:
    if at is not None and parse_when(at, _ANY_TIME, ZoneInfo("UTC")) is None:
        hint = did_you_mean(at.split()[0], ("monday", "tuesday", "wednesday", "thursday", "friday")) if at else ""
        document.complain(path, f"{no_moment(at)}{hint}", "bad-value")


def _check_agent(part: StepPart, path: Path, document: Document) -> None:
    agent = part.agent
    if agent is None:
        return
    deeds = (agent.reply is not None, agent.take, agent.hand_back is not None, agent.close)
    if sum(deeds) != 1:
        document.complain(path, "an agent does one thing: reply, take, hand_back or close", "bad-step")
