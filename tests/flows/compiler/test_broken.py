"""Broken files, each of which is complained of exactly as it says itself.

The comment under a line has its caret under the place and then the complaint; `#< ` is for column 1. Read a message
aloud before changing it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.compiler.load import examine
from tests.flows.compiler.test_json_schema import complaints as complaints_of_schema

BROKEN = Path(__file__).with_name("broken")
FILES = sorted(BROKEN.glob("*.yaml"))
EXPECTATION = re.compile(r"#(?:(<)| *(\^)) (.+)")


def expected(text: str) -> Iterator[tuple[int, int, str]]:
    above = 0
    for number, line in enumerate(text.splitlines(), start=1):
        match = EXPECTATION.fullmatch(line)
        if match is None:
            above = number
        else:
            yield above, 1 if match[1] else match.start(2) + 1, match[3]


def test_there_are_enough_of_them() -> None:
    assert len(FILES) > 100


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_broken_file_gets_its_complaints_where_they_belong_and_no_others(file: Path) -> None:
    found = examine(file, {}).complaints
    assert {complaint.file for complaint in found} == {file.as_posix()}
    assert [(each.line, each.column, each.message) for each in found] == sorted(expected(file.read_text("utf-8")))


#: Broken by their grammar: an editor must underline them too.
BY_GRAMMAR = {"unknown-key", "missing-key", "bad-value"}
#: What a schema cannot see: blanks, names of other places, other files.
BEYOND_A_SCHEMA = {
    "brand_with_an_empty_name",
    "run_with_wrong_names",
    "sender_on_whatsapp_answered_by_the_provider",
    "wording_unknown",
    "flows_missing",
    "limits_that_are_none",
    "template_without_a_text",
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_schema_refuses_what_is_wrong_by_grammar(file: Path) -> None:
    rules = {complaint.rule for complaint in examine(file, {}).complaints}
    if rules & BY_GRAMMAR and file.stem not in BEYOND_A_SCHEMA:
        assert complaints_of_schema(file.read_text("utf-8"))
