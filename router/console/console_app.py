"""The agents' pages: one ASGI application under `/console`."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import quote

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from router.console.access import Door, NotLoggedIn
from router.console.account import Account
from router.console.agent_deeds import DEEDS, Actions
from router.console.conversation_lists import Lists
from router.console.csrf import ForgeryCheck
from router.console.login import LOGIN, Login, safe_next
from router.console.login_limits import LoginLimits
from router.console.page_templates import PAGES, Pages
from router.console.password_check import FailureDelay, PasswordCheck
from router.console.security_headers import SecurityHeaders
from router.console.session_cookie import SessionCookie
from router.console.thread_page import ThreadPage
from router.environment import Secret
from router.store.database import Database
from router.store.store_errors import StorageUnavailable

log = structlog.get_logger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]


class Console:
    """Wires the pages; `on_event` is called after an agent's deed was written, `delay` holds up failed logins."""

    def __init__(
        self,
        database: Database,
        secret_key: Secret,
        public_url: str,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        on_event: Callable[[], None],
        delay: FailureDelay | None = None,
    ) -> None:
        check = PasswordCheck(LoginLimits(clock), delay or FailureDelay())
        cookie, forgery = SessionCookie(public_url), ForgeryCheck(secret_key, public_url)
        self._public_url = public_url
        self._pages = Pages(clock)
        self._door = Door(database, cookie, forgery, clock)
        self._login = Login(database, self._pages, self._door, cookie, forgery, check, clock)
        self._account = Account(database, self._pages, self._door, cookie, check, clock)
        self._lists = Lists(database, self._pages, self._door, clock)
        self._thread = ThreadPage(database, self._pages, self._door, new_id)
        self._actions = Actions(database, self._door, self._thread, clock, on_event)

    def routes(self) -> list[BaseRoute]:
        app = Starlette(
            routes=self._routes(),
            middleware=[Middleware(SecurityHeaders, public_url=self._public_url)],
            exception_handlers={
                NotLoggedIn: self._to_login,
                HTTPException: self._refused,
                StorageUnavailable: self._unavailable,
                Exception: self._failed,
            },
        )
        return [Route("/console", app), Route("/console/{rest:path}", app)]

    def _routes(self) -> list[BaseRoute]:
        conversation = "/console/conversations/{id:int}"
        return [
            Mount("/console/static", StaticFiles(directory=PAGES / "static")),
            _get("/console/login", self._login.show),
            _post("/console/login", self._login.log_in),
            _post("/console/logout", self._login.log_out),
            _get("/console", self._lists.conversations),
            _get("/console/live", self._lists.refreshed),
            _get("/console/unsettled", self._lists.unsettled),
            _get("/console/account", self._account.show),
            _post("/console/account/password", self._account.change_password),
            _post("/console/account/end", self._account.end_session),
            _post("/console/account/end-others", self._account.end_others),
            _get(conversation, self._thread.show),
            _get(f"{conversation}/live", self._thread.refreshed),
            _post(f"{conversation}/reply", self._actions.reply),
            *[_post(f"{conversation}/{deed}", self._actions.of(event)) for deed, event in DEEDS.items()],
        ]

    async def _to_login(self, request: Request, error: Exception) -> Response:  # noqa: ARG002
        """A page comes back after the login; a post is lost, so it comes back to the page that it was posted from."""
        path = request.url.path
        if path.endswith("/live"):
            return Response("log in again\n", 401, {"WWW-Authenticate": "Cookie"}, "text/plain")
        goal = f"{path}?{request.url.query}" if request.method == "GET" and request.url.query else path
        if request.method != "GET":
            goal = path.rpartition("/")[0]
        return RedirectResponse(f"{LOGIN}?next={quote(safe_next(goal))}", 303)

    async def _refused(self, request: Request, error: Exception) -> Response:  # noqa: ARG002
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type alone
        titles = {404: "Not found", 405: "Not found", 403: "Not allowed"}
        reason = "There is no such page." if error.detail in {"Not Found", "Method Not Allowed"} else error.detail
        return self._error_page(error.status_code, titles.get(error.status_code, "Not understood"), reason)

    async def _unavailable(self, request: Request, error: Exception) -> Response:
        log.error("console_store_unavailable", path=request.url.path, error=str(error))
        return self._error_page(503, "Not kept", "The database does not answer. Go back and try again in a moment.")

    async def _failed(self, request: Request, error: Exception) -> Response:
        log.error("console_failed", path=request.url.path, error=type(error).__name__)
        return self._error_page(500, "Something went wrong", "It has been written to the log.")

    def _error_page(self, status: int, title: str, reason: str) -> Response:
        return self._pages.page("error.html", status, title=title, reason=reason)


def _get(path: str, endpoint: Endpoint) -> Route:
    return Route(path, endpoint, methods=["GET"])


def _post(path: str, endpoint: Endpoint) -> Route:
    return Route(path, endpoint, methods=["POST"])
