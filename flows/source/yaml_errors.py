"""Says in an author's words what libyaml finds wrong."""

from collections.abc import Mapping
from typing import Any, Final

import yaml

#: What was begun and never ended is complained of where it begins: the end is the end of the file.
_UNENDED: Final[Mapping[str, str]] = {
    "while parsing a flow sequence": "this [ is not closed, or a comma is missing after it",
    "while parsing a flow mapping": "this { is not closed, or a comma is missing after it",
    "while scanning a quoted scalar": "this quote is not closed",
    "while scanning a simple key": "this line lacks a colon, or belongs to the text above and further to the right",
}
_WORDS: Final[Mapping[str, str]] = {
    "mapping values are not allowed in this context": 'a text with ": " in it needs quotes around it',
    "did not find expected key": "this is indented differently from what it belongs to",
    "did not find expected '-' indicator": "this is indented differently from the list it belongs to",
    "did not find expected node content": "something is missing here, or a bracket before it is not closed",
}


def in_words(error: yaml.MarkedYAMLError, text: str) -> tuple[Any, str]:
    """The mark to look at, and what is wrong there."""
    begun, found = error.context_mark, error.problem_mark
    unended = _UNENDED.get(str(error.context))
    if unended and begun is not None and found is not None and begun.line != found.line:
        return begun, f"not YAML: {unended}"
    return found, f"not YAML: {_problem(str(error.problem), text, 0 if found is None else found.index)}"


def _problem(problem: str, text: str, index: int) -> str:
    if problem == "found character that cannot start any token":
        character = text[index : index + 1]
        return (
            "indent with blanks, not with tabs"
            if character == "\t"
            else f'a text that starts with "{character}" needs quotes'
        )
    return _WORDS.get(problem, problem)
