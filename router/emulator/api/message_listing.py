"""Lists of the older API: messages with their filters, and the media of one message."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from router.emulator.account.emulated_message import Message
from router.emulator.account.message_log import MessageLog
from router.emulator.account.representation import Json, fetched, media_shown, message_path, messages_path
from router.emulator.api.date_filters import DATE_FILTERS, DateFilter
from router.emulator.api.pagination import Page, PageQuery, addresses, cut

FILTERS = ("To", "From", *DATE_FILTERS)

T = TypeVar("T")


def list_messages(log: MessageLog, query: PageQuery, account_sid: str) -> Json:
    """Show one page, newest first."""
    page = cut(_matching(log, query.filters), query, lambda message: message.sid)
    path = f"{messages_path(account_sid)}.json"
    return _shown("messages", page, query, path, lambda message: fetched(message, account_sid))


def list_media(message: Message, query: PageQuery, account_sid: str) -> Json:
    page = cut(message.pictures, query, lambda picture: picture.sid)
    path = f"{message_path(account_sid, message)}/Media.json"
    return _shown("media_list", page, query, path, lambda picture: media_shown(picture, message, account_sid))


def _shown(key: str, page: Page[T], query: PageQuery, path: str, show: Callable[[T], Json]) -> Json:
    start = query.page * query.page_size
    items: Sequence[Any] = [show(item) for item in page.items]
    return {
        key: items,
        "page": query.page,
        "page_size": query.page_size,
        "start": start,
        "end": start + max(len(items) - 1, 0),
        **addresses(page, query, path, "uri"),
    }


def _matching(log: MessageLog, filters: Mapping[str, str]) -> Iterator[Message]:
    recipient, sender = filters.get("To"), filters.get("From")
    dates = [DateFilter(name, filters[name]) for name in DATE_FILTERS if name in filters]
    for message in log.newest_first():
        if recipient not in (None, message.recipient) or sender not in (None, message.sender):
            continue
        if all(date.admits(message.sent_at) for date in dates):
            yield message
