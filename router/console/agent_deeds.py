"""What an agent does to a conversation: each deed is one event of its thread, which the flow decides about."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.protocol.events import AgentReplied, ConversationClosed, ConversationReturned, ConversationTaken, Event
from router.console.access import Door
from router.console.posted_form import Form
from router.console.thread_page import NOT_THERE, ThreadPage, asked_for, holder
from router.outbound.gate import MAX_TEXT_LENGTH
from router.store import console_queries, inbox, thread_history
from router.store.console_queries import Standing
from router.store.database import Database
from router.store.inbox import Arrival

Deed = type[ConversationTaken] | type[ConversationReturned] | type[ConversationClosed]
#: The last part of a button's address → what it makes happen.
DEEDS: dict[str, Deed] = {"take": ConversationTaken, "return": ConversationReturned, "close": ConversationClosed}

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_REVISION = re.compile(r"[0-9]{1,20}:[0-9]{1,20}")
#: What no phone shows, and PostgreSQL does not keep NUL; a line's end stays.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


_NOT_OURS = HTTPException(400, "This is not a form of ours.")


class NotDone(Exception):
    """The deed no longer fits; says why, for the agent."""


class Actions:
    """The forms of a conversation's page; `on_event` is called after an event was written."""

    def __init__(
        self,
        database: Database,
        door: Door,
        page: ThreadPage,
        clock: Callable[[], datetime],
        on_event: Callable[[], None],
    ) -> None:
        self._database = database
        self._door = door
        self._page = page
        self._clock = clock
        self._on_event = on_event

    async def reply(self, request: Request) -> Response:
        visitor, form = await self._door.admit_form(request)
        conversation_id, now = asked_for(request), self._clock()
        event = AgentReplied(visitor.name, _plain(form.get("text", "")))
        try:
            key = _reply_key(form, event.text)
            await self._database.write(lambda connection: _reply(connection, conversation_id, event, form, key, now))
        except NotDone as reason:
            return await self._page.render(conversation_id, visitor, typed=form.get("text", ""), problem=str(reason))
        return self._done(conversation_id)

    def of(self, deed: Deed) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of one button."""

        async def act(request: Request) -> Response:
            visitor, form = await self._door.admit_form(request)
            conversation_id, event, now = asked_for(request), deed(visitor.name), self._clock()
            try:
                await self._database.write(lambda connection: _act(connection, conversation_id, event, form, now))
            except NotDone as reason:
                return await self._page.render(conversation_id, visitor, notice=str(reason))
            return self._done(conversation_id)

        return act

    def _done(self, conversation_id: int) -> Response:
        self._on_event()
        return RedirectResponse(f"/console/conversations/{conversation_id}#reply", 303)


def _act(connection: Connection, conversation_id: int, event: Event, form: Form, now: datetime) -> None:
    standing, seen = _standing(connection, conversation_id), form.get("revision", "")
    if not _REVISION.fullmatch(seen):
        raise _NOT_OURS
    provider_id = f"console:deed:{seen}"
    if thread_history.event_named(connection, provider_id) is None and form.get("holder") != holder(standing):
        raise NotDone("It has changed since you saw it. This is how it stands now.")
    _add_once(
        connection,
        _arrival(standing, event, provider_id, now),
        "Another action on this conversation came first. This is how it stands now.",
    )


def _reply(
    connection: Connection, conversation_id: int, event: AgentReplied, form: Form, provider_id: str, now: datetime
) -> None:
    standing = _standing(connection, conversation_id)
    is_new = thread_history.event_named(connection, provider_id) is None
    if is_new and standing.agent not in {None, event.agent, form.get("holder")}:
        raise NotDone(f"{standing.agent} has taken this conversation. Send again to take it over.")
    _add_once(
        connection,
        _arrival(standing, event, provider_id, now),
        "This page's reply was sent before, with another text. Look above, then send this one too.",
    )


def _add_once(connection: Connection, arrival: Arrival, otherwise: str) -> None:
    """The same deed again is done already; another one under the same id is not."""
    assert arrival.provider_id is not None  # noqa: S101 - `_arrival` gives it one
    if (
        inbox.add(connection, arrival) is None
        and thread_history.event_named(connection, arrival.provider_id) != arrival.event
    ):
        raise NotDone(otherwise)


def _reply_key(form: Form, text: str) -> str:
    if not text:
        raise NotDone("Write something first.")
    if len(text) > MAX_TEXT_LENGTH:
        raise NotDone(f"A text has at most {MAX_TEXT_LENGTH} characters; this one has {len(text)}.")
    key = form.get("key", "")
    if not _KEY.fullmatch(key):
        raise _NOT_OURS
    return f"console:{key}"


def _plain(typed: str) -> str:
    """A form sends every line's end as two characters (HTML standard, 4.10.21.4); a phone wants one."""
    return _CONTROLS.sub("", typed.replace("\r\n", "\n")).strip()


def _standing(connection: Connection, conversation_id: int) -> Standing:
    standing = console_queries.standing(connection, conversation_id)
    if standing is None:
        raise NOT_THERE
    return standing


def _arrival(standing: Standing, event: Event, provider_id: str, now: datetime) -> Arrival:
    return Arrival(standing.customer, standing.line, event, now, provider_id)
