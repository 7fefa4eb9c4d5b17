"""Content templates, as far as sending needs them."""

import json
import re
from collections.abc import Mapping

from msgspec import Struct

from router.emulator.account.api_errors import ApiError

VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class Template(Struct, frozen=True, forbid_unknown_fields=True):
    """A text with `{{1}}` or `{{name}}` in it; unless approved, WhatsApp takes it as free-form."""

    body: str
    approved: bool = True


class Templates:
    """Templates by HX SID."""

    def __init__(self, configured: Mapping[str, Template]) -> None:
        self._configured = configured
        self.clear()

    def clear(self) -> None:
        self._set_up: dict[str, Template] = {}

    def set_up(self, sid: str, template: Template) -> None:
        self._set_up[sid] = template

    def get(self, sid: str) -> Template:
        """The template. Raises ApiError 21655 for a sid that is not set up."""
        template = self._set_up.get(sid) or self._configured.get(sid)
        if template is None:
            raise ApiError(21655, f"The ContentSid {sid} is Invalid")
        return template


def fill(body: str, variables: Mapping[str, str]) -> str:
    """Fill in what is given; the rest stays as it is written."""
    return VARIABLE.sub(lambda match: variables.get(match[1], match[0]), body)


def is_filled(body: str) -> bool:
    """Whether no gap is left."""
    return not VARIABLE.search(body)


def read_variables(text: str) -> dict[str, str]:
    """ContentVariables: a JSON object of texts and whole numbers. Raises ApiError for anything else."""
    try:
        variables = json.loads(text or "{}")
    except ValueError as error:
        raise _invalid() from error
    if not isinstance(variables, dict) or not all(isinstance(value, str | int) for value in variables.values()):
        raise _invalid()
    return {name: str(value) for name, value in variables.items()}


def _invalid() -> ApiError:
    return ApiError(21656, "The ContentVariables Parameter is invalid")
