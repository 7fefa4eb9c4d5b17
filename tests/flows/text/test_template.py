"""Texts are templates that cannot do harm, and say what is known."""

import pytest
from jinja2 import meta

from flows.text.localized_text import Text
from flows.text.template import _TEXTS, MAX_TEXT_LENGTH, TemplateInvalid, _compiled, compile_template
from flows.types.errors import FlowFailure


def render(source: str, **values: object) -> str:
    return compile_template(source).render(values)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("plain, with 100 % of $5", "plain, with 100 % of $5"),
        ("Hi {{ name or 'there' }}", "Hi there"),
        ("Hi {{ name }}!", "Hi !"),
        ("{{ n * 2 + 1 }}", "7"),
        ("{% if n > 2 %}many{% else %}few{% endif %}", "many"),
        ("{% for day in days %}{{ day }} {% endfor %}", "Mon Tue"),
        ("{{ days | join(', ') | lower }}", "mon, tue"),
        ("{{ days[0] }} {{ days | length }}", "Mon 2"),
        ("  kept short  \n", "kept short"),
    ],
)
def test_a_text_renders(source: str, text: str) -> None:
    assert render(source, name=None, n=3, days=["Mon", "Tue"]) == text


@pytest.mark.parametrize(
    "source",
    [
        "{{ 2 ** 99999999 }}",
        "{{ '%99999999d' % 1 }}",
        "{{ 'x'.center(99999999) }}",
        "{{ range(99999999) }}",
        "{{ 'x' | center(99999999) }}",
        "{{ 'x' | replace('x', 'y') }}",
        "{% for a in b %}{% for c in d %}x{% endfor %}{% endfor %}",
        "{% for a in b recursive %}{{ loop(a) }}{% endfor %}",
        "{% set x = 1 %}",
        "{% macro x() %}{% endmacro %}",
        "{% include 'other' %}",
        "{% extends 'other' %}",
        "{% import 'other' as other %}",
        "{{ x is divisibleby(3) }}",
        "{{ x[1:] }}",
        "{{ unclosed ",
        "{% if x %}",
        "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
        "x" * (MAX_TEXT_LENGTH + 1),
        "{{ a }}" + "x" * 10_000,
    ],
    ids=lambda source: source[:40],
)
def test_a_text_that_may_not_be_is_refused_when_it_is_loaded(source: str) -> None:
    with pytest.raises(TemplateInvalid):
        compile_template(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ missing }}",
        "{{ name.missing.deeper }}",
        "{{ name.__class__.__mro__ }}",
        "{{ 'x' * 200000000 }}",
        "{{ name * 200000000 }}",
        "{{ 1 / 0 }}",
        "{{ name + 1 }}",
        "{% for letter in long %}{{ long }}{% endfor %}",
        "{{ long | join(long) | join(long) }}",
    ],
)
def test_a_text_that_does_not_render_is_a_failure_of_the_flow(source: str) -> None:
    with pytest.raises(FlowFailure):
        render(source, name="Ana", long="x" * 1600)


@pytest.mark.parametrize(
    ("language", "fallback", "text"),
    [
        ("es", "en", "Hola"),
        ("es-MX", "en", "Hola"),
        ("pt-BR", "en", "Oi"),
        ("pt", "en", "Hi"),
        ("fr", "en-GB", "Hi"),
        ("fr", "ja", "Hola"),
    ],
)
def test_the_customers_language_chooses_the_text(language: str, fallback: str, text: str) -> None:
    said = Text({tag: compile_template(word) for tag, word in (("es", "Hola"), ("en", "Hi"), ("pt-br", "Oi"))})
    assert said.render(language, fallback, {}) == text


@pytest.mark.parametrize(
    "source",
    [
        "{{ a }} {{ b.c }} {{ d['e'] }} {{ f | default(g) }} {{ h is defined }} {{ none }}",
        "{% for a in b if a > c %}{{ a }}{{ loop.index }}{{ d }}{% else %}{{ a }}{{ loop }}{% endfor %}{{ a }}",
        "{% for key, value in items %}{{ key }}{{ value }}{{ other }}{% endfor %}",
        "{% for x in x %}{{ x }}{% endfor %}",
        "{% for a in b if loop.index %}{{ a }}{% endfor %}",
        "{% if x %}{% for i in y %}{{ i }}{% endfor %}{% endif %}{{ i }}",
    ],
)
def test_the_names_of_a_text_are_those_that_jinja_finds(source: str) -> None:
    assert compile_template(source).names == meta.find_undeclared_variables(_TEXTS.parse(source))


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("not ", ""),
        ("-", ""),
        ("(b + ", ")"),
        ("(b ~ ", ")"),
        ("b[", "]"),
        ("[", "]"),
        ("b | default(", ")"),
        ("(1, ", ")"),
    ],
)
def test_what_python_could_not_compile_is_refused_before(opening: str, closing: str) -> None:
    deepest = max(depth for depth in range(60) if _is_taken(f"{{{{ {opening * depth}a{closing * depth} }}}}"))
    assert deepest > 30
    assert _compiled(f"{{{{ {opening * deepest}a{closing * deepest} }}}}", _TEXTS)


def _is_taken(source: str) -> bool:
    try:
        compile_template(source)
    except TemplateInvalid:
        return False
    return True
