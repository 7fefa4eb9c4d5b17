"""What a web page that is open in the browser can make of the emulator: nothing."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

import pytest
import requests
from starlette.routing import Route

from router.emulator import NO_DELAYS, EmulatorConfig, create_emulator
from router.emulator.account.movable_clock import MovableClock
from router.emulator.account.representation import is_api_path
from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import ACCOUNT_SID, AUTH_TOKEN, CUSTOMER, LINE
from tests.served import address_of, free_socket, served

JSON = "application/json"
CONFIG = EmulatorConfig(
    account_sid=ACCOUNT_SID,
    auth_token=AUTH_TOKEN,
    base_url="http://twilio.test:8010",
    webhook_url="http://127.0.0.1:9/",
    numbers=(LINE,),
    delays=NO_DELAYS,
    allowed_hosts=("phone.test",),
)


def changing(method: str) -> list[tuple[str, str]]:
    """Every resource that changes something and asks for no credentials."""
    routes = create_emulator(CONFIG, MovableClock(ZoneInfo("UTC"))).routes
    found = [route.path for route in routes if isinstance(route, Route) and method in (route.methods or ())]
    return [(method, path.replace("{", "").replace("}", "")) for path in found if not is_api_path(path)]


FORMS = [*changing("POST"), *changing("PUT"), *changing("PATCH")]


def test_there_is_something_to_guard() -> None:
    assert {("POST", "/_emulator/reset"), ("POST", "/_emulator/clock"), ("POST", "/demo/appointments")} < set(FORMS)


def ask(emulator: RunningEmulator, method: str, path: str, **headers: str) -> requests.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.request(method, emulator.url + path, headers=sent, data="{}", timeout=20)


@pytest.mark.parametrize(("method", "path"), FORMS)
@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_form_can_send_changes_nothing(
    emulator: RunningEmulator, method: str, path: str, content_type: str
) -> None:
    assert ask(emulator, method, path, Content_Type=content_type).status_code == 415


@pytest.mark.parametrize(("method", "path"), [*FORMS, *changing("DELETE")])
@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:9", "http://localhost", "null", ""])
def test_a_page_of_another_origin_changes_nothing(
    emulator: RunningEmulator, method: str, path: str, origin: str
) -> None:
    assert ask(emulator, method, path, Content_Type=JSON, Origin=origin).status_code == 403


def test_nor_does_it_with_credentials_that_the_browser_has_kept(emulator: RunningEmulator) -> None:
    path = f"{emulator.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    form = {"To": CUSTOMER, "From": LINE, "Body": "x"}
    headers = {"Origin": "https://evil.example"}
    answer = requests.post(path, form, auth=(ACCOUNT_SID, AUTH_TOKEN), headers=headers, timeout=20)
    assert answer.status_code == 403
    assert emulator.get("messages").json()["messages"] == []


@pytest.mark.parametrize("path", ["/", "/_emulator/messages", "/_emulator/feed", "/demo/slots?day=2026-03-02"])
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8010", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "[::"]
)
def test_a_name_that_somebody_else_gave_it_reads_nothing(emulator: RunningEmulator, path: str, host: str) -> None:
    answer = requests.get(emulator.url + path, headers={"Host": host}, timeout=20)
    assert answer.status_code == 403
    assert "--allowed-host" in answer.json()["error"]


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:8010", "localhost.", "parley.localhost:1", "127.0.0.1", "127.9.9.9:80", "[::1]:8010"],
)
def test_the_names_of_this_computer_are_its_own(emulator: RunningEmulator, host: str) -> None:
    assert requests.get(f"{emulator.url}/_emulator/lines", headers={"Host": host}, timeout=20).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="a program"),
        pytest.param({"Host": "localhost:8010", "Origin": "http://localhost:8010"}, id="its own page"),
        pytest.param({"Host": "phone.localhost", "Origin": "https://phone.localhost"}, id="its own page behind TLS"),
    ],
)
def test_whom_it_serves_may_change_it(emulator: RunningEmulator, headers: Mapping[str, str]) -> None:
    sent = {"Content-Type": "application/json; charset=utf-8", **headers}
    assert requests.post(f"{emulator.url}/_emulator/reset", data="{}", headers=sent, timeout=20).status_code == 204


@pytest.fixture
def named() -> Iterator[RunningEmulator]:
    """One that is reached from other machines too."""
    with free_socket() as listening, served(create_emulator(CONFIG), listening):
        yield RunningEmulator(address_of(listening))


@pytest.mark.parametrize(
    ("host", "status"), [("twilio.test:8010", 200), ("Phone.test", 200), ("127.0.0.1", 200), ("other.test", 403)]
)
def test_names_that_it_is_given_are_its_own(named: RunningEmulator, host: str, status: int) -> None:
    assert requests.get(f"{named.url}/_emulator/lines", headers={"Host": host}, timeout=20).status_code == status
