"""Everything the environment says, read and validated once at start.

Each value may instead come from a file: `NAME_FILE` names it, as container platforms mount secrets.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import whitespace
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


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
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret(…)" if self._value else "Secret()"


@dataclass(frozen=True)
class Settings:
    """One installation's settings. Durations are in seconds."""

    #: Not shown, since it may hold a password.
    database_url: str = field(default="sqlite:///var/parley.db", repr=False)
    flows: Path = Path("flows.yaml")
    public_url: str = "http://127.0.0.1:8000"
    secret_key: Secret = field(default_factory=lambda: Secret(""))
    #: Name of each API client → SHA-256 of its bearer token, in hexadecimal.
    api_tokens: Mapping[str, str] = field(default_factory=dict)
    twilio_account_sid: str = ""
    twilio_auth_token: Secret = field(default_factory=lambda: Secret(""))
    twilio_auth_token_secondary: Secret = field(default_factory=lambda: Secret(""))
    twilio_api_key: str = ""
    twilio_api_key_secret: Secret = field(default_factory=lambda: Secret(""))
    #: Key id → secret, for the newer webhook signatures.
    twilio_webhook_shared_keys: Mapping[str, Secret] = field(default_factory=dict)
    twilio_api_base: str = ""
    #: `parley dev`: the local Twilio, a login printed, the schema upgraded without asking.
    dev: bool = False


def read(environ: Mapping[str, str]) -> Settings:
    """Read `serve`'s settings. Raises SettingsInvalid with every complaint at once."""
    source = _Source(environ)
    settings = Settings(
        database_url=source.text("PARLEY_DATABASE_URL", Settings.database_url, check=_database_url),
        flows=Path(source.text("PARLEY_FLOWS", str(Settings.flows))),
        public_url=source.text(
            "PARLEY_PUBLIC_URL", hint="what Twilio calls, such as https://sms.example.com", check=_web_address
        ).rstrip("/"),
        secret_key=Secret(
            source.text(
                "PARLEY_SECRET_KEY", hint="any 32 random characters or more: openssl rand -hex 32", check=_long_enough
            )
        ),
        api_tokens=source.pairs("PARLEY_API_TOKENS", check=_sha256_hex),
        twilio_account_sid=source.text(
            "TWILIO_ACCOUNT_SID", hint="the AC… id on the Twilio console's first page", check=_account_sid
        ),
        twilio_auth_token=Secret(
            source.text("TWILIO_AUTH_TOKEN", hint="the auth token on the Twilio console's first page")
        ),
        twilio_auth_token_secondary=Secret(source.text("TWILIO_AUTH_TOKEN_SECONDARY", "")),
        twilio_api_key=source.text("TWILIO_API_KEY", ""),
        twilio_api_key_secret=Secret(source.text("TWILIO_API_KEY_SECRET", "")),
        twilio_webhook_shared_keys={
            name: Secret(value) for name, value in source.pairs("TWILIO_WEBHOOK_SHARED_KEYS").items()
        },
        twilio_api_base=source.text("TWILIO_API_BASE", "", check=_optional_web_address),
    )
    if bool(settings.twilio_api_key) != bool(settings.twilio_api_key_secret):
        source.complain("TWILIO_API_KEY", "and TWILIO_API_KEY_SECRET belong together: set both or neither")
    if source.complaints:
        raise SettingsInvalid(source.complaints)
    return settings


def read_database_url(environ: Mapping[str, str]) -> str:
    """Only the database's address, for a command beside a serving process. Raises SettingsInvalid."""
    source = _Source(environ)
    url = source.text("PARLEY_DATABASE_URL", Settings.database_url, check=_database_url)
    if source.complaints:
        raise SettingsInvalid(source.complaints)
    return url


class _Source:
    """Reads variables and collects what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.complaints: list[str] = []

    def complain(self, name: str, problem: str) -> None:
        self.complaints.append(f"{name} {problem}")

    def text(
        self, name: str, default: str | None = None, *, hint: str = "", check: Callable[[str], str | None] | None = None
    ) -> str:
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


def _web_address(value: str) -> str | None:
    problem = "is not a web address such as https://sms.example.com"
    try:
        parts = urlsplit(value)
    except ValueError:
        return problem
    is_address = parts.scheme in {"http", "https"} and parts.netloc and not parts.query and not parts.fragment
    return None if is_address and not set(value) & set(whitespace) else problem


def _optional_web_address(value: str) -> str | None:
    return _web_address(value) if value else None


def _database_url(value: str) -> str | None:
    problem = "must be an address like sqlite:///var/parley.db or postgresql+psycopg://name:password@host/database"
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        return problem
    return None if url.drivername in {"sqlite", "postgresql+psycopg"} and url.database else problem


def _account_sid(value: str) -> str | None:
    is_sid = re.fullmatch("AC[0-9a-fA-F]{32}", value)
    return None if is_sid else "is not an account id: AC and 32 hexadecimal digits"


def _long_enough(value: str) -> str | None:
    return None if len(value) >= 32 else "is too short: at least 32 characters (openssl rand -hex 32)"


def _sha256_hex(value: str) -> str | None:
    is_digest = len(value) == 64 and all(character in "0123456789abcdef" for character in value)
    return (
        None if is_digest else "holds a value that is not a SHA-256 in hexadecimal: name:$(printf %s TOKEN | sha256sum)"
    )
