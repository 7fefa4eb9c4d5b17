"""A lost message is looked for in Twilio's listing."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from router.message_status import ErrorClass, MessageStatus
from router.providers.provider_contract import DeliveryReport, ListedMessage, LookupFailed
from router.providers.twilio.twilio_client import MAX_LISTED, PAGE_SIZE
from tests.router.providers.twilio.api import (
    RESOURCE,
    Answer,
    Asked,
    hangs,
    resets,
    says,
    stops_halfway,
    twilio_that,
)
from tests.router.providers.twilio.forms import MESSAGE

CREATED = datetime(2023, 8, 24, 5, 1, 45, tzinfo=UTC)


def page(*messages: dict[str, Any], next_page_uri: str | None = None) -> dict[str, object]:
    return {"messages": messages, "page": 0, "page_size": 1000, "uri": "/", "next_page_uri": next_page_uri}


def look_up(answer: Answer, since: datetime = CREATED, **config: Any) -> tuple[list[ListedMessage], list[Asked]]:
    async def work() -> tuple[list[ListedMessage], list[Asked]]:
        async with twilio_that(answer, **config) as (provider, asked):
            return list(await provider.sent_to("+14155550100", "+15005550006", since)), asked

    return asyncio.run(work())


def test_a_message_is_listed_with_what_became_of_it() -> None:
    failed = RESOURCE | {"status": "failed", "error_code": 30003}
    found, [asked] = look_up(says(200, page(failed)))
    report = DeliveryReport(MESSAGE, MessageStatus.FAILED, 30003, ErrorClass.TEMPORARY)
    assert found == [ListedMessage(MESSAGE, "Hello! 👍", CREATED, report)]
    assert asked.query == {"To": ["+14155550100"], "From": ["+15005550006"], "PageSize": ["1000"]}


def test_a_queued_message_is_found_though_it_has_no_date_of_sending() -> None:
    assert RESOURCE["date_sent"] is None
    [found], _ = look_up(says(200, page(RESOURCE)))
    assert found.report == DeliveryReport(MESSAGE, MessageStatus.ACCEPTED)


@pytest.mark.parametrize(
    ("why", "since", "seen"),
    [
        ("created in the same second", CREATED + timedelta(microseconds=900_000), True),
        ("our clock runs ahead", CREATED + timedelta(seconds=50), True),
        ("an earlier message", CREATED + timedelta(minutes=2), False),
    ],
)
def test_only_recent_messages_are_listed(why: str, since: datetime, *, seen: bool) -> None:
    assert bool(look_up(says(200, page(RESOURCE)), since)[0]) is seen


def test_what_came_in_is_not_listed_when_both_ends_are_ours() -> None:
    assert look_up(says(200, page(RESOURCE | {"direction": "inbound", "status": "received"})))[0] == []


def test_the_listing_is_read_to_its_end() -> None:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        following = None if "Page" in asked.query else "/2010-04-01/next.json?Page=1"
        await says(200, page(RESOURCE, next_page_uri=following))(asked, writer)

    found, asked = look_up(answer)
    assert len(found) == 2
    assert [request.path for request in asked][1:] == ["/2010-04-01/next.json"]


@pytest.mark.parametrize(
    ("why", "answer"),
    [
        ("500", says(500)),
        ("429", says(429)),
        ("401", says(401, {"code": 20003, "message": "Authenticate"})),
        ("a redirect", says(302, headers={"Location": "/"})),
        ("no answer", hangs),
        ("reset", resets),
        ("half an answer", stops_halfway),
        ("no JSON", says(200, "<html>")),
        ("a list", says(200, [])),
        ("not a page", says(200, {})),
        ("a message without a date", says(200, page(RESOURCE | {"date_created": None}))),
    ],
)
def test_a_listing_that_cannot_be_read_proves_nothing(why: str, answer: Answer) -> None:
    with pytest.raises(LookupFailed):
        look_up(answer, timeout=0.3, connect_timeout=0.1)


def test_an_endless_listing_proves_nothing() -> None:
    with pytest.raises(LookupFailed, match=str(MAX_LISTED)):
        look_up(says(200, page(*[RESOURCE] * PAGE_SIZE, next_page_uri="/2010-04-01/next.json")))
