"""The one cookie: a random token that names a session, or for a stranger only ties forms to their browser."""

import secrets

from starlette.requests import Request
from starlette.responses import Response

from router.store.console_sessions import LIFETIME


class SessionCookie:
    """Out of scripts' reach, never sent along by other sites' posts, and on https fixed to this very host."""

    def __init__(self, public_url: str) -> None:
        self._secure = public_url.startswith("https://")
        # A browser takes a `__Host-` cookie only from https, so no sibling host can plant one (RFC 6265bis, 4.1.3.2).
        self._name = "__Host-parley" if self._secure else "parley"

    def read(self, request: Request) -> str:
        """The session's token; empty where there is none."""
        return request.cookies.get(self._name, "")

    def give(self, response: Response, token: str, *, lasts: bool) -> None:
        """`lasts` for a login; a stranger's is gone with the browser's session."""
        response.set_cookie(
            self._name,
            token,
            max_age=int(LIFETIME.total_seconds()) if lasts else None,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def take_back(self, response: Response) -> None:
        """Have the browser forget it."""
        response.delete_cookie(self._name, path="/", secure=self._secure, httponly=True, samesite="lax")


def new_token() -> str:
    """256 random bits, as a word that fits a cookie."""
    return secrets.token_urlsafe(32)
