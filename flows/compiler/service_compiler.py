"""Compiles a whole file, once its grammar is known to be right."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from flows.compiler import built_in
from flows.compiler.bot_use_compiler import compile_bot_use
from flows.compiler.grammar.service_parts import BrandPart, SenderPart, ServicePart, TeamPart
from flows.compiler.grammar.state_parts import FlowPart
from flows.compiler.hours_compiler import compile_hours, compile_zone
from flows.compiler.scope import Scope, saved_names, shared_names
from flows.compiler.state_compiler import compile_flow
from flows.compiler.text_compiler import check_language, compile_present_text
from flows.compiler.transition_compiler import compile_keywords
from flows.model.opening_hours import Hours
from flows.model.service import WHATSAPP, OptOutReplies, Sender, Service, Team, Windows
from flows.model.situation import Brand
from flows.protocol.effects import Purpose
from flows.source.did_you_mean import did_you_mean
from flows.source.document import Document, Path
from flows.text.localized_text import Text, primary

#: Who is called when a file names no team.
EVERYONE: Final = "everyone"

#: A number in international form (E.164), or a short code.
_LINE: Final = re.compile(r"(whatsapp:)?\+[0-9]{1,15}|[0-9]{3,8}")


def compile_service(part: ServicePart, written: Any, document: Document) -> Service:
    """A service; `written` is the file before anything was taken out, so that no name in it is called unknown."""
    scope = _service_scope(part, written, document)
    check_language(part.language, ("language",), scope)
    zone = compile_zone(part.timezone, ("timezone",), document)
    hours = {name: compile_hours(week, ("hours", name), zone, document) for name, week in part.hours.items()}
    flows = {
        name: compile_flow(name, flow, ("flows", name), _flow_scope(name, written, scope))
        for name, flow in part.flows.items()
    }
    return Service(
        brand=_brand(part.brand, scope),
        language=part.language,
        zone=zone,
        senders=_senders(part.senders, _names(written, "flows"), document),
        hours=hours,
        windows=Windows(part.windows.conversation, part.windows.burst, part.windows.reopen),
        teams=_teams(part.teams, hours, scope),
        bot=compile_bot_use(part.bot, _all_names(part, written), ("bot",), scope),
        keywords=compile_keywords(part.keywords, ("keywords",), _keyword_scope(written, scope)),
        flows=flows,
        own_wordings=_wordings(part.brand, scope),
        wordings=built_in.wordings(),
        calendars=built_in.calendars(),
    )


def _names(written: Any, *path: str) -> tuple[str, ...]:
    """The keys of a mapping in the file, whatever stands under them."""
    for step in path:
        written = written.get(step) if isinstance(written, dict) else None
    return tuple(written) if isinstance(written, dict) else ()


def _service_scope(part: ServicePart, written: Any, document: Document) -> Scope:
    teams = _names(written, "teams") or (EVERYONE,)
    return Scope(
        document=document,
        place="the service",
        states=(),
        values=(),
        hours=_names(written, "hours"),
        teams=teams,
        default_team=teams[0],
        languages=tuple(dict.fromkeys((primary(part.language), *_languages(written), "en"))),
        language=part.language,
        flows=part.flows,
        shared=shared_names(written),
        reply=part.windows.reply,
    )


def _languages(written: Any) -> Collection[str]:
    """The languages in which something is said: the customer may answer yes or no in any of them."""
    known = built_in.yes_no_words()
    found: dict[str, None] = {}
    _collect_languages(written, known, found)
    return tuple(found)


def _collect_languages(value: Any, known: Collection[str], found: dict[str, None]) -> None:
    if isinstance(value, dict):
        said = value.get("say")
        if isinstance(said, dict):
            found.update(dict.fromkeys(primary(language) for language in said if primary(language) in known))
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        _collect_languages(child, known, found)


def _flow_scope(name: str, written: Any, scope: Scope) -> Scope:
    flow = written["flows"][name]
    values = saved_names(flow) | saved_names(written.get("keywords")) | set(_given(scope.flows.get(name)))
    return scope.within(f'flow "{name}"', _names(written, "flows", name, "states"), values)


def _all_names(part: ServicePart, written: Any) -> set[str]:
    """Every name that any flow knows."""
    return saved_names(written).union(*(_given(flow) for flow in part.flows.values()))


def _given(part: FlowPart | None) -> Iterator[str]:
    """What a flow knows from the start: from the flow that runs it, or from the event that starts it."""
    if part is not None:
        yield from part.takes
        rules = (rule for state in part.states.values() for rule in state.rules)
        for event in (part.on_event, *(rule.event for rule in rules)):
            yield from event.fields if event is not None else ()


def _keyword_scope(written: Any, scope: Scope) -> Scope:
    """A keyword is heard on every line, so that a state it goes to must be in each flow that answers one."""
    answering = _answering(written)
    states = [set(_names(written, "flows", name, "states")) for name in answering]
    place = "every flow that answers a sender" if len(answering) > 1 else f'flow "{answering[0]}"'
    return scope.within(place, sorted(set.intersection(*states)), saved_names(written))


def _answering(written: Any) -> Sequence[str]:
    """The flows that answer a sender; the first flow answers where none is named."""
    flows, senders = _names(written, "flows"), written.get("senders")
    written_senders = senders.values() if isinstance(senders, dict) else ()
    named = [sender.get("flow") for sender in written_senders if isinstance(sender, dict)]
    return [flow for flow in flows if flow in named] or flows[:1]


def _brand(part: BrandPart, scope: Scope) -> Brand:
    if not part.name.strip():
        scope.complain(("brand", "name"), "the brand needs a name", "missing-key")
    return Brand(part.name)


def _wordings(part: BrandPart, scope: Scope) -> Mapping[str, Text]:
    """The brand's own words; the answer to HELP, which the law asks for, may also stand right under `brand`."""
    reading = replace(scope, place="a wording", given=built_in.WORDING_NAMES)
    written: dict[tuple[str, ...], dict[str, str]] = {
        ("wordings", key): text for key, text in part.wordings.items() if _is_wording(key, scope)
    }
    if part.help is not None:
        if "help" in part.wordings:
            problem = '"help" is already said right under "brand": keep one'
            scope.document.complain(("brand", "wordings", "help"), problem, "duplicate-key", at_key=True)
        written["help",] = part.help
    own = {path[-1]: compile_present_text(text, ("brand", *path), reading) for path, text in written.items()}
    _check_meant(own, scope)
    return own


def _check_meant(own: Mapping[str, Text], scope: Scope) -> None:
    """A question whether something is meant must say what."""
    for key in own.keys() & {"did_you_mean", "did_you_mean_one"}:
        if not all("meant" in template.names for template in own[key].by_language.values()):
            problem = f'"{key}" must have {{{{ meant }}}} in it: what the customer may have meant'
            scope.complain(("brand", "wordings", key), problem, "bad-text")


def _is_wording(key: str, scope: Scope) -> bool:
    if key in built_in.wordings():
        return True
    problem = f'unknown wording "{key}"{did_you_mean(key, built_in.wordings())}'
    scope.document.complain(("brand", "wordings", key), problem, "unknown-key", at_key=True)
    return False


def _senders(parts: Mapping[str, SenderPart], flows: Collection[str], document: Document) -> Mapping[str, Sender]:
    return {line: _sender(line, part, ("senders", line), flows, document) for line, part in parts.items()}


def _sender(line: str, part: SenderPart, path: Path, flows: Collection[str], document: Document) -> Sender:
    if not _LINE.fullmatch(line):
        problem = f'"{line}" is not a number like +12125550101, whatsapp:+12125550101 or 12345'
        document.complain(path, problem, "bad-sender", at_key=True)
    if part.flow not in flows:
        hint = document.did_you_mean(part.flow, flows)
        document.complain((*path, "flow"), f'flow "{part.flow}" does not exist{hint}', "unknown-flow")
    replies = part.opt_out_replies or _usual_opt_out_replies(line)
    if line.startswith(WHATSAPP) and replies is OptOutReplies.PROVIDER:
        problem = "on WhatsApp no provider answers STOP: write parley, or leave it out"
        document.complain((*path, "opt_out_replies"), problem, "bad-value")
    return Sender(line, part.flow, Purpose(part.purpose), replies)


def _usual_opt_out_replies(line: str) -> OptOutReplies:
    """Twilio answers STOP on SMS lines by itself, on WhatsApp it does not (facts: Twilio, section 8)."""
    return OptOutReplies.PARLEY if line.startswith(WHATSAPP) else OptOutReplies.PROVIDER


def _teams(parts: Mapping[str, TeamPart], hours: Mapping[str, Hours], scope: Scope) -> Mapping[str, Team]:
    teams = {name: _team(name, part, hours, scope) for name, part in parts.items()}
    return teams or {EVERYONE: Team(EVERYONE)}


def _team(name: str, part: TeamPart, hours: Mapping[str, Hours], scope: Scope) -> Team:
    if part.hours is not None:
        scope.check_hours(("teams", name, "hours"), part.hours)
    return Team(name, hours.get(part.hours or ""), part.assign, part.first_reply_within)
