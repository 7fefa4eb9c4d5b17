"""The list of messages: its filters and its pages."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from itertools import dropwhile, islice
from urllib.parse import urlencode

from msgspec import Struct

from router.providers.emulator.errors import ApiError
from router.providers.emulator.messages import Message, MessageLog
from router.providers.emulator.representation import Json, fetched, messages_path

PAGE_SIZE = 50
PAGE_SIZE_LIMIT = 1000


class Query(Struct, frozen=True):
    """Which messages, and which page of them."""

    filters: Mapping[str, str]
    page: int
    page_size: int
    token: str

    def address(self, path: str, page: int, token: str) -> str:
        parameters = {**self.filters, "PageSize": self.page_size, "Page": page} | (
            {"PageToken": token} if token else {}
        )
        return f"{path}?{urlencode(parameters)}"


def read_query(parameters: Mapping[str, str]) -> Query:
    return Query(
        filters={name: parameters[name] for name in ("To", "From", *DATE_FILTERS) if parameters.get(name)},
        page=_number(parameters.get("Page"), 0),
        page_size=min(max(_number(parameters.get("PageSize"), PAGE_SIZE), 1), PAGE_SIZE_LIMIT),
        token=parameters.get("PageToken", ""),
    )


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise


def list_page(log: MessageLog, query: Query, account_sid: str) -> Json:
    """Show one page, newest first; a page's token names the message it follows, so new messages shift nothing."""
    matching = _after_token(_matching(log, query.filters), query)
    page = list(islice(matching, query.page_size))
    more = next(matching, None) is not None
    path = f"{messages_path(account_sid)}.json"
    return {
        "messages": [fetched(message, account_sid) for message in page],
        "page": query.page,
        "page_size": query.page_size,
        "start": query.page * query.page_size,
        "end": query.page * query.page_size + max(len(page) - 1, 0),
        "uri": query.address(path, query.page, query.token),
        "first_page_uri": query.address(path, 0, ""),
        "next_page_uri": query.address(path, query.page + 1, "PA" + page[-1].sid) if more else None,
        # Twilio pages backwards too; no client of ours does.
        "previous_page_uri": None,
    }


def _matching(log: MessageLog, filters: Mapping[str, str]) -> Iterator[Message]:
    recipient, sender = filters.get("To"), filters.get("From")
    dates = [DateFilter(name, filters[name]) for name in DATE_FILTERS if name in filters]
    for message in log.newest_first():
        if recipient not in (None, message.recipient) or sender not in (None, message.sender):
            continue
        if all(date.admits(message.sent_at) for date in dates):
            yield message


def _after_token(messages: Iterator[Message], query: Query) -> Iterator[Message]:
    if not query.token:
        return islice(messages, query.page * query.page_size, None)
    last_sid = query.token.removeprefix("PA")
    rest = dropwhile(lambda message: message.sid != last_sid, messages)
    next(rest, None)
    return rest


class DateFilter:
    """One of the three filters on the date of sending: on a day, not after, not before."""

    def __init__(self, name: str, value: str) -> None:
        start = _moment(value)
        end = start + _length(start)
        self._first = datetime.min.replace(tzinfo=UTC) if name == "DateSent<" else start
        self._end = datetime.max.replace(tzinfo=UTC) if name == "DateSent>" else end

    def admits(self, sent_at: datetime | None) -> bool:
        # What is not sent yet has no date of sending; who looks for a lost message must not rely on this filter alone.
        return sent_at is not None and self._first <= sent_at < self._end


DATE_FILTERS = ("DateSent", "DateSent<", "DateSent>")


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ApiError(20001, f"Invalid date: {value}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _length(start: datetime) -> timedelta:
    # The SDK writes a day as its midnight.
    return timedelta(days=1) if start.time() == time.min else timedelta(seconds=1)
