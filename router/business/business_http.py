"""One HTTP call to a business system, and what came of it."""

from collections.abc import Mapping
from datetime import timedelta
from time import monotonic
from typing import Any

import aiohttp
import msgspec
from msgspec import Struct
from multidict import CIMultiDict
from yarl import URL

from bot.http_session import HttpSession
from flows.protocol.needs import Fetched
from router.business.address_policy import AddressForbidden, CheckedResolver, require_allowed
from router.business.response_reader import UnreadableAnswer, read_answer
from router.insight.metrics import BUSINESS_CALL_SECONDS, BUSINESS_CALLS

#: More calls wait for one to end, within their time.
MAX_CONNECTIONS = 64


class BusinessCall(Struct, frozen=True):
    """What is sent. Its headers may hold secrets: it is never logged or shown."""

    method: str
    url: str
    within: timedelta
    headers: Mapping[str, str] = {}
    #: Sent as JSON; None: without a body.
    body: Any = None


class NotReached(Exception):
    """Provably not sent: the name was not resolved, or the connection refused. The same call may be made again."""


class BusinessHttp:
    """Calls business systems, each call once and over a connection of its own.

    A kept connection may just have been given up by the other side, and then nobody can tell whether a call was done.
    """

    def __init__(self) -> None:
        self._session = HttpSession(
            limit=MAX_CONNECTIONS,
            force_close=True,
            resolver=CheckedResolver,
            # A small answer may unpack to a huge one.
            auto_decompress=False,
        )

    async def call(self, call: BusinessCall) -> Fetched:
        """What was answered, or why nothing was. Raises NotReached."""
        started = monotonic()
        try:
            result = await self._send(call)
        except NotReached:
            BUSINESS_CALLS.labels(call.method, "not_reached").inc()
            raise
        BUSINESS_CALL_SECONDS.observe(monotonic() - started)
        BUSINESS_CALLS.labels(call.method, "good" if result.is_good else "failed").inc()
        return result

    async def _send(self, call: BusinessCall) -> Fetched:
        try:
            return await self._exchange(call)
        except UnreadableAnswer as unreadable:
            return Fetched(unreadable.status, problem=str(unreadable))
        except AddressForbidden as forbidden:
            return Fetched(problem=str(forbidden))
        except aiohttp.InvalidURL:
            return Fetched(problem="its address is not valid")
        except aiohttp.ClientSSLError:
            return Fetched(problem="its certificate is not to be trusted")
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, AddressForbidden):
                return Fetched(problem=str(error.os_error))
            raise NotReached(_why_not_reached(error)) from None
        except TimeoutError:
            return Fetched(problem=f"no answer within {_written(call.within)}")
        except (aiohttp.ClientError, ValueError) as error:
            return Fetched(problem=f"the call broke off ({type(error).__name__})")

    async def _exchange(self, call: BusinessCall) -> Fetched:
        url = URL(call.url)
        require_allowed(url.host or "")
        async with self._session.open().request(
            call.method,
            url,
            data=None if call.body is None else msgspec.json.encode(call.body),
            headers=_headers(call),
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=call.within.total_seconds()),
        ) as answer:
            return await read_answer(answer)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._session.close()


def _headers(call: BusinessCall) -> CIMultiDict[str]:
    headers = CIMultiDict({"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Parley"})
    if call.body is not None:
        headers["Content-Type"] = "application/json"
    headers.update(call.headers)
    return headers


def _why_not_reached(error: aiohttp.ClientConnectorError) -> str:
    is_unknown = isinstance(error, aiohttp.ClientConnectorDNSError)
    return "its host is not known" if is_unknown else "it does not take connections"


def _written(duration: timedelta) -> str:
    return f"{duration.total_seconds():.2g} s"
