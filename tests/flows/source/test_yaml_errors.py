"""What is no YAML is complained of where its author looks, and never in libyaml's words."""

import re
from pathlib import Path
from typing import Final, NamedTuple

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from yaml import _yaml

from flows.source.yaml_reader import read_document
from tests.flows.test_harbour_dental import EXAMPLE
from tests.proof import IN_FULL


class Case(NamedTuple):
    """A mistake, libyaml's word for it, and ours with its line and column."""

    label: str
    text: str
    problem: str
    place: str
    words: str


KEY, COMMA = "did not find expected key", "did not find expected ',' or '}'"
TOKEN, VALUE = "found character that cannot start any token", "mapping values are not allowed in this context"
END, ALNUM = "found unexpected end of stream", "did not find expected alphabetic or numeric character"
BREAK, NODE = "did not find expected comment or line break", "did not find expected node content"
START, DIRECTIVE = "did not find expected <document start>", "a line must not start with %"
BANG = 'a text that starts with "!" needs quotes'
UNCLOSED, INDENTED = "this quote is not closed", "this is indented differently from what it belongs to"
NUMBER = r"\x, \u and \U need a character's number: double the \ between double quotes, or use single ones"
BELOW = "a text after | or > begins in the line below"
ABOVE = "the line above lacks a colon, or this one is too far to the right"
TABS, COLON = "indent with blanks, not with tabs", 'a text with ": " in it needs quotes around it'

# fmt: off
CASES: Final = [
    Case("a quote left open", 'a: "b\nc: d\n', END, "1:4", UNCLOSED),
    Case("a quote left open in the last line", 'a: "b', END, "1:4", UNCLOSED),
    Case("a single quote left open", "a: 'b\nc: d\n", END, "1:4", UNCLOSED),
    Case("a quote left open before ---", 'a: "b\n---\n', "found unexpected document indicator", "1:4", UNCLOSED),
    Case("a quote left open up to the next quote", 'a: "b\nc: "d"\n', KEY, "1:4",
         "this quote is closed only in line 2"),
    Case("a quote left open in a list", 'a: ["b, c]\nd: "e"\n', "did not find expected ',' or ']'", "1:5",
         "this quote is closed only in line 2"),
    Case("an apostrophe between single quotes", "a: 'it's me'\n", KEY, "1:8",
         "the quotes end before this: a ' between them is written ''"),
    Case("quotes between quotes", 'a: "say "yes" please"\n', KEY, "1:10",
         'the quotes end before this: a " between them is written \\"'),
    Case("quotes between quotes and braces", '{a: "say "yes" please"}\n', COMMA, "1:11",
         'a comma is missing before this, or the quotes end before this: a " between them is written \\"'),
    Case("a path between double quotes", 'a: "C:\\path"\n', "found unknown escape character", "1:7",
         "\\p means nothing between double quotes: double the \\, or use single quotes"),
    Case("an escape without its number", 'a: "\\xyz"\n', "did not find expected hexdecimal number", "1:7", NUMBER),
    Case("half a surrogate pair", 'a: "\\ud800"\n', "found invalid Unicode character escape code", "1:7", NUMBER),
    Case("a tab before a key", "a:\n\tb: c\n", TOKEN, "2:1", TABS),
    Case("a tab in a text of several lines", "a: b\n\tc\n", "found a tab character that violates indentation",
         "2:1", TABS),
    Case("a tab below |", "a: |\n\tb\n", "found a tab character where an indentation space is expected", "2:1", TABS),
    Case("an @", "a: @b\n", TOKEN, "1:4", 'a text that starts with "@" needs quotes'),
    Case("a ?", "a: ? b\n", "mapping keys are not allowed in this context", "1:4",
         'a text that starts with "?" needs quotes'),
    Case("an &", "a: & b\n", ALNUM, "1:4", 'a text that starts with "&" needs quotes'),
    Case("asterisks", "a: *b*\n", ALNUM, "1:4", 'a text that starts with "*" needs quotes'),
    Case("a tag without its end", "a: !<b\n", "did not find the expected '>'", "1:4", BANG),
    Case("a tag without an address", "a: !<>\n", "did not find expected tag URI", "1:4", BANG),
    Case("a tag with a sign in it", "a: !{b}\n", "did not find expected whitespace or line break", "1:4", BANG),
    Case("a tag with a bare %", "a: !b%\n", "did not find URI escaped octet", "1:4", BANG),
    Case("a tag with half a letter", "a: !%ff\n", "found an incorrect leading UTF-8 octet", "1:4", BANG),
    Case("a tag with a wrong letter", "a: !%e2%28\n", "found an incorrect trailing UTF-8 octet", "1:4", BANG),
    Case("two exclamation marks", "a: !b!c\n", "found undefined tag handle", "1:4", BANG),
    Case("a text beside |", "a: | b\n  c\n", BREAK, "1:6", BELOW),
    Case("a text that begins with >", "a: > b\n", BREAK, "1:6", BELOW),
    Case("an indentation of 0", "a: |0\n  b\n", "found an indentation indicator equal to 0", "1:5",
         "write | or > without the 0"),
    Case("a list beside its key", "a: - b\n", "block sequence entries are not allowed in this context", "1:4",
         'a list begins in the line below its key; a text that starts with "-" needs quotes'),
    Case("a colon in a text", "a: b: c\n", VALUE, "1:5", COLON),
    Case("a colon in a text in a list", "a: [b: c: d]\n", "did not find expected ',' or ']'", "1:9", COLON),
    Case("a colon at the end of a text in a list", "a: [b:]\n", "found unexpected ':'", "1:6",
         'a text with ":" at its end needs quotes around it'),
    Case("a key below a text", "a: b\n  c: d\n", VALUE, "2:4", ABOVE),
    Case("no blank after a colon", "a:b\nc: d\n", VALUE, "2:2", ABOVE),
    Case("no colon", "a: b\nc d\n", "could not find expected ':'", "2:1",
         "this line lacks a colon, or belongs to the text above and further to the right"),
    Case("a key too far to the left", "a:\n  b: c\n d: e\n", KEY, "3:2", INDENTED),
    Case("an item too far to the left", "a:\n  - b\n - c\n", KEY, "3:2", INDENTED),
    Case("a key below a list", "- a\nb: c\n", "did not find expected '-' indicator", "2:1",
         "this is indented differently from the list it belongs to"),
    Case("a text after an anchor", "a: &b,c d\n", KEY, "1:6", "a text in this line needs quotes around it"),
    Case("a text that begins with brackets", "a: [b] c\n", KEY, "1:8",
         "nothing may follow the ]: a text that starts with a bracket needs quotes"),
    Case("a bracket left open", "a: [b\nc: d\n", "did not find expected ',' or ']'", "1:4",
         "this [ is not closed, or a comma is missing after it"),
    Case("a brace left open", "a: {b: c\nd: e\n", COMMA, "1:4",
         "this { is not closed, or a comma is missing after it"),
    Case("another bracket than was opened", "a: [b}\n", "did not find expected ',' or ']'", "1:6",
         "no bracket is open that this } closes"),
    Case("a bracket too many", "a: [b]]\n", KEY, "1:7", "no bracket is open that this ] closes"),
    Case("a comma missing between lists", "a: [[b] [c]]\n", "did not find expected ',' or ']'", "1:9",
         "a comma is missing before this, or nothing may follow the ]: a text that starts with a bracket needs quotes"),
    Case("a comma missing after an anchor", "[&a *a b]\n", "did not find expected ',' or ']'", "1:5",
         "a comma is missing before this"),
    Case("a comma too many", "a: [, b]\n", NODE, "1:5", "something is missing before this comma"),
    Case("a text that begins with a comma", "a: , b\n", NODE, "1:4", 'a text that starts with "," needs quotes'),
    Case("a text that begins with a bracket that closes", "a: ] b\n", NODE, "1:4",
         'a text that starts with "]" needs quotes'),
    Case("a bracket at the end", "a: [\n", NODE, "1:4", "this [ is not closed"),
    Case("a comma at the end", "a: [b,\n", NODE, "2:1",
         "something is missing here, or a bracket before it is not closed"),
    Case("something after the document", "a: b\n...\nc: d\n", START, "3:1", "a file is one document, which ends above"),
    Case("a text after braces", "{a: b} c\n", START, "1:8",
         "nothing may follow the }: a text that starts with a bracket needs quotes"),
    Case("a % in the first column", "a: b\n%c: d\n", "found unexpected non-alphabetical character", "2:1", DIRECTIVE),
    Case("a % alone", "% a\n", "could not find expected directive name", "1:1", DIRECTIVE),
    Case("a % with a word", "%a b\n", "found unknown directive name", "1:1", DIRECTIVE),
    Case("a version that is none", "%YAML a\n", "did not find expected version number", "1:1", DIRECTIVE),
    Case("half a version", "%YAML 1\n", "did not find expected digit or '.' character", "1:1", DIRECTIVE),
    Case("a long version", "%YAML 1234567890.1\n", "found extremely long version number", "1:1", DIRECTIVE),
    Case("a version and more", "%YAML 1.1 a\n", BREAK, "1:1", DIRECTIVE),
    Case("another version", "%YAML 3.0\n---\n", "found incompatible YAML document", "1:1", DIRECTIVE),
    Case("two versions", "%YAML 1.1\n%YAML 1.1\n---\n", "found duplicate %YAML directive", "2:1", DIRECTIVE),
    Case("a handle that is none", "%TAG a\n", "did not find expected '!'", "1:1", DIRECTIVE),
    Case("a handle and more", "%TAG !a!b\n", "did not find expected whitespace", "1:1", DIRECTIVE),
    Case("two handles", "%TAG !a! b\n%TAG !a! b\n---\n", "found duplicate %TAG directive", "2:1", DIRECTIVE),
]
# fmt: on

#: Those of libyaml's messages that no file brings about: its composer's, which is not used, and one about the caller.
OUT_OF_REACH: Final = {
    "did not find expected <stream-start>",
    "found duplicate anchor; first occurrence",
    "found undefined alias",
}
CONTROL: Final = "control characters are not allowed"
MESSAGE: Final = re.compile(rb"(?<=\0)((?:did not find|could not|found) [ -~]+|[ -~]+ are not allowed[ -~]*)(?=\0)")


def read(text: str) -> list[tuple[str, str]]:
    complaints = read_document(text, "flows.yaml", {}).complaints
    return [(f"{each.line}:{each.column}", each.message) for each in complaints]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_a_mistake_is_told_in_our_words(case: Case) -> None:
    with pytest.raises(yaml.MarkedYAMLError) as stumbled:
        list(yaml.parse(case.text, Loader=yaml.CSafeLoader))
    assert stumbled.value.problem == case.problem
    assert read(case.text) == [(case.place, f"not YAML: {case.words}")]


@pytest.mark.parametrize("sign", ["\0", "\x01", "\x7f", "\ufffe", "\uffff"], ids=ascii)
def test_a_character_that_no_yaml_takes_is_shown_where_it_is(sign: str) -> None:
    with pytest.raises(yaml.YAMLError, match=CONTROL):
        list(yaml.parse(sign, Loader=yaml.CSafeLoader))
    assert read(f"a: b\nc: 'für {sign}'\n") == [("2:9", f"not YAML: take the character U+{ord(sign):04X} away")]


def test_there_is_a_case_for_each_message_in_libyaml() -> None:
    messages = {each.decode() for each in MESSAGE.findall(Path(_yaml.__file__).read_bytes())}
    assert len(messages) > 40
    assert messages - {case.problem for case in CASES} == OUT_OF_REACH | {CONTROL}


LIBYAML: Final = re.compile(r"did not find|could not|found \w+|not allowed in|while (?:scanning|parsing)|expected")
SIGNS: Final = "\"'[]{},:&*!|>%@`#\\\t\n\0”"
BEGINNINGS: Final = [
    ": ",
    "- ",
    "? ",
    " #",
    "\n ",
    "\n\t",
    "\n- ",
    "\n%",
    "\n---\n",
    "\n...\n",
    "{{",
    "!<",
    "!a!",
    "&a ",
    '"\\',
]
EDITS: Final = st.tuples(st.floats(0, 1), st.sampled_from([*SIGNS, *BEGINNINGS]), st.integers(0, 3))


@settings(deadline=None, max_examples=3000 if IN_FULL else 60)
@given(st.lists(EDITS, min_size=1, max_size=3))
def test_whatever_is_typed_into_a_file_libyaml_does_not_speak(edits: list[tuple[float, str, int]]) -> None:
    text = EXAMPLE.read_text("utf-8")
    for where, snippet, deleted in edits:
        place = int(where * len(text))
        text = text[:place] + snippet + text[place + deleted :]
    assert [words for _, words in read(text) if words.startswith("not YAML") and LIBYAML.search(words)] == []
