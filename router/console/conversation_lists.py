"""The list of conversations, and of what waits for a human's word."""

from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from router.console.access import Door
from router.console.page_templates import Pages
from router.store import console_queries, dead_letters
from router.store.console_queries import LISTED, Shown
from router.store.database import Database

#: At most this many messages, and events, on the page of what is unsettled.
UNSETTLED = 200


class Lists:
    """Pages that list; the list refreshes itself."""

    def __init__(self, database: Database, pages: Pages, door: Door, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._pages = pages
        self._door = door
        self._clock = clock

    async def conversations(self, request: Request) -> Response:
        """`GET /console`: the conversations that are shown."""
        visitor, shown = await self._door.admit(request), _shown(request)
        rows = await self._rows(shown)
        return self._pages.page("conversations.html", visitor=visitor, shown=shown, rows=rows, most=LISTED)

    async def refreshed(self, request: Request) -> Response:
        """The list alone, for a page that is open; looking at it does not keep a session alive."""
        await self._door.admit(request, counts_as_use=False)
        shown = _shown(request)
        return self._pages.refreshed(
            request, "conversations_live.html", rows=await self._rows(shown), shown=shown, most=LISTED
        )

    async def unsettled(self, request: Request) -> Response:
        """`GET /console/unsettled`: what waits for a human's word."""
        visitor = await self._door.admit(request)
        unknown = await self._database.read(lambda connection: dead_letters.unknown_messages(connection, UNSETTLED))
        events = await self._database.read(lambda connection: dead_letters.set_aside_events(connection, UNSETTLED))
        return self._pages.page("unsettled.html", visitor=visitor, unknown=unknown, events=events)

    async def _rows(self, shown: Shown) -> list[console_queries.ListedConversation]:
        now = self._clock()
        return await self._database.read(lambda connection: console_queries.list_conversations(connection, shown, now))


def _shown(request: Request) -> Shown:
    wanted = request.query_params.get("show", "")
    return Shown(wanted) if wanted in list(Shown) else Shown.OPEN
