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
    page = cut(items, query, sid)
    meta = {"key": key, "page": query.page, "page_size": query.page_size, **addresses(page, query, url, "url")}
    return {key: [show(item) for item in page.items], "meta": meta}


def iso8601(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
