"""The real application on a real SQLite file, asked in this process."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import flows
from router.app import Parley
from router.environment import Secret
from router.settings import Settings
from router.store.suppressions import is_suppressed
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import ACCOUNT_SID, AUTH_TOKEN

PUBLIC_URL: Final = "https://parley.test"
SHARED_KEY: Final = ("webhooks_sharedkey_1", "shared secret of the key")
FORM: Final = b"application/x-www-form-urlencoded"
Headers = Sequence[tuple[bytes, bytes]]


_SCOPE: Final = {
    "type": "http",
    "http_version": "1.1",
    "method": "POST",
    "scheme": "http",
    "root_path": "",
    "client": ("203.0.113.7", 5000),
    "server": ("127.0.0.1", 8000),
}


class Webhook:
    """Takes requests as a server hands them over; its workers do not run: only the receiving is measured."""

    def __init__(self, database: Path) -> None:
        settings = Settings(
            database_url=f"sqlite:///{database}",
            public_url=PUBLIC_URL,
            secret_key=Secret("k" * 32),
            twilio_account_sid=ACCOUNT_SID,
            twilio_auth_token=Secret(AUTH_TOKEN),
            twilio_webhook_shared_keys={SHARED_KEY[0]: Secret(SHARED_KEY[1])},
        )
        self._parley = Parley(settings, flows.load(CLINIC, {}))
        self._app = self._parley.app()
        self._runner = asyncio.Runner()

    def post(self, path: str, query: bytes, headers: Headers, body: bytes) -> int:
        """The answer's status."""
        return self._runner.run(self._post(path, query, headers, body))

    async def _post(self, path: str, query: bytes, headers: Headers, body: bytes) -> int:
        statuses: list[int] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: object) -> None:
            assert isinstance(message, dict)
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        scope = {
            **_SCOPE,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query,
            "headers": list(headers),
        }
        await self._app(scope, receive, send)
        (status,) = statuses
        return status

    def is_suppressed(self, customer: str) -> bool:
        return self._parley.database.read_now(lambda connection: is_suppressed(connection, customer))

    def close(self) -> None:
        self._runner.run(self._parley.provider.close())
        self._runner.close()
        self._parley.database.close()
        self._parley.lock.release()
