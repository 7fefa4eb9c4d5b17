"""The page of one conversation, with its whole thread."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from flows.protocol.events import AgentReplied
from router.console.access import Door, Visitor
from router.console.page_templates import Pages
from router.outbound.gate import MAX_TEXT_LENGTH
from router.store import console_queries, thread_history
from router.store.columns import to_microseconds
from router.store.console_queries import Standing
from router.store.database import Database
from router.store.inbox import EventStatus
from router.store.thread_history import ThreadMessage, UnhandledEvent

NOT_THERE = HTTPException(404, "There is no such conversation.")
_MAX_ID = 2**63 - 1


class Thread(Struct, frozen=True):
    """What the page shows: read at one moment."""

    standing: Standing
    messages: list[ThreadMessage]
    unhandled: list[UnhandledEvent]


class Reply(Struct, frozen=True):
    """What stands in the box. `key` makes two posts of one page one reply."""

    key: str
    text: str = ""
    problem: str = ""


class ThreadPage:
    """Keyed by a conversation, shows the thread as it stands now."""

    def __init__(self, database: Database, pages: Pages, door: Door, new_id: Callable[[], str]) -> None:
        self._database = database
        self._pages = pages
        self._door = door
        self._new_id = new_id

    async def show(self, request: Request) -> Response:
        """`GET /console/conversations/{id}`: the whole thread, 404 where there is none."""
        visitor, conversation_id = await self._door.admit(request), asked_for(request)
        thread = await self._read(conversation_id)
        typed = draft(thread) if request.query_params.get("draft") == "1" else ""
        return self._page(conversation_id, visitor, thread, Reply(self._new_id(), typed))

    async def refreshed(self, request: Request) -> Response:
        """What changes on the page, for one that is open."""
        visitor = await self._door.admit(request, counts_as_use=False)
        thread = await self._read(asked_for(request))
        return self._pages.refreshed(request, "thread_live.html", **_values(asked_for(request), visitor, thread))

    async def render(
        self, conversation_id: int, visitor: Visitor, *, typed: str = "", problem: str = "", notice: str = ""
    ) -> Response:
        """With what was typed and the problem of a reply that was not taken, or a notice of what was not done: 409."""
        thread = await self._read(conversation_id)
        return self._page(conversation_id, visitor, thread, Reply(self._new_id(), typed, problem), notice)

    def _page(self, conversation_id: int, visitor: Visitor, thread: Thread, reply: Reply, notice: str = "") -> Response:
        values = _values(conversation_id, visitor, thread)
        status = 409 if reply.problem or notice else 200
        return self._pages.page("thread.html", status, reply=reply, notice=notice, longest=MAX_TEXT_LENGTH, **values)

    async def _read(self, conversation_id: int) -> Thread:
        thread = await self._database.read(lambda connection: read_thread(connection, conversation_id))
        if thread is None:
            raise NOT_THERE
        return thread


def read_thread(connection: Connection, conversation_id: int) -> Thread | None:
    """All that the page shows; None where there is no such conversation."""
    standing = console_queries.standing(connection, conversation_id)
    if standing is None:
        return None
    messages = thread_history.thread_messages(connection, standing.thread_id)
    return Thread(standing, messages, thread_history.unhandled_events(connection, standing.customer, standing.line))


def draft(thread: Thread) -> str:
    """What a language model would answer; empty while an agent's answer is on its way."""
    pending = (event for event in thread.unhandled if event.status is not EventStatus.SET_ASIDE)
    return "" if any(isinstance(each.event, AgentReplied) for each in pending) else thread.standing.draft


def revision(standing: Standing) -> str:
    """Names the standing that an agent saw. One deed per revision: of two agents who take at once, one does."""
    return f"{standing.conversation_id}:{to_microseconds(standing.changed_at)}"


def holder(standing: Standing) -> str:
    """Who holds the conversation, and whether it needs anybody."""
    return f"{standing.conversation_id}:{standing.status}:{standing.agent or ''}"


def asked_for(request: Request) -> int:
    """The conversation's id. HTTPException 404 for a number that no database could hold."""
    number = int(request.path_params["id"])
    if number > _MAX_ID:
        raise NOT_THERE
    return number


def _values(conversation_id: int, visitor: Visitor, thread: Thread) -> dict[str, Any]:
    return {
        "id": conversation_id,
        "visitor": visitor,
        "standing": thread.standing,
        "draft": draft(thread),
        "revision": revision(thread.standing),
        "holder": holder(thread.standing),
        "messages": thread.messages,
        "unhandled": thread.unhandled,
        "shown": thread_history.SHOWN,
    }
