"""Logging in and out."""

import re
from collections.abc import Callable
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from router.client_address import client_of
from router.console.access import Door, NotLoggedIn
from router.console.browser_name import origin_of
from router.console.csrf import ForgeryCheck
from router.console.page_templates import Pages
from router.console.password_check import PasswordCheck
from router.console.posted_form import read_form
from router.console.session_cookie import SessionCookie, new_token
from router.store import console_sessions, console_users
from router.store.console_users import Credentials, User
from router.store.database import Database

log = structlog.get_logger(__name__)

HOME = "/console"
LOGIN = "/console/login"
#: Only plain paths of the console, so that a forged link cannot lead elsewhere after the login.
_SAFE_NEXT = re.compile(r"/console(/[A-Za-z0-9/_-]*)?(\?[A-Za-z0-9=&_-]*)?")

#: The same for a name that nobody has, and for an account that rests, whatever the password.
_WRONG = "The name or the password is wrong. After many wrong passwords a name rests for five minutes."
_OUTDATED = "This page was out of date. Please try again."
_TOO_MANY = "Too many attempts from here were wrong. Check the name and the password, or wait five minutes."


class Login:
    """The login page, and the way out."""

    def __init__(
        self,
        database: Database,
        pages: Pages,
        door: Door,
        cookie: SessionCookie,
        forgery: ForgeryCheck,
        check: PasswordCheck,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._pages = pages
        self._door = door
        self._cookie = cookie
        self._forgery = forgery
        self._check = check
        self._clock = clock

    async def show(self, request: Request) -> Response:
        goal = safe_next(request.query_params.get("next"))
        try:
            await self._door.admit(request)
        except NotLoggedIn:
            return self._page(request, goal)
        return RedirectResponse(goal, 303)

    async def log_in(self, request: Request) -> Response:
        form = await read_form(request)
        goal, name = safe_next(form.get("next")), console_users.normal_name(form.get("name", ""))
        if not self._forgery.passes(request, self._cookie.read(request), form.get("form_token", "")):
            return self._page(request, goal, name, _OUTDATED, 403)
        came, client = self._check.started(), client_of(request)
        user = await self._authenticated(name, form.get("password", ""), client)
        if user is None:
            return self._failed(request, goal, name, await self._check.failed(client, came))
        return await self._let_in(request, user, goal)

    async def log_out(self, request: Request) -> Response:
        visitor, _ = await self._door.admit_form(request)
        await self._database.write(lambda connection: console_sessions.end(connection, visitor.token))
        response = RedirectResponse(LOGIN, 303)
        self._cookie.take_back(response)
        return response

    async def _authenticated(self, name: str, password: str, client: str) -> User | None:
        """Nothing is hashed for a name that nobody has: a stranger could make the server do so without end."""
        known = await self._known(name)
        if known and await self._check.passes(known, password, client):
            return known.user
        log.warning("login_failed", user=known.user.name if known else None, client=client)
        return None

    async def _known(self, name: str) -> Credentials | None:
        """No name has characters that cannot be printed, and PostgreSQL takes no NUL to look for."""
        if not name.isprintable():
            return None
        return await self._database.read(lambda connection: console_users.credentials(connection, name))

    async def _let_in(self, request: Request, user: User, goal: str) -> Response:
        """Always with a new token: one that was planted before the login must not become a session."""
        before, token, now = self._cookie.read(request), new_token(), self._clock()
        origin = origin_of(request)
        await self._database.write(lambda connection: console_sessions.end(connection, before))
        await self._database.write(lambda connection: console_sessions.begin(connection, token, user.id, now, origin))
        log.info("logged_in", user=user.name)
        response = RedirectResponse(goal, 303)
        self._cookie.give(response, token, lasts=True)
        return response

    def _failed(self, request: Request, goal: str, name: str, wait_until: datetime | None) -> Response:
        if wait_until is None:
            return self._page(request, goal, name, _WRONG, 403)
        response = self._page(request, goal, name, _TOO_MANY, 429)
        response.headers["Retry-After"] = str(int((wait_until - self._clock()).total_seconds()) + 1)
        return response

    def _page(self, request: Request, goal: str, name: str = "", problem: str = "", status: int = 200) -> Response:
        token = self._cookie.read(request) or new_token()
        values = {"form_token": self._forgery.token(token), "next": goal, "name": name, "problem": problem}
        response = self._pages.page("login.html", status, **values)
        if not self._cookie.read(request):
            self._cookie.give(response, token, lasts=False)
        return response


def safe_next(goal: str | None) -> str:
    return goal if goal and _SAFE_NEXT.fullmatch(goal) else HOME
