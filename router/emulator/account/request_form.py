"""The form of a request to the REST API."""

from typing import NoReturn
from urllib.parse import parse_qs

from router.emulator.account.api_errors import ApiError

FLAGS = {"true": True, "false": False}


class Form:
    """Fields by name; raises ApiError for a value that Twilio could not read."""

    def __init__(self, body: bytes) -> None:
        self._fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def text(self, name: str, otherwise: str = "") -> str:
        """A field's text; `otherwise` where it is not there."""
        values = self._fields.get(name)
        return values[0] if values else otherwise

    def texts(self, name: str) -> list[str]:
        """A field that may stand several times."""
        return self._fields.get(name, [])

    def flag(self, name: str, otherwise: bool = False) -> bool:  # noqa: FBT001, FBT002 (a flag is what it reads)
        text = self.text(name)
        if not text:
            return otherwise
        return FLAGS[text.lower()] if text.lower() in FLAGS else _refuse(name, text)

    def number(self, name: str) -> int | None:
        """A whole number of at most nine digits; None where it is not there. Raises ApiError for anything else."""
        text = self.text(name)
        if not text:
            return None
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else _refuse(name, text)

    def decimal(self, name: str) -> float | None:
        """A number; None where it is not there. Raises ApiError for anything else."""
        try:
            return float(self.text(name)) if self.text(name) else None
        except ValueError:
            _refuse(name, self.text(name))

    def choice(self, name: str, *choices: str, otherwise: str = "") -> str:
        text = self.text(name)
        return text if text in choices else _refuse(name, text) if text else otherwise


def _refuse(name: str, value: str) -> NoReturn:
    # Twilio publishes no code of its own for these: 20001 is its word for parameters that it cannot read.
    raise ApiError(20001, f"Invalid value for {name}: {value}")
