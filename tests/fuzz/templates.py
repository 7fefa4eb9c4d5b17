"""Authors' texts: compiled and rendered, hostile ones too."""

from dataclasses import dataclass
from random import Random
from typing import Final

from flows.text.sandbox import FILTERS, TESTS
from flows.text.template import MAX_TEXT_LENGTH, TemplateInvalid, compile_template
from flows.types.errors import FlowFailure
from tests.fuzz import nasty

_NAMES: Final = [
    "x",
    "n",
    "note",
    "list",
    "nothing",
    "truth",
    "undefined_name",
    "contact",
    "hours",
    "loop",
    "self",
    "caller",
    "range",
    "x.y",
    "x.__class__",
    "x['__class__']",
    "x.upper",
    "x.format",
    "n.real.real",
    "x[0]",
    "list[99]",
    "x|first",
    "cycler",
    "namespace",
    "lipsum",
    "dict",
    "varargs",
    "_",
    "__builtins__",
    "x.__init__.__globals__",
    "loop.index",
    "none",
]
_LITERALS: Final = [
    r"1",
    r"0",
    r"-1",
    r"1.5",
    r"1e308",
    r"1e400",
    r"'a'",
    r"''",
    r"'\0'",
    r"'\ud800'",
    r"'\N{BULLET}'",
    r"true",
    r"[]",
]
_BINARY: Final = [
    *["+", "-", "*", "/", "//", "%", "**", "~", "==", "<", "in", "and", "or", "is", "if", "|", ",", "."],
    "not in",
]
_ARGUMENTS: Final = (
    "",
    "5",
    "-1",
    "99999999",
    "x",
    "note",
    "attribute='real.real'",
    "'ceil'",
    "start=[]",
    "5, true, x",
)
_OTHER_FILTERS: Final = (
    "map('upper')",
    "attr('__class__')",
    "center(99999)",
    "list",
    "tojson",
    "format(1)",
    "batch(2)",
)
_SHAPES: Final = ("(%s)", "[%s, %s]", "%s()", "%s[0]", "not %s", "-%s", "{'a': %s}", "%s if %s else %s", "%s[1:]")
#: An expression, then what is inside.
_STATEMENTS: Final = (
    "{%% for i in %s %%}%s{%% endfor %%}",
    "{%% if %s %%}%s{%% else %%}no{%% endif %%}",
    "{%% for i in %s recursive %%}%s{%% endfor %%}",
    "{%% for i, j in %s if i %%}%s{%% else %%}-{%% endfor %%}",
    "{%% set x = %s %%}%s",
    "{%% macro m(a=%s) %%}%s{%% endmacro %%}",
    "{%% with y = %s %%}%s{%% endwith %%}",
    "{%% filter %s %%}%s{%% endfilter %%}",
    "{%% block %s %%}%s{%% endblock %%}",
    "{%% include %s %%}%s",
    "{%% call %s %%}%s{%% endcall %%}",
    "{%%- raw %%}%s{%% endraw -%%}%s",
    "{# %s #}%s",
    "{%% if %s %%}%s",
)
#: What is quadratic, or too deep, shows in a row: beginning, middle, end.
_ROWS: Final = (
    ("{{ " + "(", "1", ")}}"),
    ("{{ x", "|upper|lower", "}}"),
    ("{{ x", "|sort|unique", "}}"),
    ("{{ x", "~x", "}}"),
    ("{{ n", "+n*n", "}}"),
    ("{{ [", "[", "]}}"),
    ("{{ x", ".real", "}}"),
    ("{{", "{{", ""),
    ("{#", "{#", ""),
    ("", "{{ x }}", ""),
    ("", "{% if n %}", ""),
    ("", "{% if n %}y{% endif %}", ""),
    ("{{ 9", "9", "}}"),
    ("{{ '", "a", "' }}"),
    ("{{", "-", "1}}"),
    ("{{", " not ", "1}}"),
    ("{{ x", " if n else x", "}}"),
    ("{% if n %}", "{% elif n %}", "{% endif %}"),
    ("{% raw %}", "{% raw %}", ""),
    ("{% for c in note %}{% if note", "|sort", " %}{% endif %}{% endfor %}"),
    ("{% for c in note %}", "{{ '' }}", "{% endfor %}"),
    ("{{ list|sort(attribute='real", ".real", "') }}"),
    ("{{ note|round(", "9", ") }}"),
    ("{{ n|round(-", "9", ") }}"),
)
_PIECES: Final = (
    *nasty.PIECES,
    *["{{", "}}", "{%", "%}", "{#", "#}", "-%}", "|", "(", ")", "[", "]", "'", "\\"],
    " if ",
    " else ",
)

VALUES: Final = {
    "x": "Ana Lovelace",
    "n": 42,
    "note": "it hurts " * 170,
    "list": ["a", "b", "c"] * 30,
    "nothing": None,
    "truth": True,
}


@dataclass(frozen=True)
class Written:
    """A template in the file."""

    source: str


class Templates:
    name = "templates"

    def make(self, chance: Random) -> Written:
        kind = chance.random()
        if kind < 0.5:
            return Written(template_source(chance))
        if kind < 0.75:
            return Written("".join(nasty.spoiled(template_source(chance), chance, _PIECES)))
        if kind < 0.76:
            return Written(_repeated(chance))
        if kind < 0.9:
            return Written("{{ " + nasty.text(chance, longest=300) + " }}")
        return Written("".join(chance.choices(_PIECES, k=chance.randint(0, 20))))

    def run(self, given: Written) -> str:
        try:
            template = compile_template(given.source)
        except TemplateInvalid:
            return "refused"
        try:
            text = template.render(VALUES)
        except FlowFailure:
            return "failed when said"
        assert len(text) <= MAX_TEXT_LENGTH
        assert "\0" not in text
        text.encode()
        assert " object at 0x" not in text and "<built-in" not in text and "<function" not in text, text
        assert template.render(VALUES) == text, "twice the same"
        return "said"

    def close(self) -> None: ...


def template_source(chance: Random) -> str:
    return " ".join(_part(chance, depth=0) for _ in range(chance.randint(1, 3)))


def _part(chance: Random, depth: int) -> str:
    kind = chance.random()
    if depth > 3 or kind < 0.15:
        return chance.choice(nasty.PIECES)
    if kind < 0.65:
        return "{{ " + _expression(chance, depth=0) + " }}"
    return chance.choice(_STATEMENTS) % (_expression(chance, depth=1), _part(chance, depth + 1))


def _expression(chance: Random, depth: int) -> str:
    kind = chance.random()
    if depth > 3 or kind < 0.35:
        return chance.choice(_NAMES if chance.random() < 0.7 else _LITERALS)
    inner = _expression(chance, depth + 1)
    if kind < 0.6:
        return f"{inner}|{_filter(chance)}"
    if kind < 0.65:
        return f"{inner} is {chance.choice(sorted(TESTS))} {chance.choice(_ARGUMENTS[:4])}"
    if kind < 0.85:
        return f"{inner} {chance.choice(_BINARY)} {_expression(chance, depth + 1)}"
    return chance.choice(_SHAPES).replace("%s", inner)


def _filter(chance: Random) -> str:
    if chance.random() < 0.1:
        return chance.choice(_OTHER_FILTERS)
    return f"{chance.choice(sorted(FILTERS))}({chance.choice(_ARGUMENTS)})"


def _repeated(chance: Random) -> str:
    opening, middle, closing = chance.choice(_ROWS)
    return (opening + middle * chance.choice((2, 20, 50, 2000)))[:3900] + closing
