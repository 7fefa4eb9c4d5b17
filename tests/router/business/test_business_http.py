"""One call, over real HTTP: what is taken for an answer, what for none, and where no call goes."""

import asyncio
import gzip
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from flows.protocol.needs import Fetched
from router.business.address_policy import CheckedResolver
from router.business.business_http import BusinessCall, BusinessHttp, NotReached
from tests.business_system import Answer, BusinessSystem
from tests.served import address_of, free_socket

LONG = timedelta(seconds=20)
A_MOMENT = timedelta(milliseconds=200)


def call(url: str, method: str = "GET", within: timedelta = LONG, **more: Any) -> Fetched:
    async def once() -> Fetched:
        http = BusinessHttp()
        try:
            return await http.call(BusinessCall(method, url, within, **more))
        finally:
            await http.close()

    return asyncio.run(once())


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        pytest.param(Answer({"free": ["9:00"]}), Fetched(200, {"free": ["9:00"]}), id="JSON as values"),
        pytest.param(Answer([1], content_type="application/hal+json"), Fetched(200, [1]), id="JSON by another name"),
        pytest.param(
            Answer(b"9 o'clock", content_type="text/plain"), Fetched(200, "9 o'clock"), id="anything else as text"
        ),
        pytest.param(
            Answer("é".encode("latin-1"), content_type="text/plain; charset=latin-1"), Fetched(200, "é"), id="charset"
        ),
        pytest.param(
            Answer(b"\xff", content_type="text/plain; charset=no-such"), Fetched(200, "\ufffd"), id="no such charset"
        ),
        pytest.param(Answer(b"", status=204), Fetched(204), id="nothing as none"),
        pytest.param(Answer({"error": "full"}, status=409), Fetched(409, {"error": "full"}), id="a refusal"),
        pytest.param(
            Answer(b"", status=302, headers={"Location": "https://example.com"}), Fetched(302), id="no redirect"
        ),
        pytest.param(Answer(b"{oops"), Fetched(200, problem="its answer says it is JSON and is not"), id="broken JSON"),
        pytest.param(
            Answer(b"[" * 30_000), Fetched(200, problem="its answer says it is JSON and is not"), id="deep JSON"
        ),
        pytest.param(
            Answer({"name": "a\0b"}), Fetched(200, problem="its answer holds a NUL character"), id="NUL in JSON"
        ),
        pytest.param(
            Answer(b"x" * 65_537, content_type="text/plain"),
            Fetched(200, problem="its answer is larger than 64 KiB"),
            id="too large",
        ),
        pytest.param(
            Answer(gzip.compress(b"x" * 10_000_000), headers={"Content-Encoding": "gzip"}),
            Fetched(200, problem="its answer is compressed, which was not asked for"),
            id="compressed",
        ),
    ],
)
def test_what_is_answered(system: BusinessSystem, answer: Answer, result: Fetched) -> None:
    system.will(answer)
    assert call(system.url) == result


def test_what_is_sent(system: BusinessSystem) -> None:
    headers = {"Authorization": "Bearer secret", "accept": "text/plain"}
    call(f"{system.url}/book?day=a%26b%20c", "POST", headers=headers, body={"people": 2})
    (request,) = system.received
    assert (request.method, request.path, request.body) == ("POST", "/book?day=a%26b%20c", {"people": 2})
    sent = {name: request.headers[name] for name in ("authorization", "accept", "content-type", "accept-encoding")}
    assert sent == {
        "authorization": "Bearer secret",
        "accept": "text/plain",
        "content-type": "application/json",
        "accept-encoding": "identity",
    }


def test_an_answer_that_does_not_come_in_time_is_none(system: BusinessSystem) -> None:
    system.will(Answer(when=Event()))
    assert call(system.url, within=A_MOMENT) == Fetched(problem="no answer within 0.2 s")


def test_a_refused_connection_is_provably_no_call() -> None:
    taken = free_socket()
    url = address_of(taken)
    taken.close()
    with pytest.raises(NotReached, match="does not take connections"):
        call(url)


def test_a_host_that_nobody_knows_is_provably_no_call() -> None:
    with pytest.raises(NotReached, match="host is not known"):
        call("http://no-such-host.invalid")


def test_a_server_without_the_right_certificate_gets_nothing(system: BusinessSystem) -> None:
    assert call(system.url.replace("http:", "https:")).problem == "its certificate is not to be trusted"
    assert system.received == []


@pytest.mark.parametrize(
    "host",
    ["169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "100.100.100.200"],
)
def test_no_call_goes_to_where_a_cloud_keeps_its_secrets(host: str) -> None:
    assert "not allowed to go" in str(call(f"http://{host}/latest/meta-data").problem)


@pytest.mark.parametrize("name", ["2852039166", "0xa9fea9fe", "169.254.43518"])
def test_nor_by_a_name_that_leads_there(name: str) -> None:
    async def resolve() -> None:
        await CheckedResolver().resolve(name, 80)

    with pytest.raises(OSError, match="not allowed to go"):
        asyncio.run(resolve())
    assert call(f"http://{name}/latest/meta-data").problem is not None
