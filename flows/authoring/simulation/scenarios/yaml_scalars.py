"""Texts as YAML that reads back as the same text, and what they look like when nothing forces quotes on them."""

import json
import re
from collections.abc import Sequence
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_']*(?:[ ,.!?-]+[A-Za-z0-9_']+)*[.!]?")
_FLOW_SIGNS: Final = re.compile(r"[,\[\]{}]")
#: Read as something else than the text they are, here or by other tools.
_WORDS_OF_YAML: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nothing"})


def scalar(text: str) -> str:
    """A text on one line."""
    is_plain = _PLAIN.fullmatch(text) and not _FLOW_SIGNS.search(text) and text.lower() not in _WORDS_OF_YAML
    # JSON's strings are YAML's too; a dollar sign could begin a name of the environment.
    return text if is_plain else json.dumps(text.replace("${", "$${"), ensure_ascii=False)


def expectation(texts: Sequence[str]) -> str:
    """What stands after `out:` when these are the messages; a text that would read as a pattern becomes one."""
    if not texts:
        return "nothing"
    written = [_literal(text) for text in texts]
    return written[0] if len(written) == 1 else f"[{', '.join(written)}]"


def _literal(text: str) -> str:
    if text.startswith("/") and text.rstrip("i").endswith("/"):
        return scalar(f"/^{re.escape(text)}$/")
    return scalar(text.strip())
