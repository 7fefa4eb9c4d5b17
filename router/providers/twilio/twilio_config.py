"""What the adapter must be told. Wrong values are refused when the service starts, with the field's name."""

import re
from collections.abc import Collection, Mapping

from msgspec import Struct, field

from router.providers.twilio import vocabulary


class TwilioConfig(Struct, frozen=True):
    """One Twilio account, and where it finds us."""

    account_sid: str
    #: Scheme, host, port and any prefix that Twilio's console has for us, before the path that our server sees.
    public_url: str
    #: Primary first; the secondary too while tokens are being rotated.
    auth_tokens: tuple[str, ...] = ()
    #: Webhook signing secrets by their key (`webhooks_sharedkey_…`).
    shared_keys: Mapping[str, str] = field(default_factory=dict)
    #: (SK…, secret) for calling the API; without it, the primary token is used.
    api_key: tuple[str, str] | None = None
    #: Another address that serves api.twilio.com's paths.
    api_base: str | None = None
    #: Seconds that one call may take, of which `connect_timeout` to find a connection.
    timeout: float = 10.0
    connect_timeout: float = 4.0
    #: Calls at once; more wait for a connection.
    connections: int = 64
    #: Our senders for which Twilio's default answers to STOP, START and HELP are turned off.
    keyword_replies_disabled: Collection[str] = frozenset()

    def __post_init__(self) -> None:
        _require(vocabulary.ACCOUNT_SID.fullmatch(self.account_sid) is not None, "account_sid: AC and 32 hex digits")
        _require(_is_base(self.public_url), "public_url: http(s)://host[:port][/prefix], no query or fragment")
        _require(self.api_base is None or _is_base(self.api_base), "api_base: http(s)://host[:port]")
        _require(all((*self.auth_tokens, *self.shared_keys.values())), "auth_tokens, shared_keys: none may be empty")
        _require(bool(self.auth_tokens or self.shared_keys), "auth_tokens: needed to verify webhooks")
        _require(bool(self.auth_tokens) or self.api_key is not None, "api_key: needed when there is no auth token")
        _require(self.api_key is None or all(self.api_key), "api_key: neither part may be empty")
        _require(0 < self.connect_timeout < self.timeout, "connect_timeout: more than 0, less than timeout")
        _require(self.connections > 0, "connections: at least 1")

    def __repr__(self) -> str:
        """Without the secrets: configurations end up in logs and tracebacks."""
        return f"TwilioConfig(account_sid={self.account_sid!r}, public_url={self.public_url!r})"

    def credentials(self) -> tuple[str, str]:
        """User and password of the REST API: the API key where there is one, else account and token."""
        return self.api_key or (self.account_sid, self.auth_tokens[0])


def _is_base(url: str) -> bool:
    return re.fullmatch(r"(?i:https?)://[^/?#\s]+(/[^?#\s]*)?", url) is not None


def _require(holds: bool, sentence: str) -> None:  # noqa: FBT001 a condition is what it takes
    if not holds:
        raise ValueError(sentence)
