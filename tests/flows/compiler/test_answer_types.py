"""A type of answer is added as CONTRIBUTING says, and no type is added by half."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, get_args

import pytest

from flows import Service
from flows.compiler.answer_compiler import TYPES
from flows.compiler.grammar.answer_parts import AnswerKind
from tests.flows.scenario import service_of

ROOT: Final = Path(__file__).parents[3]
MAX_FILES: Final = 5
ANY: Final = tuple(get_args(AnswerKind))
#: What a type cannot do without.
NEEDED: Final[Mapping[str, str]] = {"choice": ", choices: [One, Two]"}
#: What the files of a type, and no others, have in them. (Choices are also what a bot's buttons are.)
SIGNS: Final = {
    "money": ("MoneyAnswer", "retry_money"),
    "date": ("DateAnswer", "retry_date"),
    "phone": ("PhoneAnswer", "retry_phone"),
    "email": ("EmailAnswer", "retry_email"),
    "postcode": ("PostcodeAnswer", "retry_postcode", '"postcode"'),
    "media": ("MediaAnswer", "retry_media"),
    "location": ("LocationAnswer", "retry_location"),
}


def service_asking(kind: str) -> Service:
    return service_of(f"ask: {{say: '?', answer: {{type: {kind}{NEEDED.get(kind, '')}}}, end: true}}")


def test_every_type_of_the_grammar_is_compiled() -> None:
    assert set(TYPES) == set(ANY)


@pytest.mark.parametrize("kind", ANY)
def test_every_type_asks_again_in_words_of_its_own_and_says_what_it_takes(kind: str) -> None:
    service = service_asking(kind)
    answer = service.flows["test"].states["ask"].answer
    assert answer is not None
    assert set(service.wordings[answer.type.retry].by_language) == set(service.wordings["retry"].by_language)
    assert all(answer.type.accepts)


@pytest.mark.parametrize("kind", ANY)
def test_every_type_is_in_the_guide(kind: str) -> None:
    assert f"\n| `{kind}` | " in (ROOT / "docs" / "flows.md").read_text()


def test_contributing_names_the_files_that_know_a_type() -> None:
    _, _, section = (ROOT / "CONTRIBUTING.md").read_text().partition("## To add a type of answer\n")
    steps = re.findall(r"^\d\. `([\w./]+)`", section.partition("\n## ")[0], re.MULTILINE)
    assert len(steps) <= MAX_FILES
    assert {*files_with(SIGNS["postcode"]), "docs/flows.md"} == set(steps)


@pytest.mark.parametrize(("kind", "signs"), SIGNS.items())
def test_few_files_know_a_type(kind: str, signs: tuple[str, ...]) -> None:
    assert len(files_with(signs)) < MAX_FILES


def files_with(signs: tuple[str, ...]) -> set[str]:
    code = [path for folder in ("flows", "bot", "router") for path in (ROOT / folder).rglob("*")]
    readable = [path for path in code if path.suffix in (".py", ".yaml", ".yml", ".html", ".js")]
    return {path.relative_to(ROOT).as_posix() for path in readable if any(sign in path.read_text() for sign in signs)}
