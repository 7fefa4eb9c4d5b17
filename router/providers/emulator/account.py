"""Who may use the REST API: the account's token, or one of its API keys."""

from base64 import b64encode

from router.providers.emulator.config import EmulatorConfig
from router.providers.emulator.errors import not_found, unauthenticated


class Account:
    """The emulated account's credentials."""

    def __init__(self, config: EmulatorConfig) -> None:
        self.sid = config.account_sid
        pairs = [(config.account_sid, config.auth_token), *config.api_keys]
        self._accepted = frozenset(_basic(user, secret) for user, secret in pairs)

    def check(self, account_sid: str, authorization: str | None, path: str) -> None:
        """Raise ApiError unless the caller may act for the account in the path."""
        if authorization not in self._accepted:
            raise unauthenticated()
        if account_sid != self.sid:
            raise not_found(path)


def _basic(user: str, secret: str) -> str:
    return "Basic " + b64encode(f"{user}:{secret}".encode()).decode()
