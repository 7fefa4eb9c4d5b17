"""Reads the environment: each variable with its check, every complaint collected.

Each value may instead come from a file: `NAME_FILE` names it, as container platforms mount secrets.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from string import whitespace
from urllib.parse import urlsplit


class SettingsInvalid(Exception):
    """The environment cannot be used; lists every complaint, each naming its variable and how to set it."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


class Secret:
    """A value that must not be seen: neither its repr nor its str shows it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value; only where it is handed to what needs it."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret(…)" if self._value else "Secret()"


class Source:
    """Reads variables and collects what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.complaints: list[str] = []

    def complain(self, name: str, problem: str) -> None:
        """Remember what is wrong with a variable; all complaints are told at once."""
        self.complaints.append(f"{name} {problem}")

    def text(
        self, name: str, default: str | None = None, *, hint: str = "", check: Callable[[str], str | None] | None = None
    ) -> str:
        """The value, or the default; a complaint where neither is there or `check` says what is wrong with it."""
        value = self._raw(name)
        if not value:
            if default is None:
                self.complain(name, f"is not set: set it, or {name}_FILE, to {hint}")
            return default or ""
        problem = check(value) if check else None
        if problem:
            self.complain(name, problem)
        return value

    def pairs(self, name: str, check: Callable[[str], str | None] | None = None) -> dict[str, str]:
        """`name:value` pairs, separated by commas or blanks."""
        pairs: dict[str, str] = {}
        for item in self._raw(name).replace(",", " ").split():
            key, colon, value = item.partition(":")
            problem = "" if key and colon and value else "is a list of name:value pairs, separated by commas"
            problem = problem or (check(value) if check else None) or ""
            if problem:
                self.complain(name, problem)
            pairs[key] = value
        return pairs

    def _raw(self, name: str) -> str:
        path = self._environ.get(f"{name}_FILE")
        if not path:
            return self._environ.get(name, "").strip()
        if name in self._environ:
            self.complain(name, f"and {name}_FILE are both set: keep one")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.complain(f"{name}_FILE", f"names a file that cannot be read: {type(error).__name__}")
            return "unreadable"


def web_address(value: str) -> str | None:
    """What is wrong with a base address (`https://host[:port][/path]`); None where nothing is."""
    problem = "is not a web address such as https://sms.example.com"
    try:
        parts = urlsplit(value)
    except ValueError:
        return problem
    is_address = parts.scheme in {"http", "https"} and parts.netloc and not parts.query and not parts.fragment
    return None if is_address and not set(value) & set(whitespace) else problem


def optional_web_address(value: str) -> str | None:
    """The same, where nothing at all is fine too."""
    return web_address(value) if value else None
