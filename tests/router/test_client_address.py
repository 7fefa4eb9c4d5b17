"""Whose address counts: the last hop that is no proxy of ours, and nobody's word for it but a proxy's."""

import pytest
import requests
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from structlog.testing import capture_logs

from router.client_address import behind, client_of, subscriber_of
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import running
from tests.router.asgi_client import AsgiClient
from tests.waiting import DEADLINE

PROXY, STRANGER, CUSTOMER = "127.0.0.1", "198.51.100.9", "203.0.113.7"


async def _say_client(request: Request) -> Response:
    return PlainTextResponse(client_of(request))


def seen(trusted: tuple[str, ...], peer: str, forwarded: str) -> str:
    """The address that the application sees."""
    client = AsgiClient(Starlette(routes=[Route("/", _say_client)], middleware=behind(trusted)), peer)
    address = client.get("/", {"x-forwarded-for": forwarded}).text
    client.close()
    return address


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "expected"),
    [
        pytest.param((), PROXY, CUSTOMER, PROXY, id="no proxy is named"),
        pytest.param((PROXY,), STRANGER, CUSTOMER, STRANGER, id="a stranger says it"),
        pytest.param((PROXY,), PROXY, CUSTOMER, CUSTOMER, id="the proxy says it"),
        pytest.param((PROXY,), PROXY, "", PROXY, id="the proxy says nothing"),
        pytest.param((PROXY,), PROXY, f"192.0.2.1, {CUSTOMER}", CUSTOMER, id="the customer made up the hop before"),
        pytest.param((PROXY, "10.0.0.0/8"), PROXY, f"{CUSTOMER}, 10.1.2.3", CUSTOMER, id="two proxies, one by network"),
        pytest.param((PROXY,), PROXY, f"{CUSTOMER}:50123", CUSTOMER, id="with its port"),
        pytest.param(("::1",), "::1", "2001:db8::7", "2001:db8::7", id="IPv6"),
        pytest.param((PROXY,), PROXY, "x" * 1000, "x" * 64, id="no address"),
    ],
)
def test_a_clients_address(trusted: tuple[str, ...], peer: str, forwarded: str, expected: str) -> None:
    assert seen(trusted, peer, forwarded) == expected


@pytest.mark.parametrize(
    ("client", "subscriber"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_an_ipv6_subscriber_is_one_whatever_the_address(client: str, subscriber: str) -> None:
    assert subscriber_of(client) == subscriber


@pytest.mark.parametrize(("trusted", "expected"), [((), PROXY), ((PROXY,), CUSTOMER)])
def test_the_service_believes_the_proxies_of_its_settings(
    sqlite_url: str, trusted: tuple[str, ...], expected: str
) -> None:
    with capture_logs() as logs, running(CLINIC, sqlite_url, trusted_proxies=trusted) as installation:
        address = f"{installation.settings.public_url}/api/v1/messages/m1"
        requests.get(address, headers={"X-Forwarded-For": CUSTOMER}, timeout=DEADLINE)
    assert [log["client"] for log in logs if log["event"] == "api_token_refused"] == [expected]
