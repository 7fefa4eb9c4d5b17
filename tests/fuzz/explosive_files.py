"""Flow files that are small to write and large to read."""

import json
from random import Random
from typing import Final

from tests.fuzz import nasty

_LARGEST: Final = 16_000
#: Scalars of every kind that a file may hold.
PLAIN: Final = [
    "x",
    "a",
    "1",
    "30m",
    "99999d",
    "off",
    "null",
    "~",
    "true",
    "no",
    "1e99",
    ".inf",
    "0o17",
    "12:30",
    "2026-02-30",
    "desk",
]
_WRAPPINGS: Final = (("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("{all: [", "]}"), ("!x ", ""), ("{not: ", "}"))
_STATES: Final = (
    "{go_to: x%d}",
    "{say: '{{ x%d }}', end: true}",
    "{escalate: t%d}",
    "{set: {v%d: 1}}",
    "{checks: [{if: {known: x%d}}]}",
)
_PARTS: Final = ("[1]", "{say: hi, end: true}", "{hear: x, say: hi}", "{label: a, hear: [b]}", "'{{ 1'", "~")
_PLACES: Final = (
    "keywords: [%s]",
    "flows: {f: {start: a, states: {a: {rules: [%s]}}}}",
    "teams: {a: {hours: [%s]}}",
    "parley: 1\nbrand: {name: x}\nflows: {f: {start: a, states: {a: {answer: {type: choice, choices: [%s]}}}}}",
)


def explosive(chance: Random) -> str:
    """A text of at most 16,000 characters."""
    size = chance.choice((3, 30, 300, 1000))
    kinds = (_laughs, _nested, _many_keys, _many_names, _long, _aliased, _many_anchors)
    return chance.choice(kinds)(chance, size)[:_LARGEST]


def _laughs(chance: Random, size: int) -> str:
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, min(size, 12))]
    where = chance.choice(("keywords", "hours", "flows", "teams", "brand", "x"))
    return "\n".join([*lines, f"{where}: *l{chance.randrange(len(lines))}"])


def _nested(chance: Random, size: int) -> str:
    opening, closing = chance.choice(_WRAPPINGS)
    return f"flows: {opening * size}x{closing * size}"


def _many_keys(chance: Random, size: int) -> str:
    head, indent = chance.choice((("", ""), ("brand:\n", "  "), ("flows:\n  f:\n", "    ")))
    return head + "".join(f"{indent}k{number}: {chance.choice(PLAIN)}\n" for number in range(size))


def _many_names(chance: Random, size: int) -> str:
    state = chance.choice(_STATES)
    states = ", ".join(f"s{number}: {state % number}" for number in range(min(size, 60)))
    return f"parley: 1\nbrand: {{name: x}}\nflows: {{f: {{start: s0, states: {{{states}}}}}}}\n"


def _long(chance: Random, size: int) -> str:
    written = json.dumps((chance.choice(nasty.PIECES) or "x") * size)
    where = chance.choice(
        ("timezone: %s", "brand: {name: %s}", "keywords: [{hear: %s, end: true}]", "hours: {h: {mon: %s}}")
    )
    flow = "flows: {f: {start: a, states: {a: {say: hi, end: true}}}}"
    return f"parley: 1\n{flow}\n{where % written}\n"


def _aliased(chance: Random, size: int) -> str:
    many = ", ".join(["*p"] * min(size, 100))
    return f"p: &p {chance.choice(_PARTS)}\n{chance.choice(_PLACES) % many}\n"


def _many_anchors(chance: Random, size: int) -> str:
    value = chance.choice(("*a", "[*a]", "{<<: *a}", "*nobody"))
    return "a: &a 1\n" + "".join(f"k{number}: {value}\n" for number in range(size))
