"""Compiles and renders one text."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote

import jinja2
from jinja2 import Environment, StrictUndefined, nodes
from jinja2.filters import do_round
from jinja2.sandbox import ImmutableSandboxedEnvironment

from flows.text.render_budget import COUNTED, MAX_PARTS, count_work, parts_of, with_budget
from flows.text.sandbox import FILTERS, TESTS, refusals
from flows.text.template_errors import in_words
from flows.text.template_names import names_of
from flows.types.errors import FlowFailure, FlowsError
from flows.types.values import plain

#: Twilio's limit for a message body is 1,600 characters (error 21617).
MAX_TEXT_LENGTH: Final = 1600
_MAX_SOURCE_LENGTH: Final = 4000
_MAX_DECIMALS: Final = 15
_UNSENDABLE: Final = re.compile("[\0\ud800-\udfff]")


class TemplateInvalid(FlowsError):
    """A text cannot be compiled; the message says why."""


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"*"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise TypeError("only numbers can be multiplied")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """A method is nothing to say: written out it shows a customer Python's inside."""
        return super().is_safe_attribute(obj, attr, value) and not callable(value)

    def wrap_str_format(self, value: Any) -> None:
        """`format` is a method like any other; the sandbox would hand out a safe one."""


def _written(value: Any) -> Any:
    """A value that is not there is written as nothing, not as "None"."""
    return "" if value is None else value


def _join(values: Iterable[Any], separator: str = "") -> str:
    """Jinja's `join`, refused where its result would be out of all proportion: it can be chained."""
    parts = [str(value) for value in values]
    if sum(map(len, parts)) + len(str(separator)) * len(parts) > _MAX_SOURCE_LENGTH:
        raise ValueError("the joined text is too long")
    return str(separator).join(parts)


def _round(value: Any, precision: int = 0, method: Any = "common") -> Any:
    """Jinja's `round`, which would compute ten to the power of whatever is written."""
    if abs(precision) > _MAX_DECIMALS:
        raise ValueError(f"a number is rounded to {_MAX_DECIMALS} decimals at most")
    return do_round(value, precision, method)


def _encoded(value: Any) -> str:
    """A value within an address, percent-encoded whole (RFC 3986, section 2.1)."""
    return "" if value is None else quote(str(plain(value)), safe="")


def _environment(finalize: Callable[[Any], Any]) -> Environment:
    environment = _Sandbox(undefined=StrictUndefined, autoescape=False, finalize=finalize, optimized=False)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.filters |= {"join": _join, "round": _round, **COUNTED}
    environment.tests = {name: environment.tests[name] for name in TESTS}
    return environment


_TEXTS: Final = _environment(_written)
_ADDRESSES: Final = _environment(_encoded)


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled text. One without names is kept as the string it is."""

    source: str
    #: What it is compiled in when it is first said; None where there is nothing to fill in.
    environment: Environment | None
    #: The names it reads, to be checked against the names there are.
    names: frozenset[str]

    def render(self, values: Mapping[str, Any]) -> str:
        """The text, at most 1,600 characters; FlowFailure when it does not render or is longer."""
        if self.environment is None:
            return self.source
        return _rendered(self.source, self.environment, values)


def compile_template(source: str) -> Template:
    """A text ready to render; TemplateInvalid when it may not or cannot be."""
    return _template(source, _TEXTS)


def compile_address_template(source: str) -> Template:
    """The same of an address: what is put into it cannot change its host, path or other values."""
    return _template(source, _ADDRESSES)


def _template(source: str, environment: Environment) -> Template:
    source = source.strip()
    if len(source) > _MAX_SOURCE_LENGTH:
        raise TemplateInvalid(f"the text is longer than {_MAX_SOURCE_LENGTH:,} characters")
    if "{" not in source:
        return Template(_short(source), None, frozenset())
    return _parsed(source, environment)


def _short(source: str) -> str:
    if not _can_be_sent(source):
        raise TemplateInvalid("the text has a character that cannot be sent")
    if len(source) > MAX_TEXT_LENGTH:
        raise TemplateInvalid(f"the text is longer than {MAX_TEXT_LENGTH:,} characters")
    return source


def _parsed(source: str, environment: Environment) -> Template:
    try:
        tree = environment.parse(source)
        _check(tree)
        return Template(source, environment, frozenset(names_of(tree)))
    except (jinja2.TemplateError, RecursionError, ValueError) as error:
        raise TemplateInvalid(f"the text is not a template: {in_words(str(error))}") from error
    except SyntaxError as error:
        # Jinja's lexer takes any script's digits for a number, Python only 0 to 9.
        raise TemplateInvalid("the text is not a template: write numbers with the digits 0 to 9") from error


# Making code of a text takes three times as long as parsing it, and a service has more texts than are said in an hour.
# What can go wrong with it is refused before (`_check`).
@lru_cache(maxsize=4_096)
def _compiled(source: str, environment: Environment) -> jinja2.Template:
    tree = environment.parse(source)
    count_work(tree)
    return environment.from_string(tree)


def _check(tree: nodes.Template) -> None:
    if parts_of(tree) > MAX_PARTS:
        raise TemplateInvalid(f"the text has more than {MAX_PARTS:,} parts")
    if complaint := next(refusals(tree), None):
        raise TemplateInvalid(complaint)


def _rendered(source: str, environment: Environment, values: Mapping[str, Any]) -> str:
    try:
        text = _capped(_compiled(source, environment), values)
    except Exception as error:
        # A template can fail in as many ways as Python has exceptions; the customer is answered all the same.
        raise FlowFailure(f"the text {source[:60]!r} does not render: {error}") from error
    if not _can_be_sent(text):
        raise FlowFailure(f"the text {source[:60]!r} renders to a character that cannot be sent")
    return text.strip()


def _can_be_sent(text: str) -> bool:
    """NUL is stored nowhere, and half a surrogate pair is no character; a template may make both of an escape."""
    return _UNSENDABLE.search(text) is None


def _capped(compiled: jinja2.Template, values: Mapping[str, Any]) -> str:
    size = 0
    pieces = []
    for piece in compiled.generate(with_budget(values)):
        size += len(piece)
        if size > MAX_TEXT_LENGTH:
            raise FlowFailure(f"it is longer than {MAX_TEXT_LENGTH:,} characters")
        pieces.append(piece)
    return "".join(pieces)
