"""The schema accepts what the loader accepts, and refuses what is wrong by grammar."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from flows.compiler.json_schema import schema
from flows.source.document import Map, Sequence, resolve
from flows.source.yaml_reader import read_document
from tests.flows.test_flow_guide import EXAMPLES, whole

ROOT = Path(__file__).parents[3]
SCHEMA = schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
HEAD = "parley: 1\nbrand: {name: Test}\n"


def complaints(text: str) -> list[str]:
    """Where the text is wrong in the eyes of an editor, which knows nothing of variables."""
    root = read_document(text.replace("${", "$${"), "flows.yaml", {}).root
    return [error.json_path for error in VALIDATOR.iter_errors(as_an_editor_sees_it(root))]


def as_an_editor_sees_it(value: Any) -> Any:
    if isinstance(value, Map):
        return {key: as_an_editor_sees_it(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [as_an_editor_sees_it(item) for item in value]
    return resolve(value) if isinstance(value, str) else value


def state(text: str) -> str:
    return f"{HEAD}flows:\n  f:\n    start: a\n    states:\n      a: {text}\n"


def test_it_is_a_schema_of_draft_7() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert "$defs" not in str(SCHEMA)


def test_the_example_of_the_repository_is_right_by_it() -> None:
    assert complaints((ROOT / "flows.yaml").read_text()) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.split("\n", 1)[0])
def test_the_examples_of_the_guide_are_right_by_it(example: str) -> None:
    assert complaints(whole(example)) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("keywords: [{hear: [1, no, 12:30], say: {en: 1}}]\nbrand: {wordings: {queued: x}}", id="included"),
        pytest.param("include: keywords.yaml\nteams: {a: , b: {}}", id="one that only includes"),
        pytest.param(f"{HEAD}include: flows", id="a root file with all flows elsewhere"),
        pytest.param(
            state("{say: x, separate: '${A:-true}', silence: {after: '${T:-5m}', end: true}}"), id="variables"
        ),
        pytest.param(state("{say: 5, no_match: Sorry, escalate: desk}"), id="short forms"),
        pytest.param(state("{say: {en: x}, no_match: {say: Sorry}, escalate: {team: desk}}"), id="long forms"),
        pytest.param(state("{form: visit, go_to: b}"), id="a form's short form"),
        pytest.param(state("{bot: answers}"), id="the bot's short form"),
        pytest.param(f"{HEAD}hours: {{h: {{Mon-fri: 8:00-9:00, 'sat, sun': [closed]}}}}", id="hours"),
    ],
)
def test_what_may_be_written(text: str) -> None:
    assert complaints(text) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (state("{sy: x}"), "$.flows.f.states.a"),
        (state("{say: []}"), "$.flows.f.states.a.say"),
        (state("{end: maybe}"), "$.flows.f.states.a.end"),
        (state("{silence: {end: true}}"), "$.flows.f.states.a.silence"),
        (state("{silence: {after: 30}}"), "$.flows.f.states.a.silence"),
        (state("{escalate: {priority: hi}}"), "$.flows.f.states.a.escalate"),
        (state("{rules: {hear: x}}"), "$.flows.f.states.a.rules"),
        (state("{bot: replies}"), "$.flows.f.states.a.bot"),
        (state("{form: {with: {a: 1}}}"), "$.flows.f.states.a.form"),
        (f"{HEAD}sendrs: {{}}", "$"),
        (f"{HEAD}windows: {{reopen: never}}", "$.windows.reopen"),
        (f"{HEAD}hours: {{h: {{mon-fry: 08:00-09:00}}}}", "$.hours.h"),
        (f"{HEAD}hours: {{h: {{mon: 8-9}}}}", "$.hours.h.mon"),
        (f"{HEAD}hours: {{h: {{holidays: {{hours: closed}}}}}}", "$.hours.h.holidays"),
        (f"{HEAD}hours: {{h: {{holidays: USA}}}}", "$.hours.h.holidays"),
        ("parley: 2\nbrand: {name: T}", "$.parley"),
        ("parley: 1", "$"),
        ("parley: 1\nbrand: {}", "$.brand"),
        ("timezone: UTC", "$"),
        ("brand: {name: T}", "$.brand"),
    ],
)  # fmt: skip
def test_what_is_wrong_by_grammar(text: str, path: str) -> None:
    assert path in complaints(text)


def test_every_key_is_explained() -> None:
    assert [path for path, each in _properties(SCHEMA, "") if "description" not in _referred(each)] == []


def _referred(node: dict[str, Any]) -> dict[str, Any]:
    name = node.get("$ref", "").removeprefix("#/definitions/")
    found: dict[str, Any] = SCHEMA["definitions"][name] if name else node
    return found


def _properties(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property of the mappings of the language, wherever in the schema."""
    for name, each in node.get("properties", {}).items():
        yield f"{path}/{name}", each
        yield from _properties(each, f"{path}/{name}")
    for name, each in node.get("definitions", {}).items():
        yield from _properties(each, name)
