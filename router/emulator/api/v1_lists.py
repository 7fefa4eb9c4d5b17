"""Lists as messaging.twilio.com shows them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from router.emulator.account.representation import Json
from router.emulator.api.pagination import PageQuery, addresses, cut

T = TypeVar("T")


def list_page(
    key: str, items: Sequence[T], query: PageQuery, url: str, sid: Callable[[T], str], show: Callable[[T], Json]
) -> Json:
    """A page with its `meta`, as the newer APIs show it."""
    page = cut(items, query, sid)
    meta = {"key": key, "page": query.page, "page_size": query.page_size, **addresses(page, query, url, "url")}
    return {key: [show(item) for item in page.items], "meta": meta}


def iso8601(moment: datetime) -> str:
    """A moment as the newer APIs write it: `2026-03-02T10:00:00Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
