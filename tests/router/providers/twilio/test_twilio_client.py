"""Each message is posted once, and what came of it is never guessed."""

import asyncio
import json
import socket
from base64 import b64encode
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from flows.protocol.effects import MessageTemplate
from flows.types.media import Media
from router.message_status import ErrorClass, MessageStatus
from router.providers.provider_contract import (
    Accepted,
    NotSent,
    OutboundText,
    OutcomeUnknown,
    ProviderError,
    SubmissionRefused,
)
from tests.router.providers.twilio.api import (
    RESOURCE,
    Answer,
    Asked,
    hangs,
    provider_at,
    resets,
    says,
    stops_halfway,
    twilio_that,
)
from tests.router.providers.twilio.forms import ACCOUNT, MESSAGE

HELLO = OutboundText(message_id="m1", sender="+15005550006", recipient="+14155550100", text="Hello! 👍")
IMPATIENT: dict[str, Any] = {"timeout": 0.3, "connect_timeout": 0.1}


def submit(answer: Answer, message: OutboundText = HELLO, **config: Any) -> tuple[Accepted, list[Asked]]:
    async def work() -> tuple[Accepted, list[Asked]]:
        async with twilio_that(answer, **config) as (provider, asked):
            return await provider.submit(message), asked

    return asyncio.run(work())


def failure_of(answer: Answer, message: OutboundText = HELLO, **config: Any) -> tuple[ProviderError, int]:
    """What was raised, and how often the server had been asked by then."""

    async def work() -> tuple[ProviderError, int]:
        async with twilio_that(answer, **config) as (provider, asked):
            with pytest.raises(ProviderError) as failure:
                await provider.submit(message)
            return failure.value, len(asked)

    return asyncio.run(work())


def test_a_message_is_posted_to_the_account_and_accepted() -> None:
    accepted, [asked] = submit(says(201, RESOURCE))
    assert accepted == Accepted(MESSAGE, MessageStatus.ACCEPTED, segments=1)
    assert (asked.method, asked.path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert asked.form == {"To": ["+14155550100"], "From": ["+15005550006"], "Body": ["Hello! 👍"]}
    assert _basic(ACCOUNT, "12345") in asked.headers


def test_an_api_key_is_used_when_there_is_one() -> None:
    _, [asked] = submit(says(201, RESOURCE), api_key=("SK1", "secret"))
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert _basic("SK1", "secret") in asked.headers


def test_everything_that_a_message_has_is_posted() -> None:
    media = (Media("https://example.com/a.png"), Media("https://example.com/b.png?x=1&y=2"))
    message = msgspec.structs.replace(
        HELLO, text="", media=media, status_url="https://bot.example.com/s?id=m1", valid_for=timedelta(hours=1)
    )
    _, [asked] = submit(says(201, RESOURCE), message)
    assert asked.form == {
        "To": ["+14155550100"],
        "From": ["+15005550006"],
        "MediaUrl": ["https://example.com/a.png", "https://example.com/b.png?x=1&y=2"],
        "StatusCallback": ["https://bot.example.com/s?id=m1"],
        "ValidityPeriod": ["3600"],
    }


def test_a_message_on_file_is_named_and_its_gaps_filled_in() -> None:
    template = MessageTemplate("HX" + "1" * 32, {"1": "tomorrow", "2": "9:00 “sharp”"})
    _, [asked] = submit(says(201, RESOURCE), msgspec.structs.replace(HELLO, template=template))
    assert (asked.form["ContentSid"], "Body" in asked.form) == ([template.id], False)
    assert json.loads(asked.form["ContentVariables"][0]) == template.values


@pytest.mark.parametrize(
    ("valid_for", "seconds"),
    [(timedelta(milliseconds=1), "1"), (timedelta(seconds=-5), "1"), (timedelta(days=3), "36000")],
)
def test_a_messages_validity_stays_within_what_twilio_takes(valid_for: timedelta, seconds: str) -> None:
    _, [asked] = submit(says(201, RESOURCE), msgspec.structs.replace(HELLO, valid_for=valid_for))
    assert asked.form["ValidityPeriod"] == [seconds]


@pytest.mark.parametrize(
    ("why", "changes", "expected"),
    [
        ("sent at once", {"status": "sent"}, Accepted(MESSAGE, MessageStatus.SENT, 1)),
        ("a word that is new to us", {"status": "polished"}, Accepted(MESSAGE, MessageStatus.ACCEPTED, 1)),
        ("no sender picked yet", {"status": "accepted", "num_segments": "0"}, Accepted(MESSAGE)),
        ("no dates", {"date_created": None, "date_updated": None}, Accepted(MESSAGE, segments=1)),
    ],
)
def test_twilio_has_it_when_it_names_it(why: str, changes: dict[str, object], expected: Accepted) -> None:
    assert submit(says(201, RESOURCE | changes))[0] == expected


@pytest.mark.parametrize(
    ("why", "answer", "code", "error_class"),
    [
        ("no such number", says(400, {"code": 21211, "message": "…", "status": 400}), 21211, ErrorClass.BAD_NUMBER),
        ("opted out", says(400, {"code": 21610, "message": "…", "status": 400}), 21610, ErrorClass.OPTED_OUT),
        ("queue full", says(400, {"code": 21611, "message": "…", "status": 400}), 21611, ErrorClass.CAPACITY),
        ("RFC 9457", says(400, {"type": "", "title": "", "status": 400, "code": 21617}), 21617, ErrorClass.CONTENT),
        ("a code that is new to us", says(400, {"code": 29999, "message": "…"}), 29999, ErrorClass.UNCLASSIFIED),
        ("forbidden by a proxy", says(403, "<html>"), None, ErrorClass.ACCOUNT),
        ("not found", says(404, "<html>"), None, ErrorClass.UNCLASSIFIED),
        ("a code that is a word", says(400, {"code": "x", "message": "…"}), None, ErrorClass.UNCLASSIFIED),
        ("no text at all", says(400, b"\xff\x00"), None, ErrorClass.UNCLASSIFIED),
    ],
)
def test_a_no_is_refused_with_its_class(why: str, answer: Answer, code: int | None, error_class: ErrorClass) -> None:
    refused, times = failure_of(answer)
    assert isinstance(refused, SubmissionRefused)
    assert (refused.code, refused.error_class, refused.retryable) == (code, error_class, False)
    assert times == 1


def test_a_refusal_does_not_repeat_what_twilio_quotes() -> None:
    refused, _ = failure_of(says(400, {"code": 21211, "message": "The 'To' number +14155550100 is not valid"}))
    assert "+1415" not in str(refused)


def test_a_text_that_is_not_unicode_is_refused_before_it_is_posted() -> None:
    refused, times = failure_of(says(201, RESOURCE), msgspec.structs.replace(HELLO, text="a\ud800b"))
    assert isinstance(refused, SubmissionRefused)
    assert (refused.error_class, times) == (ErrorClass.CONTENT, 0)


@pytest.mark.parametrize(
    ("why", "answer"),
    [
        ("500", says(500, {"code": 20500, "message": "Internal Server Error"})),
        ("503", says(503, {"code": 20503, "message": "Service unavailable"})),
        ("an RFC 9457 error that claims to be 400", says(502, {"type": "", "title": "", "status": 400, "code": 21211})),
        ("time-out at the other end", says(408)),
        ("a redirect", says(307, headers={"Location": "http://127.0.0.1:1/"})),
        ("no answer", hangs),
        ("reset", resets),
        ("half an answer", stops_halfway),
        ("not HTTP", says(0, "")),
        ("no JSON", says(201, "<html>")),
        ("no UTF-8", says(201, b"\xff")),
        ("nothing", says(201)),
        ("a list", says(201, [])),
        ("no message id", says(201, RESOURCE | {"sid": None})),
        ("segments that are no number", says(201, RESOURCE | {"num_segments": "many"})),
        ("a status that is no word", says(201, RESOURCE | {"status": ["sent"]})),
        ("a compressed answer that is not", says(201, b"x", {"Content-Encoding": "gzip"})),
    ],
)
def test_anything_else_is_unknown_and_not_tried_again(why: str, answer: Answer) -> None:
    unknown, times = failure_of(answer, **IMPATIENT)
    assert isinstance(unknown, OutcomeUnknown)
    assert not unknown.retryable
    assert times == 1


@pytest.mark.parametrize(
    ("header", "retry_after"),
    [
        ({"Retry-After": "3"}, timedelta(seconds=3)),
        ({"retry-after": "0"}, timedelta(0)),
        ({"Retry-After": "Thu, 24 Aug 2023 05:01:45 GMT"}, None),
        ({"Retry-After": "-1"}, None),
        ({}, None),
    ],
)
def test_too_many_at_once_was_not_sent(header: dict[str, str], retry_after: timedelta | None) -> None:
    not_sent, times = failure_of(says(429, {"code": 20429, "message": "Too Many Requests"}, header))
    assert isinstance(not_sent, NotSent)
    assert (not_sent.retryable, not_sent.retry_after, times) == (True, retry_after, 1)


@pytest.mark.parametrize("answer", [says(401, {"code": 20003, "message": "Authenticate"}), says(401)])
def test_with_wrong_credentials_it_was_not_sent(answer: Answer) -> None:
    not_sent, times = failure_of(answer)
    assert isinstance(not_sent, NotSent)
    assert times == 1


def test_a_refused_connection_was_not_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening
        assert _submits_to(f"http://127.0.0.1:{taken.getsockname()[1]}") is NotSent


def test_a_name_that_does_not_resolve_was_not_sent() -> None:
    assert _submits_to("http://nowhere.invalid") is NotSent


def test_a_server_that_speaks_no_tls_was_not_sent_to() -> None:
    not_sent, times = failure_of(says(201, RESOURCE), scheme="https", **IMPATIENT)
    assert isinstance(not_sent, NotSent)
    assert times == 0


def test_a_connection_that_is_never_found_was_not_sent() -> None:
    async def work() -> tuple[list[type[BaseException]], int]:
        async with twilio_that(hangs, connections=1, **IMPATIENT) as (provider, asked):
            outcomes = await asyncio.gather(*(provider.submit(HELLO) for _ in range(2)), return_exceptions=True)
            return [type(outcome) for outcome in outcomes if isinstance(outcome, BaseException)], len(asked)

    assert asyncio.run(work()) == ([OutcomeUnknown, NotSent], 1)


def test_a_cancelled_call_ends_as_cancelled() -> None:
    async def work() -> None:
        arrived = asyncio.Event()

        async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
            arrived.set()
            await hangs(asked, writer)

        async with twilio_that(answer) as (provider, _):
            call = asyncio.create_task(provider.submit(HELLO))
            await asyncio.wait_for(arrived.wait(), 5)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

    asyncio.run(work())


def test_one_connection_serves_many_messages_and_no_cookie_comes_back() -> None:
    async def work() -> list[Asked]:
        async with twilio_that(says(201, RESOURCE, {"Set-Cookie": "a=b"}), connections=1) as (provider, asked):
            for _ in range(3):
                await provider.submit(HELLO)
            return asked

    asked = asyncio.run(work())
    assert len({request.connection for request in asked}) == 1
    assert not any("cookie" in request.headers.lower() for request in asked)


def test_the_provider_can_be_closed_twice_and_used_again() -> None:
    async def work() -> Accepted:
        async with twilio_that(says(201, RESOURCE)) as (provider, _):
            await provider.close()
            await provider.submit(HELLO)
            await provider.close()
            return await provider.submit(HELLO)

    assert asyncio.run(work()).provider_id == MESSAGE


def _submits_to(address: str) -> type[ProviderError]:
    async def work() -> type[ProviderError]:
        provider = provider_at(address)
        with pytest.raises(ProviderError) as failure:
            await provider.submit(HELLO)
        await provider.close()
        return type(failure.value)

    return asyncio.run(work())


def _basic(username: str, password: str) -> str:
    return "Authorization: Basic " + b64encode(f"{username}:{password}".encode()).decode()
