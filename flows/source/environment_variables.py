"""`${NAME:-default}` in a scalar."""

import re
from collections.abc import Mapping
from typing import Final

from flows.types.errors import FlowsError

# "$$" is how the shell's relatives (Compose, Make) write one dollar sign.
_REFERENCE: Final = re.compile(r"\$\$(?=\{)|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")


class UnsetVariable(FlowsError):
    """A variable is not set and has no default."""


def with_environment(text: str, environ: Mapping[str, str]) -> str:
    """The text with its variables filled in; UnsetVariable when one has neither a value nor a default."""
    if "${" not in text:
        return text
    return _REFERENCE.sub(lambda match: _value_of(match, environ), text)


def _value_of(match: re.Match[str], environ: Mapping[str, str]) -> str:
    name, default = match.groups()
    if name is None:
        return "$"
    # As in the shell, an empty variable counts as unset here.
    value = environ.get(name) or default
    if value is None:
        raise UnsetVariable(f'the environment variable "{name}" is not set and has no default (${{{name}:-default}})')
    return value
