"""Flow files: spoiled, made up, and made to explode. What is loaded must also answer a text."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

import flows
from flows import Conversation, FlowsInvalid, Outcome, Service, step
from flows.protocol.events import TextReceived
from flows.protocol.needs import Fetched, Met
from tests.fuzz import nasty
from tests.fuzz.explosive_files import PLAIN, explosive
from tests.fuzz.templates import template_source

_EXAMPLE: Final = (Path(__file__).parents[2] / "flows.yaml").read_text("utf-8")
_CLINIC: Final = (Path(__file__).parents[1] / "journeys" / "clinic.yaml").read_text("utf-8")
#: Small enough to be loaded a million times, with something of everything.
SMALL: Final = """parley: 1
brand: {name: Test, help: Call us, wordings: {received: Thanks}}
timezone: Europe/Berlin
senders: {"+12125550101": {flow: f, purpose: promotional}, "whatsapp:+1": {flow: f}}
windows: {conversation: 12h, reopen: "off", burst: 3s, reply: 2h}
hours: {h: {mon-fri: ["08:00-12:00", "22:00-02:00"], sat: closed, dates: {"2026-12-24": closed}, timezone: Asia/Tokyo}}
teams: {desk: {hours: h, first_reply_within: 15m}, other: ~}
keywords:
  - {hear: [agent, "予約"], escalate: {team: desk, priority: urgent, skill: x}}
  - {hear: stay, say: ok, reaches_through: true}
flows:
  f:
    start: a
    states:
      a:
        say: "Hi {{ contact.name or 'there' }}"
        rules: [{hear: ["1", "yes"], go_to: b}, {if: {open: h}, end: true}]
        silence: {after: 1h, go_to: b}
      b: {say: {en: How many, es: Cuántos}, answer: {type: number, save: n, from: 1}, go_to: c, no_match: "What?"}
      c: {checks: [{if: {less: {n: 3}, not: {known: n}}, go_to: d}], set: {n: "{{ n }}", contact.z: 2.5}, go_to: d}
      d:
        answer: {type: choice, save: day, choices: [Mon, {label: {en: Tue}, value: t, hear: [x]}]}
        no_match: {say: eh, times: 1}
        reply_within: 1h
        too_late: {say: gone, go_to: e}
        go_to: e
      e: {run: {flow: g, with: {day: "{{ n }}"}, save: {slot: s}}, say: a, media: "https://x.example/a.jpg", go_to: f}
      f:
        say: "{{ s }}"
        template: {id: HX0123456789abcdef0123456789abcdef, values: {"1": "{{ n }}"}}
        rules: [{event: {name: paid, fields: {amount: number}}, say: "{{ amount }}", end: true}, {hear: x, end: true}]
  g:
    takes: day
    gives: slot
    on_event: {name: slot.free, fields: {day: date}}
    start: ask
    states:
      ask:
        call: {get: "${API:-http://x.example}/?day={{ day }}", headers: {A: b}, within: 3s, save: slot, failed: tell}
        go_to: tell
      tell: {call: {post: "http://x.example", body: {day: "{{ day }}", list: [1, ~]}, failed: {say: no}}, end: true}
"""
_KEYS: Final = [
    "parley",
    "brand",
    "name",
    "help",
    "wordings",
    "timezone",
    "language",
    "senders",
    "hours",
    "dates",
    "mon-fri",
    "teams",
    "keywords",
    "flows",
    "start",
    "states",
    "say",
    "separate",
    "set",
    "rules",
    "hear",
    "if",
    "answer",
    "type",
    "save",
    "retry",
    "choices",
    "label",
    "from",
    "checks",
    "no_match",
    "times",
    "silence",
    "after",
    "go_to",
    "escalate",
    "team",
    "end",
    "not",
    "all",
    "any",
    "equals",
    "less",
    "contains",
    "known",
    "channel",
    "open",
    "a",
    "b",
    "f",
    "1",
    "<<",
    "windows",
    *("burst", "reply", "call", "get", "post", "body", "headers", "within", "failed", "run", "with", "takes", "gives"),
    *("on_event", "event", "fields", "media", "template", "reply_within", "too_late", "include"),
    "reopen",
    "call",
    "on_event",
    "include",
]
SCALARS: Final = [
    "",
    *PLAIN,
    "text",
    "number",
    "choice",
    "yes/no",
    "sms",
    "'",
    '"',
    "*a",
    "&a",
    "{{\xa0x\xa0}}",
    "!!python/object:os.system",
    "${HOME}",
    "${X:-y}",
    "08:00-25:00",
    "mon",
    "Etc/../../passwd",
    "..",
    "[",
    "{",
    "]",
    "}",
    "-",
    ":",
    "?",
    "|",
    ">",
    "---",
    "...",
]
_TOKENS: Final = (
    *_KEYS,
    *SCALARS,
    *nasty.PIECES,
    "\n",
    "  ",
    ": ",
    "- ",
    ", ",
    "&a ",
    "<<: *a",
    "# x",
    "\t",
    "%YAML 1.1",
)
_MONDAY: Final = datetime(2026, 3, 2, 15, tzinfo=UTC)
_TEXTS: Final = ("1", "4", "Mon", "x")
_TREE: Final[Any] = yaml.safe_load(SMALL)


@dataclass(frozen=True)
class File:
    """What the author saved."""

    text: str


class FlowFiles:
    name = "flow files"

    def make(self, chance: Random) -> File:
        kind = chance.random()
        if kind < 0.05:
            made = "\n".join(nasty.spoiled(chance.choice((_EXAMPLE, _CLINIC)).splitlines(), chance, _TOKENS))
        elif kind < 0.3:
            made = "\n".join(nasty.spoiled(SMALL.splitlines(), chance, _TOKENS))
        elif kind < 0.5:
            made = "".join(nasty.spoiled(SMALL, chance, _TOKENS))
        elif kind < 0.85:
            made = json.dumps(_document(chance), ensure_ascii=chance.random() < 0.5)
        elif kind < 0.95:
            made = "".join(chance.choices(_TOKENS, k=chance.randint(0, 60)))
        else:
            made = explosive(chance)
        return File(made if chance.random() < 0.02 else nasty.encodable(made))

    def run(self, given: File) -> str:
        try:
            service = flows.load_text(given.text, "flows.yaml", {})
        except FlowsInvalid as invalid:
            return _complained(invalid)
        conversation = None
        for text in _TEXTS:
            conversation = _answered(service, conversation, text).conversation
        return "loaded"

    def close(self) -> None: ...


def _answered(service: Service, before: Conversation | None, text: str) -> Outcome:
    """What comes of a text, whatever must be asked of a business for it."""
    event, met = TextReceived("+12125550101", text), dict[str, Met]()
    while not isinstance(outcome := step(service, before, event, _MONDAY, met=met), Outcome):
        assert outcome.key not in met, "asked again for what it was told"
        met[outcome.key] = Fetched(200, {"slots": ["9:00", None, {"a": [1.5, True]}]})
    return outcome


def _complained(invalid: FlowsInvalid) -> str:
    assert invalid.complaints
    assert all(complaint.line >= 1 and complaint.message for complaint in invalid.complaints)
    str(invalid).encode()
    return "complained of"


def _document(chance: Random) -> Any:
    """The small file with parts of its tree replaced, or a tree of its keys at random."""
    if chance.random() < 0.3:
        return _tree(chance, depth=0)
    document = json.loads(json.dumps(_TREE))
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        _replace_somewhere(document, chance)
    return document


def _replace_somewhere(value: Any, chance: Random) -> None:
    """Down at random; there a value is replaced, moved to another key, or taken out."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(value[key], dict | list) and value[key] and chance.random() < 0.85:
            value = value[key]
            continue
        match chance.randrange(4):
            case 0:
                del value[key]
            case 1 if isinstance(value, dict):
                value[chance.choice(_KEYS)] = value.pop(key)
            case 2:
                value[key] = chance.choice((template_source, nasty.text))(chance)
            case _:
                value[key] = _tree(chance, depth=2)
        return


def _tree(chance: Random, depth: int) -> Any:
    kind = chance.random()
    if depth > 4 or kind < 0.4:
        return chance.choice((*SCALARS, None, True, 0, -1, 2.5, 10**30, nasty.text(chance)))
    if kind < 0.6:
        return [_tree(chance, depth + 1) for _ in range(chance.randint(0, 4))]
    return {chance.choice(_KEYS): _tree(chance, depth + 1) for _ in range(chance.randint(0, 6))}
