"""Finds out what a step must know: read-only questions to business systems and to the bot (DESIGN.md, 3)."""

from typing import Protocol

from flows.protocol.needs import Fetched, FetchNeeded, Met, Need, UnderstandingNeeded, Understood
from router.business.business_http import BusinessCall, BusinessHttp, NotReached


class Understanding(Protocol):
    """What makes sense of free text."""

    async def understand(self, need: UnderstandingNeeded) -> Understood:
        """What a text means; nothing when that cannot be found out. Raises nothing."""


class QueryResolver:
    """Meets needs. Asking changes nothing anywhere, so the same may be asked again at any time."""

    def __init__(self, http: BusinessHttp, understanding: Understanding) -> None:
        self._http = http
        self._understanding = understanding

    async def meet(self, need: Need) -> Met:
        """The answer, which says so when there is none. Takes at most the need's own time."""
        match need:
            case UnderstandingNeeded():
                return await self._understanding.understand(need)
            case FetchNeeded():
                return await self._fetch(need)

    async def _fetch(self, need: FetchNeeded) -> Fetched:
        try:
            return await self._http.call(BusinessCall("GET", need.url, need.within, need.headers))
        except NotReached as error:
            return Fetched(problem=str(error))
