"""Lists cut into pages. A page's token names the item beside it, so that new items shift nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import dropwhile, islice, takewhile
from typing import Generic, TypeVar
from urllib.parse import urlencode

from msgspec import Struct

PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000
AFTER, BEFORE = "PA", "PB"

T = TypeVar("T")


class PageQuery(Struct, frozen=True):
    """Which items, and which page of them."""

    filters: Mapping[str, str]
    page: int
    page_size: int
    token: str

    def address(self, path: str, page: int, token: str) -> str:
        """The address of another page."""
        parameters = {**self.filters, "PageSize": self.page_size, "Page": page}
        return f"{path}?{urlencode(parameters | ({'PageToken': token} if token else {}))}"


class Page(Struct, Generic[T], frozen=True):
    """The items of one page; a token is None where there is nothing more."""

    items: Sequence[T]
    token_before: str | None
    token_after: str | None


def read_query(parameters: Mapping[str, str], filters: Iterable[str] = ()) -> PageQuery:
    """Page, size and token of a request, with the filters that are carried from page to page."""
    return PageQuery(
        filters={name: parameters[name] for name in filters if parameters.get(name)},
        page=_number(parameters.get("Page"), 0),
        page_size=min(max(_number(parameters.get("PageSize"), PAGE_SIZE), 1), MAX_PAGE_SIZE),
        token=parameters.get("PageToken", ""),
    )


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else otherwise


def cut(items: Iterable[T], query: PageQuery, sid: Callable[[T], str]) -> Page[T]:
    """One page of the items, and whether others follow."""
    marker = query.token[2:]
    if query.token.startswith(BEFORE):
        before = list(takewhile(lambda item: sid(item) != marker, items))
        return _page(before[-query.page_size :], query, sid, more=True)
    rest = iter(items)
    if query.token:
        rest = dropwhile(lambda item: sid(item) != marker, rest)
        next(rest, None)
    else:
        rest = islice(rest, query.page * query.page_size, None)
    found = list(islice(rest, query.page_size))
    return _page(found, query, sid, more=next(rest, None) is not None)


def _page(found: Sequence[T], query: PageQuery, sid: Callable[[T], str], *, more: bool) -> Page[T]:
    return Page(
        found,
        token_before=BEFORE + sid(found[0]) if found and query.page > 0 else None,
        token_after=AFTER + sid(found[-1]) if found and more else None,
    )


def addresses(page: Page[T], query: PageQuery, path: str, suffix: str) -> dict[str, str | None]:
    """The addresses of the neighbours, named as the older API (`uri`) or the newer ones (`url`) name them."""
    before, after = page.token_before, page.token_after
    return {
        suffix: query.address(path, query.page, query.token),
        f"first_page_{suffix}": query.address(path, 0, ""),
        f"next_page_{suffix}": query.address(path, query.page + 1, after) if after else None,
        f"previous_page_{suffix}": query.address(path, query.page - 1, before) if before else None,
    }
