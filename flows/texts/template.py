"""Compiles and renders one text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import jinja2
from jinja2 import Environment, StrictUndefined, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from flows.errors import FlowFailure, FlowsError
from flows.texts.allowed import FILTERS, TESTS, refusals

#: Twilio's limit for a message body is 1,600 characters (error 21617).
LONGEST_TEXT: Final = 1600
_LONGEST_SOURCE: Final = 8000


class TemplateInvalid(FlowsError):
    """A text cannot be compiled; the message says why."""


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"*"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise TypeError("only numbers can be multiplied")
        return super().call_binop(context, operator, left, right)


def _written(value: Any) -> Any:
    """A value that is not there is written as nothing, not as "None"."""
    return "" if value is None else value


def _join(values: Iterable[Any], separator: str = "") -> str:
    """Jinja's `join`, refused where its result would be out of all proportion: it can be chained."""
    parts = [str(value) for value in values]
    if sum(map(len, parts)) + len(str(separator)) * len(parts) > _LONGEST_SOURCE:
        raise ValueError("the joined text is too long")
    return str(separator).join(parts)


def _environment() -> Environment:
    environment = _Sandbox(undefined=StrictUndefined, autoescape=False, finalize=_written, optimized=False)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS} | {"join": _join}
    environment.tests = {name: environment.tests[name] for name in TESTS}
    return environment


_ENVIRONMENT: Final = _environment()


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled text. One without names is kept as the string it is."""

    source: str
    compiled: jinja2.Template | None
    #: The names it reads, to be checked against the names there are.
    names: frozenset[str]

    def render(self, values: Mapping[str, Any]) -> str:
        """The text, at most 1,600 characters; FlowFailure when it does not render or is longer."""
        if self.compiled is None:
            return self.source
        return _rendered(self.compiled, values, self.source)


def compile_template(source: str) -> Template:
    """A text ready to render; TemplateInvalid when it may not or cannot be."""
    source = source.strip()
    if len(source) > _LONGEST_SOURCE:
        raise TemplateInvalid(f"the text is longer than {_LONGEST_SOURCE:,} characters")
    if "{" not in source:
        return Template(_short(source), None, frozenset())
    return _compiled(source)


def _short(source: str) -> str:
    if len(source) > LONGEST_TEXT:
        raise TemplateInvalid(f"the text is longer than {LONGEST_TEXT:,} characters")
    return source


def _compiled(source: str) -> Template:
    try:
        tree = _ENVIRONMENT.parse(source)
        if complaint := next(refusals(tree), None):
            raise TemplateInvalid(complaint)
        return Template(source, _ENVIRONMENT.from_string(tree), frozenset(meta.find_undeclared_variables(tree)))
    except (jinja2.TemplateError, RecursionError, SyntaxError, ValueError) as error:
        raise TemplateInvalid(f"the text is not a template: {error}") from error


def _rendered(compiled: jinja2.Template, values: Mapping[str, Any], source: str) -> str:
    try:
        text = _capped(compiled, values)
    except Exception as error:
        # A template can fail in as many ways as Python has exceptions; the customer is answered all the same.
        raise FlowFailure(f"the text {source[:60]!r} does not render: {error}") from error
    return text.strip()


def _capped(compiled: jinja2.Template, values: Mapping[str, Any]) -> str:
    size = 0
    pieces = []
    for piece in compiled.generate(values):
        size += len(piece)
        if size > LONGEST_TEXT:
            raise FlowFailure(f"it is longer than {LONGEST_TEXT:,} characters")
        pieces.append(piece)
    return "".join(pieces)
