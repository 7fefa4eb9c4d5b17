"""Actions on an action server: `parley bot actions`, and what other servers may answer, over real HTTP."""

import asyncio
import json
import socket
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import aiohttp
import msgspec
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.action_runtime.action_call import ActionFailed, ActionRejected, ActionUnknown
from bot.action_runtime.action_pool import ActionPool, PoolSize
from bot.action_runtime.action_server import create_action_server
from bot.action_runtime.action_server_client import ActionServerClient
from tests.bot.action_runtime.action_runs import DOMAIN, call, project, slots_of
from tests.served import free_socket, served


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    app = create_action_server(ActionPool(project(), PoolSize(min_processes=1)), timedelta(seconds=5))
    with served(app, free_socket()) as address:
        yield address


def _run(url: str, name: str, within: float = 10.0) -> dict[str, Any]:
    async def run() -> dict[str, Any]:
        actions = ActionServerClient(url)
        try:
            return await slots_of(actions, name, within)
        finally:
            await actions.close()

    return asyncio.run(run())


def _failure(url: str, name: str = "action_greets", within: float = 10.0) -> ActionFailed:
    with pytest.raises(ActionFailed) as failed:
        _run(url, name, within)
    return failed.value


def test_an_action_on_a_server_gives_what_it_gives_in_process(server: str) -> None:
    assert _run(f"{server}/webhook", "action_greets") == {"greeted": True}


def test_a_server_says_that_it_lives_and_what_it_runs(server: str) -> None:
    assert _asked("GET", f"{server}/health") == (200, {"status": "ok"})
    status, names = _asked("GET", f"{server}/actions")
    assert status == 200
    assert {"name": "action_greets"} in names


@pytest.mark.parametrize(
    ("name", "kind", "problem", "done"),
    [
        ("action_rejects", ActionRejected, "action_rejects declined to run", False),
        ("action_of_dreams", ActionUnknown, "action_of_dreams is not known to the action server", False),
        ("action_raises", ActionFailed, "action_raises: the action server answered 500", True),
        ("action_dies", ActionFailed, "action_dies: the action server answered 500", True),
    ],
)
def test_what_goes_wrong_on_a_server_keeps_its_kind(
    server: str, name: str, kind: type[ActionFailed], problem: str, done: bool
) -> None:
    failed = _failure(f"{server}/webhook", name)
    assert type(failed) is kind
    assert (str(failed), failed.done) == (problem, done)


def test_an_action_that_hangs_on_a_server_is_waited_for_no_longer_than_its_time(server: str) -> None:
    failed = _failure(f"{server}/webhook", "action_hangs", within=0.2)
    assert str(failed) == "action_hangs did not end within 0.2 s"
    assert failed.done


def test_a_server_that_is_not_there_has_done_nothing() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    failed = _failure(f"http://127.0.0.1:{port}/webhook")
    assert str(failed) == "action_greets: the action server does not take connections"
    assert not failed.done


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        pytest.param(Response("{", 200), "answered nonsense", id="half an answer"),
        pytest.param(JSONResponse([1]), "answered nonsense", id="a list"),
        pytest.param(JSONResponse({"events": "all good"}), "answered nonsense", id="no events"),
        pytest.param(Response("x" * 2**21), "answered more than 1 MiB", id="too much"),
        pytest.param(Response("no such page", 404), "answered 404", id="something else at its address"),
        pytest.param(JSONResponse({"error": "my secret", "request_body": {}}, 500), "answered 500", id="500"),
        pytest.param(Response(status_code=302, headers={"location": "/"}), "answered 302", id="a redirection"),
    ],
)
def test_what_no_action_server_says_is_no_result(answer: Response, problem: str) -> None:
    with served(_always(answer), free_socket()) as address:
        failed = _failure(f"{address}/webhook")
    assert str(failed) == f"action_greets: the action server {problem}"


def test_an_answer_of_null_is_an_action_without_effect() -> None:
    with served(_always(JSONResponse(None)), free_socket()) as address:
        assert _run(f"{address}/webhook", "action_greets") == {}


def _always(answer: Response) -> Starlette:
    async def endpoint(_: Request) -> Response:
        return answer

    return Starlette(routes=[Route("/webhook", endpoint, methods=["POST"])], lifespan=None)


ASKED = {"next_action": "action_greets", "sender_id": "a", "tracker": call("x").tracker}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        pytest.param("null", {}, 400, id="null"),
        pytest.param("{", {}, 400, id="no JSON"),
        pytest.param("{}", {}, 200, id="no action"),
        pytest.param(json.dumps(ASKED | {"domain_digest": "unseen"}), {}, 449, id="a domain it has not seen"),
        pytest.param(json.dumps(ASKED), {"Content-Type": "text/plain"}, 415, id="as a page in a browser may send"),
        pytest.param("x", {"Content-Encoding": "deflate"}, 400, id="not packed"),
    ],
)
def test_the_server_answers_as_rasa_sdk_s_own_does(
    server: str, body: str, headers: dict[str, str], status: int
) -> None:
    assert _post(server, body.encode(), headers)[0] == status


def test_the_server_takes_packed_calls_and_knows_a_domain_again_by_its_digest(server: str) -> None:
    told = ASKED | {"domain": dict(DOMAIN.contents), "domain_digest": "d1"}
    packed = zlib.compress(json.dumps(told).encode())
    assert _post(server, packed, {"Content-Encoding": "deflate"})[0] == 200
    status, body = _post(server, json.dumps(ASKED | {"domain_digest": "d1"}).encode(), {})
    assert status == 200
    assert [response["text"] for response in body["responses"]] == ["Hello Ann, from the domain"]


def test_a_failure_on_the_server_does_not_echo_what_it_was_sent(server: str) -> None:
    asked = ASKED | {"next_action": "action_raises", "domain": {}}
    status, body = _post(server, json.dumps(asked).encode(), {})
    assert (status, body["error"]) == (500, "action_raises raised ValueError (trouble.py, line 55)")
    assert "1234" not in json.dumps(body)


def _post(server: str, body: bytes, headers: dict[str, str]) -> tuple[int, Any]:
    return _asked("POST", f"{server}/webhook", body, {"Content-Type": "application/json"} | headers)


def _asked(method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    async def ask() -> tuple[int, Any]:
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, url, data=body, headers=headers) as answer,
        ):
            return answer.status, msgspec.json.decode(await answer.read())

    return asyncio.run(ask())
