"""An agent's own page: another password, and where they are logged in."""

import re
from collections.abc import Callable
from datetime import datetime

import structlog
from msgspec import Struct
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from router.client_address import client_of
from router.console.access import Door, NotLoggedIn, Visitor
from router.console.browser_name import origin_of
from router.console.page_templates import Pages
from router.console.password_check import PasswordCheck
from router.console.posted_form import Form
from router.console.session_cookie import SessionCookie, new_token
from router.store import console_sessions, console_users
from router.store.console_sessions import Origin
from router.store.database import Database
from router.store.password_policy import objection
from router.store.passwords import MAX_LENGTH

log = structlog.get_logger(__name__)

ACCOUNT = "/console/account"
#: What the page says after something was done, by the last part of its address.
_DONE = {
    "password": "Your password is changed. Everywhere else you are logged out.",
    "session": "That session is ended.",
    "others": "All other sessions are ended.",
}
_WRONG = "That is not your present password. After many wrong ones none is checked for five minutes."
_KEY = re.compile("[0-9a-f]{64}")


class Problem(Struct, frozen=True):
    """What is wrong with a field of the password's form."""

    field: str
    text: str


class Account:
    """Each visitor sees and changes what is their own."""

    def __init__(
        self,
        database: Database,
        pages: Pages,
        door: Door,
        cookie: SessionCookie,
        check: PasswordCheck,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._pages = pages
        self._door = door
        self._cookie = cookie
        self._check = check
        self._clock = clock

    async def show(self, request: Request) -> Response:
        visitor = await self._door.admit(request)
        return await self._page(visitor, done=_DONE.get(request.query_params.get("done", ""), ""))

    async def change_password(self, request: Request) -> Response:
        visitor, form = await self._door.admit_form(request)
        problem = _problem(form, visitor) or await self._wrong(form, visitor, request)
        if problem is not None:
            return await self._page(visitor, 422, problem=problem)
        token, password_hash = new_token(), await self._check.hashed(form["new"])
        change = Change(visitor, password_hash, token, self._clock(), origin_of(request))
        if not await self._database.write(lambda connection: _change(connection, change)):
            raise NotLoggedIn
        log.info("password_changed", user=visitor.name, client=client_of(request))
        response = _back("password")
        self._cookie.give(response, token, lasts=True)
        return response

    async def end_session(self, request: Request) -> Response:
        visitor, form = await self._door.admit_form(request)
        key = form.get("session", "")
        if not _KEY.fullmatch(key):
            raise HTTPException(400, "This is not a form of ours.")
        await self._database.write(lambda connection: console_sessions.end_own(connection, visitor.user_id, key))
        log.info("session_ended", user=visitor.name, client=client_of(request))
        return _back("session")

    async def end_others(self, request: Request) -> Response:
        visitor, _ = await self._door.admit_form(request)
        await self._database.write(
            lambda connection: console_sessions.end_others(connection, visitor.user_id, visitor.token)
        )
        log.info("other_sessions_ended", user=visitor.name, client=client_of(request))
        return _back("others")

    async def _wrong(self, form: Form, visitor: Visitor, request: Request) -> Problem | None:
        """Whoever sits at a browser that was left open must not take the account over."""
        known = await self._database.read(lambda connection: console_users.credentials(connection, visitor.name))
        client = client_of(request)
        if known and await self._check.passes(known, form.get("present", ""), client):
            return None
        log.warning("password_change_failed", user=visitor.name, client=client)
        return Problem("present", _WRONG)

    async def _page(
        self, visitor: Visitor, status: int = 200, *, problem: Problem | None = None, done: str = ""
    ) -> Response:
        now = self._clock()
        found = await self._database.read(lambda connection: console_sessions.of_user(connection, visitor.user_id, now))
        return self._pages.page(
            "account.html",
            status,
            visitor=visitor,
            sessions=found,
            this=console_sessions.key_of(visitor.token),
            problem=problem,
            done=done,
            longest=MAX_LENGTH,
        )


class Change(Struct, frozen=True):
    """A new password, and the session that goes on with it."""

    visitor: Visitor
    password_hash: str
    token: str
    now: datetime
    origin: Origin


def _change(connection: Connection, change: Change) -> bool:
    """False when the visitor's session was ended meanwhile, as by another new password: theirs must not replace it."""
    visitor = change.visitor
    if console_sessions.find(connection, visitor.token, change.now) is None:
        return False
    console_users.set_password(connection, visitor.name, change.password_hash)
    console_sessions.begin(connection, change.token, visitor.user_id, change.now, change.origin)
    return True


def _problem(form: Form, visitor: Visitor) -> Problem | None:
    if found := objection(form.get("new", ""), visitor.name):
        return Problem("new", f"{found[0].upper()}{found[1:]}.")
    if form.get("again") != form["new"]:
        return Problem("again", "This is not the same as above.")
    return None


def _back(done: str) -> RedirectResponse:
    return RedirectResponse(f"{ACCOUNT}?done={done}", 303)
