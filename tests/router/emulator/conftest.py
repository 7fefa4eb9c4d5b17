"""An emulator and a receiving service, each on its own port."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from msgspec import Struct
from twilio.rest import Client

from router.emulator import NO_DELAYS, EmulatorConfig, Template, create_emulator
from tests.router.emulator.emulator_account import (
    ACCOUNT_SID,
    API_KEY,
    APPLICATION,
    AUTH_TOKEN,
    CUSTOMER,
    LINE,
    SECOND_LINE,
    SHORT_CODE,
    TEMPLATE,
    TEST_ACCOUNT,
    TOLL_FREE_LINE,
    WHATSAPP_LINE,
)
from tests.router.emulator.receiving_service import ReceivingService
from tests.served import address_of, free_socket, served


class RunningEmulator(Struct, frozen=True):
    """An emulator's address, and short words for its control API."""

    url: str
    #: For the end: ends what would go on by itself.
    hang_up: Callable[[], None] = lambda: None

    def client(self, user: str = ACCOUNT_SID, secret: str = AUTH_TOKEN) -> Client:
        client = Client(user, secret, account_sid=ACCOUNT_SID)
        client.api.base_url = client.messaging.base_url = self.url
        return client

    def get(self, path: str, **query: str) -> requests.Response:
        return requests.get(f"{self.url}/_emulator/{path}", params=query, timeout=20)

    def post(self, path: str, body: Any = None) -> requests.Response:
        return requests.post(f"{self.url}/_emulator/{path}", json=body or {}, timeout=20)

    def put(self, path: str, body: Any) -> requests.Response:
        return requests.put(f"{self.url}/_emulator/{path}", json=body, timeout=20)

    def text(self, body: str, sender: str = CUSTOMER, recipient: str = LINE, **more: object) -> requests.Response:
        return self.post("texts", {"from": sender, "to": recipient, "body": body, **more})

    def bodies_to_phone(self) -> list[str]:
        messages = self.get("messages").json()["messages"]
        return [message["body"] for message in messages if message["direction"] != "inbound"]


@pytest.fixture(scope="session")
def _service() -> Iterator[ReceivingService]:
    listening = free_socket()
    service = ReceivingService(address_of(listening))
    with served(service.app(), listening):
        yield service


@pytest.fixture(scope="session")
def _emulator(_service: ReceivingService) -> Iterator[RunningEmulator]:
    listening = free_socket()
    config = EmulatorConfig(
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        api_keys=(API_KEY,),
        base_url=address_of(listening),
        webhook_url=f"{_service.base_url}/inbound?line=main%2F1#rc=1&rp=ct,5xx",
        numbers=(LINE, SECOND_LINE, WHATSAPP_LINE, SHORT_CODE, TOLL_FREE_LINE),
        delays=NO_DELAYS,
        fallback_url=f"{_service.base_url}/fallback",
        test_account=TEST_ACCOUNT,
        templates={TEMPLATE: Template("Your code is {{1}}, {{name}}.")},
        applications={APPLICATION: f"{_service.base_url}/status?by=application"},
    )
    with served(create_emulator(config), listening) as url:
        yield RunningEmulator(url)


@pytest.fixture
def emulator(_emulator: RunningEmulator, service: ReceivingService) -> RunningEmulator:
    _emulator.post("reset")
    service.texts.clear()
    service.callbacks.clear()
    service.fallbacks.clear()
    service.answers.clear()
    return _emulator


@pytest.fixture
def service(_service: ReceivingService) -> ReceivingService:
    return _service


@pytest.fixture
def client(emulator: RunningEmulator) -> Iterator[Client]:
    client = emulator.client()
    yield client
    client.http_client.session.close()
