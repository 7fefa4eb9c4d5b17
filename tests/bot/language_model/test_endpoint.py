"""An endpoint that is slow, refuses, breaks off, wants a pause, or speaks less of the protocol than another."""

import asyncio
from datetime import UTC, datetime, timedelta
from threading import Event

import msgspec
import pytest

from bot.contract import Bot, BotUnavailable
from bot.language_model.chat_completions import retry_after
from bot.language_model.endpoint_dialect import EndpointDialect, ResponseFormat
from bot.language_model.language_model_bot import LanguageModelBot
from bot.language_model.language_model_settings import LanguageModelSettings
from tests.bot.language_model.chat_server import ChatServer, Reply, complains, says
from tests.bot.language_model.questions import CHOICE, Clock, problems, understanding, understood, with_model
from tests.served import address_of, free_socket

LEFT_ALONE = "left alone for a moment"


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply(b'{"error": "no"}', 401), r"refuses the key \(401\): check PARLEY_LLM_KEY"),
        (Reply(b'{"error": "no"}', 403), r"refuses the key \(403\)"),
        (complains("the prompt, which violates a policy"), r"refuses the question \(400\)"),
        (Reply(b"", 404), "check PARLEY_LLM_URL and PARLEY_LLM_MODEL"),
        (Reply(b"", 429), r"too much to do, or its quota is used up \(429\)"),
        (Reply(b"", 500), "answered 500"),
        (Reply(b"", 503), "answered 503"),
        (Reply(b"", 302, {"Location": "http://elsewhere.example"}), "answered 302"),
        (Reply(b'{"choices": [', breaks_off=True), "broke off"),
        (Reply(b"oops", headers={"Content-Encoding": "gzip"}), "check PARLEY_LLM_URL"),
    ],
)
def test_what_is_wrong_is_said_without_the_key_and_the_text(server: ChatServer, reply: Reply, problem: str) -> None:
    server.will(reply)
    with pytest.raises(BotUnavailable, match=problem) as raised:
        understood(server)
    assert not raised.value.done
    assert [word for word in ("sk-secret", "cleaning") if word in str(raised.value)] == []
    assert len(server.bodies) == 1


def test_no_answer_in_time_is_none(server: ChatServer) -> None:
    server.will(says(CHOICE, when=Event()))
    with pytest.raises(BotUnavailable, match=r"no answer within 0\.1 s"):
        understood(server, understanding(within=timedelta(milliseconds=100)))


def test_garbage_in_place_of_http_is_no_answer() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nnot a chunk\r\n")
        await writer.drain()
        writer.close()

    async def ask() -> None:
        listening = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        async with listening:
            await _understand(f"http://127.0.0.1:{port}/v1")

    with pytest.raises(BotUnavailable, match="broke off"):
        asyncio.run(ask())


async def _understand(url: str, within: timedelta = timedelta(seconds=20)) -> None:
    model = LanguageModelBot(LanguageModelSettings(url, "small-1"))
    try:
        await model.understand(understanding(within=within))
    finally:
        await model.close()


@pytest.mark.parametrize(
    ("within", "problem"), [(20.0, "cannot be reached: check PARLEY_LLM_URL"), (0.05, "no answer within")]
)
def test_a_refused_connection_is_tried_once_more_within_its_time(within: float, problem: str) -> None:
    taken = free_socket()
    url = address_of(taken)
    taken.close()
    with pytest.raises(BotUnavailable, match=problem):
        asyncio.run(_understand(url, timedelta(seconds=within)))


def test_an_endpoint_without_the_right_certificate_gets_nothing(server: ChatServer) -> None:
    with pytest.raises(BotUnavailable, match="certificate is not to be trusted"):
        asyncio.run(_understand(server.url.replace("http:", "https:")))
    assert server.bodies == []


def test_an_endpoint_that_asks_for_a_pause_gets_it(server: ChatServer) -> None:
    clock = Clock()
    server.will(Reply(b"", 429, {"Retry-After": "20"}))
    asked_at = {1: 19.0, 2: 2.0}
    found = problems(server, 3, lambda number: clock.advance(seconds=asked_at.get(number, 0)), clock=clock)
    assert [LEFT_ALONE in problem for problem in found] == [False, True, False]
    assert found[2] == ""
    assert len(server.bodies) == 2


def test_an_endpoint_that_fails_again_and_again_is_left_alone_and_recovers_by_itself(server: ChatServer) -> None:
    clock = Clock()
    server.will(*[Reply(b"", 500)] * 3)
    found = problems(server, 6, lambda number: clock.advance(seconds=2 if number == 5 else 0), clock=clock)
    assert [LEFT_ALONE in problem for problem in found] == [False] * 3 + [True] * 2 + [False]
    assert found[5] == ""


def test_answers_that_are_worth_nothing_stop_nobody_else(server: ChatServer) -> None:
    """A customer may write a text that a model answers with prose; that is no failure of the endpoint."""
    server.will(*[says("I am sorry, Dave.")] * 5)
    assert [LEFT_ALONE in problem for problem in problems(server, 5)] == [False] * 5


@pytest.mark.parametrize(
    ("written", "pause"),
    [
        ("20", timedelta(seconds=20)),
        (" 0 ", timedelta()),
        ("Mon, 23 Nov 2026 12:31:00 GMT", timedelta(seconds=60)),
        ("Mon, 23 Nov 2026 12:00:00 GMT", timedelta()),
        ("9" * 5000, timedelta(seconds=999_999)),
        ("soon", None),
        ("-5", None),
        ("٢", None),
        ("", None),
        (None, None),
    ],
)
def test_how_long_it_wants_to_be_left_alone(written: str | None, pause: timedelta | None) -> None:
    assert retry_after(written, datetime(2026, 11, 23, 12, 30, tzinfo=UTC)) == pause


@pytest.mark.parametrize(
    ("complaints", "options"),
    [
        (["response_format"], {"max_tokens", "temperature", "logprobs", "response_format: json_object"}),
        (["response_format", "response_format"], {"max_tokens", "temperature", "logprobs"}),
        (["max_tokens"], {"max_completion_tokens", "temperature", "logprobs", "response_format: json_schema"}),
        (["temperature"], {"max_tokens", "logprobs", "response_format: json_schema"}),
        (["logprobs"], {"max_tokens", "temperature", "response_format: json_schema"}),
        (["max_tokens", "temperature", "logprobs"], {"max_completion_tokens", "response_format: json_schema"}),
    ],
)
def test_what_an_endpoint_does_not_know_is_left_out_from_then_on(
    server: ChatServer, complaints: list[str], options: set[str]
) -> None:
    server.will(*(complains(about, 422 if about == "response_format" else 400) for about in complaints))

    async def twice(model: Bot) -> None:
        await model.understand(understanding())
        await model.understand(understanding())

    with_model(server, twice)
    assert len(server.requests) == len(complaints) + 2
    asked = server.requests[-1]
    written = {f"response_format: {asked['response_format']['type']}"} if "response_format" in asked else set()
    assert {*asked, *written} - {"model", "messages", "response_format"} == options


#: What real endpoints say, from reports of those who met it.
COMPLAINTS = [
    (
        400,
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        EndpointDialect(length="max_completion_tokens"),
    ),
    (
        400,
        "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
        EndpointDialect(temperature=False),
    ),
    (403, "You are not allowed to request logprobs from this model", EndpointDialect(logprobs=False)),
    (
        400,
        'Invalid JSON payload received. Unknown name "logprobs": Cannot find field.',
        EndpointDialect(logprobs=False),
    ),
    (400, "Logprobs is not enabled for models/gemini-2.5-flash-lite", EndpointDialect(logprobs=False)),
    (
        400,
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        EndpointDialect(form=ResponseFormat.OBJECT),
    ),
    (400, "This response_format type is unavailable now", EndpointDialect(form=ResponseFormat.OBJECT)),
]


@pytest.mark.parametrize(("status", "complaint", "dialect"), COMPLAINTS)
def test_what_real_endpoints_complain_about(
    server: ChatServer, status: int, complaint: str, dialect: EndpointDialect
) -> None:
    server.will(Reply(msgspec.json.encode({"error": {"message": complaint, "param": None}}), status))
    understood(server)
    first, second = server.requests
    schema = first["response_format"]["json_schema"]["schema"]
    rest = {name: first[name] for name in ("model", "messages")}
    assert second == {**rest, **dialect.options(schema, 400)}


def test_what_was_left_out_in_vain_is_there_again(server: ChatServer) -> None:
    """A complaint may quote the customer: what it seems to name is believed only when leaving it out helps."""
    quoting = Reply(b'{"detail": "temperature logprobs max_tokens response_format"}', 422)
    server.will(*[quoting] * 6)
    assert [bool(problem) for problem in problems(server, 2)] == [True, False]
    assert len(server.bodies) == 7
    assert {"temperature", "logprobs", "max_tokens", "response_format"} <= set(server.requests[-1])


def test_a_dialect_grows_simpler_with_each_complaint_until_nothing_can_be_left_out() -> None:
    dialect, steps = EndpointDialect(), 0
    while (simpler := dialect.simpler("logprobs max_tokens temperature response_format")) is not None:
        dialect, steps = simpler, steps + 1
    assert (steps, dialect.options({}, 9)) == (5, {"max_completion_tokens": 9})
