"""Says in an author's words what Jinja finds wrong."""

import re
from collections.abc import Mapping
from typing import Final

_WORDS: Final[Mapping[str, str]] = {
    r"unexpected end of template, expected 'end of print statement'\.": '"{{" is not closed by "}}"',
    r"unexpected end of template, expected 'end of statement block'\.": '"{%" is not closed by "%}"',
    r"expected token 'end of print statement', got '(.+)'": r'"}}" is expected in place of "\1"',
    r"expected token 'end of statement block', got '(.+)'": r'"%}" is expected in place of "\1"',
    r"Unexpected end of template\. .* needs to be closed is '(\w+)'\.": r'"{% \1 %}" is not closed by "{% end\1 %}"',
    r"Encountered unknown tag '(\w+)'\..*": r'there is no tag "\1"',
    r"unexpected '(.+)'": r'"\1" is not expected',
    r"Expected an expression, got '(.+)'": r'a value is expected in place of "\1"',
}


def in_words(message: str) -> str:
    """The message, in other words where there are some."""
    for pattern, words in _WORDS.items():
        if match := re.fullmatch(pattern, message):
            return match.expand(words)
    return message
