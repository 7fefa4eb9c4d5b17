"""Who may use the REST API: the account's token, one of its API keys, or the test credentials."""

from base64 import b64encode

from starlette.requests import Request

from router.emulator.account.api_errors import not_found, test_account_forbidden, unauthenticated
from router.emulator.account.emulator_config import EmulatorConfig


class Account:
    """The emulated account's credentials."""

    def __init__(self, config: EmulatorConfig) -> None:
        self.sid = config.account_sid
        pairs = [(config.account_sid, config.auth_token), *config.api_keys]
        self._accepted = frozenset(_basic(user, secret) for user, secret in pairs)
        self._test_sid, test_token = config.test_account or ("", "")
        self._test_authorization = _basic(self._test_sid, test_token)

    def check(self, request: Request) -> None:
        """Raise ApiError unless the caller may act for the account that the path names, if it names one."""
        if self._is_tester(request):
            raise test_account_forbidden()
        if request.headers.get("authorization") not in self._accepted:
            raise unauthenticated()
        if request.path_params.get("account_sid", self.sid) != self.sid:
            raise not_found(request.url.path)

    def is_test(self, request: Request) -> bool:
        return self._is_tester(request) and request.path_params["account_sid"] == self._test_sid

    def _is_tester(self, request: Request) -> bool:
        return bool(self._test_sid) and request.headers.get("authorization") == self._test_authorization


def _basic(user: str, secret: str) -> str:
    return "Basic " + b64encode(f"{user}:{secret}".encode()).decode()
