"""Who comes in: every page asks here first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request

from router.console.csrf import ForgeryCheck
from router.console.posted_form import Form, read_form
from router.console.session_cookie import SessionCookie
from router.store import console_sessions
from router.store.console_sessions import Session
from router.store.database import Database


class NotLoggedIn(Exception):
    """A stranger, or somebody whose session has ended."""


@dataclass(frozen=True)
class Visitor:
    """Somebody who is logged in."""

    user_id: int
    name: str
    token: str
    form_token: str


class Door:
    """Lets in who has a session, and takes a form only from one of our own pages."""

    def __init__(
        self, database: Database, cookie: SessionCookie, forgery: ForgeryCheck, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._cookie = cookie
        self._forgery = forgery
        self._clock = clock

    async def admit(self, request: Request, *, counts_as_use: bool = True) -> Visitor:
        """Raises NotLoggedIn. A page's refreshing itself does not count as use: it would keep a session for ever."""
        token, now = self._cookie.read(request), self._clock()
        session = await self._session(token, now)
        if session is None:
            raise NotLoggedIn
        if counts_as_use and console_sessions.is_due(session, now):
            await self._database.write(lambda connection: console_sessions.touch(connection, token, now))
        return Visitor(session.user_id, session.user, token, self._forgery.token(token))

    async def admit_form(self, request: Request) -> tuple[Visitor, Form]:
        """The visitor and their form. Raises NotLoggedIn; HTTPException 403 for a form that is not ours."""
        visitor = await self.admit(request)
        form = await read_form(request)
        if not self._forgery.passes(request, visitor.token, form.get("form_token", "")):
            raise HTTPException(403, "This form was not sent from this page. Go back, reload the page and try again.")
        return visitor, form

    async def _session(self, token: str, now: datetime) -> Session | None:
        return (
            await self._database.read(lambda connection: console_sessions.find(connection, token, now))
            if token
            else None
        )
