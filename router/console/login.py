"""Logging in and out."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from router.console.access import Door, NotLoggedIn
from router.console.csrf import ForgeryCheck
from router.console.login_attempts import Attempts
from router.console.page_templates import Pages
from router.console.posted_form import Form, read_form
from router.console.session_cookie import SessionCookie, new_token
from router.store import console_sessions, console_users, passwords
from router.store.console_users import Credentials, User
from router.store.database import Database

log = structlog.get_logger(__name__)

HOME = "/console"
LOGIN = "/console/login"
#: Only plain paths of the console, so that a forged link cannot lead elsewhere after the login.
_SAFE_NEXT = re.compile(r"/console(/[A-Za-z0-9/_-]*)?(\?[A-Za-z0-9=&_-]*)?")
#: Failed logins per name and per client address.
_MAX_ATTEMPTS, _WINDOW = 10, timedelta(minutes=5)
#: Each hash takes 64 MiB while it is computed.
_HASHES_AT_ONCE = 2

_WRONG = "The name or the password is wrong."
_OUTDATED = "This page was out of date. Please try again."
_TOO_MANY = "Too many attempts. Please wait a few minutes."


class Login:
    """The login page, and the way out."""

    def __init__(
        self,
        database: Database,
        pages: Pages,
        door: Door,
        cookie: SessionCookie,
        forgery: ForgeryCheck,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._pages = pages
        self._door = door
        self._cookie = cookie
        self._forgery = forgery
        self._clock = clock
        self._attempts = Attempts(_MAX_ATTEMPTS, _WINDOW, clock)
        self._hashing = ThreadPoolExecutor(_HASHES_AT_ONCE, "console-hash")

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
        keys = [f"name {name.casefold()[:100]}", f"client {request.client.host if request.client else ''}"]
        if (again := self._attempts.try_again_at(keys)) is not None:
            return self._too_many(request, goal, name, again)
        user = await self._authenticated(name, form)
        if user is None:
            log.warning("login_failed", user=name[:100])
            return self._page(request, goal, name, _WRONG, 403)
        self._attempts.forgive(keys)
        return await self._let_in(request, user, goal)

    async def log_out(self, request: Request) -> Response:
        visitor, _ = await self._door.admit_form(request)
        await self._database.write(lambda connection: console_sessions.end(connection, visitor.token))
        response = RedirectResponse(LOGIN, 303)
        self._cookie.take_back(response)
        return response

    async def _authenticated(self, name: str, form: Form) -> User | None:
        known = await self._known(name)
        password_hash = known.password_hash if known else None
        fits = await asyncio.get_running_loop().run_in_executor(
            self._hashing, passwords.fits, form.get("password", ""), password_hash
        )
        return known.user if known and fits and not known.user.disabled else None

    async def _known(self, name: str) -> Credentials | None:
        """No name has characters that cannot be printed, and PostgreSQL takes no NUL to look for."""
        if not name.isprintable():
            return None
        return await self._database.read(lambda connection: console_users.credentials(connection, name))

    async def _let_in(self, request: Request, user: User, goal: str) -> Response:
        """Always with a new token: one that was planted before the login must not become a session."""
        before, token, now = self._cookie.read(request), new_token(), self._clock()
        await self._database.write(lambda connection: console_sessions.end(connection, before))
        await self._database.write(lambda connection: console_sessions.begin(connection, token, user.id, now))
        log.info("logged_in", user=user.name)
        response = RedirectResponse(goal, 303)
        self._cookie.give(response, token, lasts=True)
        return response

    def _too_many(self, request: Request, goal: str, name: str, again: datetime) -> Response:
        response = self._page(request, goal, name, _TOO_MANY, 429)
        response.headers["Retry-After"] = str(int((again - self._clock()).total_seconds()) + 1)
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
