"""Everything the environment says, read and validated once at start."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from router import bot_settings
from router.bot_settings import BotSettings
from router.environment import Secret, SettingsInvalid, Source, optional_web_address, web_address


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
    #: Addresses and networks whose `X-Forwarded-For` is believed.
    trusted_proxies: tuple[str, ...] = ()
    twilio_account_sid: str = ""
    twilio_auth_token: Secret = field(default_factory=lambda: Secret(""))
    twilio_auth_token_secondary: Secret = field(default_factory=lambda: Secret(""))
    twilio_api_key: str = ""
    twilio_api_key_secret: Secret = field(default_factory=lambda: Secret(""))
    #: Key id → secret, for the newer webhook signatures.
    twilio_webhook_shared_keys: Mapping[str, Secret] = field(default_factory=dict)
    twilio_api_base: str = ""
    bot: BotSettings = field(default_factory=BotSettings)
    #: `parley dev`: the local Twilio, a login printed, a database of its own whose tables it makes without asking.
    dev: bool = False


def read(environ: Mapping[str, str]) -> Settings:
    """Read `serve`'s settings. Raises SettingsInvalid with every complaint at once."""
    source = Source(environ)
    settings = Settings(
        database_url=source.text("PARLEY_DATABASE_URL", Settings.database_url, check=_database_url),
        flows=Path(source.text("PARLEY_FLOWS", str(Settings.flows))),
        public_url=source.text(
            "PARLEY_PUBLIC_URL", hint="what Twilio calls, such as https://sms.example.com", check=web_address
        ).rstrip("/"),
        secret_key=Secret(
            source.text(
                "PARLEY_SECRET_KEY", hint="any 32 random characters or more: openssl rand -hex 32", check=_long_enough
            )
        ),
        api_tokens=source.pairs("PARLEY_API_TOKENS", check=_sha256_hex),
        trusted_proxies=_items(source.text("PARLEY_TRUSTED_PROXIES", "", check=_networks)),
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
        twilio_api_base=source.text("TWILIO_API_BASE", "", check=optional_web_address),
        bot=bot_settings.read_from(source),
    )
    if bool(settings.twilio_api_key) != bool(settings.twilio_api_key_secret):
        source.complain("TWILIO_API_KEY", "and TWILIO_API_KEY_SECRET belong together: set both or neither")
    if source.complaints:
        raise SettingsInvalid(source.complaints)
    return settings


def read_database_url(environ: Mapping[str, str], default: str = Settings.database_url) -> str:
    """Only the database's address, for a command that needs no other setting. Raises SettingsInvalid."""
    source = Source(environ)
    url = source.text("PARLEY_DATABASE_URL", default, check=_database_url)
    if source.complaints:
        raise SettingsInvalid(source.complaints)
    return url


def _database_url(value: str) -> str | None:
    problem = "must be an address like sqlite:///var/parley.db or postgresql+psycopg://name:password@host/database"
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        return problem
    if url.drivername == "sqlite" and (url.database or "").startswith((":memory:", "file:")):
        return f"must name a file by its path, such as {Settings.database_url}: one in memory is gone at the next start"
    return None if url.drivername in {"sqlite", "postgresql+psycopg"} and url.database else problem


def _items(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


def _networks(value: str) -> str | None:
    for item in _items(value):
        try:
            ip_network(item)
        except ValueError:
            return f"is a list of addresses and networks, like 127.0.0.1, 10.0.0.0/8: {item} is neither"
    return None


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
