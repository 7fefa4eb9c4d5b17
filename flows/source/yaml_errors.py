"""Says in an author's words what libyaml finds wrong, for each of its messages that a text can bring about.

Its messages stand in scanner.c, parser.c and reader.c of libyaml 0.2.5. It complains where it stumbles, which is often
not where the mistake is: a quote that is not closed is one up to the next quote.
"""

from collections.abc import Mapping
from typing import Any, Final

import yaml
from yaml.reader import ReaderError

_STARTS: Final = 'a text that starts with "{}" needs quotes'
_DIRECTIVE: Final = "a line must not start with %"
#: By what was begun: complained of where that begins, by the sign there.
_BEGUN: Final[Mapping[str, str]] = {
    **dict.fromkeys(("while scanning an anchor", "while scanning an alias"), _STARTS),
    **dict.fromkeys(("while scanning a tag", "while parsing a tag", "while parsing a node"), _STARTS),
    **dict.fromkeys(("while scanning a directive", "while scanning a %YAML directive"), _DIRECTIVE),
    **dict.fromkeys(("while scanning a %TAG directive", "while parsing a %TAG directive"), _DIRECTIVE),
    **dict.fromkeys(("while scanning a tag directive", "while parsing a tag directive"), _DIRECTIVE),
    "while scanning a quoted scalar": "this quote is not closed",
    "while scanning a simple key": "this line lacks a colon, or belongs to the text above and further to the right",
}
#: Complained of where it begins if that is in another line.
_UNENDED: Final[Mapping[str, str]] = {
    "while parsing a flow sequence": "this [ is not closed, or a comma is missing after it",
    "while parsing a flow mapping": "this { is not closed, or a comma is missing after it",
}
_NO_NODE: Final = "did not find expected node content"
_TABS: Final = "indent with blanks, not with tabs"
_COMMA: Final = "a comma is missing before this"
_COLON: Final = 'a text with ": " in it needs quotes around it'
_NUMBERED: Final = "\\x, \\u and \\U need a character's number: double the \\ between double quotes, or use single ones"
#: By what was found, and the sign there.
_FOUND: Final[Mapping[str, str]] = {
    "found character that cannot start any token": _STARTS,
    "mapping keys are not allowed in this context": _STARTS,
    "block sequence entries are not allowed in this context": f"a list begins in the line below its key; {_STARTS}",
    "found a tab character where an indentation space is expected": _TABS,
    "found a tab character that violates indentation": _TABS,
    "found unexpected ':'": 'a text with ":" at its end needs quotes around it',
    "did not find expected comment or line break": "a text after | or > begins in the line below",
    "found an indentation indicator equal to 0": "write | or > without the 0",
    "found unknown escape character": "{} means nothing between double quotes: double the \\, or use single quotes",
    "did not find expected hexdecimal number": _NUMBERED,
    "found invalid Unicode character escape code": _NUMBERED,
    "found incompatible YAML document": _DIRECTIVE,
    "found duplicate %YAML directive": _DIRECTIVE,
    "found duplicate %TAG directive": _DIRECTIVE,
}
#: What does not fit where it stands, by where that is.
_MISPLACED: Final[Mapping[str, str]] = {
    "did not find expected key": "this is indented differently from what it belongs to",
    "did not find expected '-' indicator": "this is indented differently from the list it belongs to",
    "did not find expected <document start>": "a file is one document, which ends above",
    "did not find expected ',' or ']'": _COMMA,
    "did not find expected ',' or '}'": _COMMA,
}


def in_words(error: yaml.MarkedYAMLError, text: str, last: Any) -> tuple[Any, str]:
    """The mark to look at, and what is wrong there; `last` is the event that was read before."""
    mark, words = _told(error, text, last)
    return mark, f"not YAML: {words}"


def _told(error: yaml.MarkedYAMLError, text: str, last: Any) -> tuple[Any, str]:
    context, problem, begun, found = str(error.context), str(error.problem), error.context_mark, error.problem_mark
    line, index = (None, 0) if found is None else (found.line, found.index)
    if problem in _MISPLACED and _is_quoted_over_lines(last) and line == last.end_mark.line:
        return last.start_mark, f"this quote is closed only in line {last.end_mark.line + 1}"
    if problem == _NO_NODE and _is_bracket(last) and not text[index:].strip():
        return last.start_mark, f"this {text[last.start_mark.index]} is not closed"
    if begun is not None and context in _BEGUN:
        return begun, _BEGUN[context].format(text[begun.index : begun.index + 1])
    if begun is not None and context in _UNENDED and line != begun.line:
        return begun, _UNENDED[context]
    return found, _problem(problem, text, index)


def _is_quoted_over_lines(event: Any) -> bool:
    is_quoted = isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"')
    return is_quoted and event.start_mark.line < event.end_mark.line


def _is_bracket(event: Any) -> bool:
    return isinstance(event, yaml.CollectionStartEvent) and bool(event.flow_style)


def _problem(problem: str, text: str, index: int) -> str:
    before, sign = text[text.rfind("\n", 0, index) + 1 : index].strip(), text[index : index + 1]
    if problem in _MISPLACED:
        return _misplaced(_MISPLACED[problem], before, sign)
    if problem == _NO_NODE:
        return _missing(before, sign)
    if problem == "mapping values are not allowed in this context":
        return _COLON if ":" in before else "the line above lacks a colon, or this one is too far to the right"
    if sign == "\t":
        return _TABS
    return _FOUND[problem].format(text[index : index + 2] if sign == "\\" else sign) if problem in _FOUND else problem


def _misplaced(words: str, before: str, sign: str) -> str:
    """By what stands before it in its line: what ends there was not to end."""
    if not before:
        return words
    if sign and sign in "]}":
        return f"no bracket is open that this {sign} closes"
    if before[-1] in "'\"]}":
        return f"{words}, or {_ended(before[-1])}" if words == _COMMA else _ended(before[-1])
    if sign == ":":
        return _COLON
    return words if words == _COMMA else "a text in this line needs quotes around it"


def _ended(end: str) -> str:
    if end in "]}":
        return f"nothing may follow the {end}: a text that starts with a bracket needs quotes"
    inside = "''" if end == "'" else '\\"'
    return f"the quotes end before this: a {end} between them is written {inside}"


def _missing(before: str, sign: str) -> str:
    if sign == "," and before[-1:] in ("[", "{", ","):
        return "something is missing before this comma"
    is_text = sign.strip() != ""
    return _STARTS.format(sign) if is_text else "something is missing here, or a bracket before it is not closed"


def unreadable_character(error: ReaderError, text: str) -> tuple[int, int, str]:
    """Line, column and complaint of a character that YAML does not take anywhere."""
    before = text.encode("utf-8")[: error.position].decode("utf-8", "ignore")
    number = ord(text[len(before)])
    return before.count("\n") + 1, len(before) - before.rfind("\n"), f"not YAML: take the character U+{number:04X} away"
